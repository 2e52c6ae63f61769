from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import SHARED, Scoped


class AuditEntry(Scoped):
    """One written act: who did what to which record, with the values before and after. Never changed."""

    happened_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    user_id = models.BigIntegerField(_("user"), null=True)
    who = models.CharField(_("who"), max_length=150)
    verb = models.CharField(_("act"), max_length=80)
    noun_name = models.CharField(_("kind"), max_length=80)
    object_id = models.BigIntegerField(_("record"), null=True)
    title = models.CharField(_("record name"), max_length=200, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    scope = SHARED

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-happened_at", "-id"]
        indexes = [models.Index(fields=["noun_name", "object_id", "-id"], name="audit_by_record")]

    def __str__(self) -> str:
        return self.title or self.verb
