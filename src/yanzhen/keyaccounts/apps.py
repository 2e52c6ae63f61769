from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KeyAccountsConfig(AppConfig):
    name = "yanzhen.keyaccounts"
    label = "keyaccounts"
    verbose_name = _("key accounts")
    default_auto_field = "django.db.models.BigAutoField"
