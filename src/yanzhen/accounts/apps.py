from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "yanzhen.accounts"
    label = "accounts"
    verbose_name = _("accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yanzhen.accounts.queries.directory import AccountsDirectory
        from yanzhen.platform import people

        people.register(AccountsDirectory())
