from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    name = "yanzhen.loyalty"
    label = "loyalty"
    verbose_name = _("loyalty")
    default_auto_field = "django.db.models.BigAutoField"
