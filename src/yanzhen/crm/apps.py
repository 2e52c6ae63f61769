from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "yanzhen.crm"
    label = "crm"
    verbose_name = _("crm")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from yanzhen.crm.services import pipeline_history
        from yanzhen.platform import audit

        audit.listen(pipeline_history.heard)
