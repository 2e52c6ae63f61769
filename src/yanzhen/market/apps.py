from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    name = "yanzhen.market"
    label = "market"
    verbose_name = _("market")
    default_auto_field = "django.db.models.BigAutoField"
