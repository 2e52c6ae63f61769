from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import SHARED, Scoped


class BackupKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore drill")


class BackupState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("backup", "Running")
    DONE = "done", pgettext_lazy("backup", "Done")
    FAILED = "failed", pgettext_lazy("backup", "Failed")


class BackupRun(Scoped):
    """One backup, or one drill in which a backup was restored elsewhere and checked."""

    kind = models.CharField(_("kind"), max_length=8, choices=BackupKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=BackupState.choices, default=BackupState.RUNNING)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    who = models.CharField(_("started by"), max_length=150)
    file = models.CharField(_("file"), max_length=500, blank=True, default="")
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, default="")
    is_encrypted = models.BooleanField(_("encrypted"), default=False)
    message = models.CharField(_("message"), max_length=500, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file or str(self.get_kind_display())
