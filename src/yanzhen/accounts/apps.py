from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "yanzhen.accounts"
    label = "accounts"
    verbose_name = _("accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_migrate

        from yanzhen.accounts.queries.directory import AccountsDirectory
        from yanzhen.accounts.services import keeping, roles, sessions
        from yanzhen.platform import audit, people

        people.register(AccountsDirectory())
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions")
        post_migrate.connect(roles.after_migrate, sender=self, dispatch_uid="accounts.roles")
        audit.listen(keeping.on_leaving)
