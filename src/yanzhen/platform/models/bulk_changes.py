from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import Record, Scope


class BulkState(models.TextChoices):
    PREVIEWED = "previewed", _("Previewed")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    UNDONE = "undone", _("Undone")


class Outcome(models.TextChoices):
    CHANGED = "changed", pgettext_lazy("row of a bulk change", "changed")
    SAME = "same", pgettext_lazy("row of a bulk change", "was so already")
    REFUSED = "refused", pgettext_lazy("row of a bulk change", "refused")
    UNDONE = "undone", pgettext_lazy("row of a bulk change", "undone")
    LEFT = "left", pgettext_lazy("row of a bulk change", "left, changed since")


class BulkChange(Record):
    """Many records changed in one go: what was asked, what came of it, and what it takes to undo it."""

    noun_name = models.CharField(_("kind"), max_length=80, editable=False)
    title = models.CharField(_("bulk change"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=BulkState.choices, default=BulkState.PREVIEWED)
    employee_id = models.BigIntegerField(null=True, editable=False)
    user_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("started by"), max_length=150)
    values = models.JSONField(default=dict, editable=False)
    selection = models.JSONField(default=list, editable=False)
    total = models.PositiveIntegerField(_("selected"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("were so already"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    undone = models.PositiveIntegerField(_("undone"), default=0)
    left = models.PositiveIntegerField(_("left"), default=0)
    job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, related_name="+", verbose_name=_("job"))
    started_at = models.DateTimeField(_("started"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    scope = Scope(owners=("employee_id",))

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class BulkRow(models.Model):
    """What a bulk change did to one record; `before` and `after` hold the fields that changed."""

    bulk = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    object_id = models.BigIntegerField()
    record = models.CharField(_("record"), max_length=200)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["bulk", "object_id"], name="one_row_per_bulk_and_record")]

    def __str__(self) -> str:
        return self.record
