from django.db import models
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import Record, Scope


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(Record):
    """Work after the answer: an import, an export, a rebuild; with its progress and its log."""

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("job"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=JobState.choices, default=JobState.WAITING)
    employee_id = models.BigIntegerField(null=True, editable=False)
    user_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("started by"), max_length=150)
    arguments = models.JSONField(default=dict, editable=False)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("total"), default=0)
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    alive_at = models.DateTimeField(null=True, editable=False)

    scope = Scope(owners=("employee_id",))

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        return 100 if self.state == JobState.DONE else min(99, self.done * 100 // self.total) if self.total else 0


class JobLine(models.Model):
    """One line of a job's log."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    written_at = models.DateTimeField(auto_now_add=True)
    level = models.CharField(max_length=8, default="info")
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:80]
