from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    name = "yanzhen.platform"
    label = "platform"
    verbose_name = _("platform")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from yanzhen.platform import following  # noqa: F401  hears of every act from now on
        from yanzhen.platform.search import building
        from yanzhen.platform.trail import triggers, watching
        from yanzhen.platform.triggers import events  # noqa: F401  hears of every act from now on

        post_migrate.connect(triggers.after_migrate, sender=self, dispatch_uid="trail triggers")
        watching.start()
        post_migrate.connect(building.after_migrate, sender=self, dispatch_uid="search progress")
