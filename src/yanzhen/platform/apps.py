from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    name = "yanzhen.platform"
    label = "platform"
    verbose_name = _("platform")
    default_auto_field = "django.db.models.BigAutoField"
