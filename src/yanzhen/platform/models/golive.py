"""The way from the old system into this one: what is done, what the old system's totals were, who signed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoLivePlan(models.Model):
    """The one plan of the firm: the day of switching, who answers for it, and who signed."""

    responsible = models.CharField(_("responsible"), max_length=120, blank=True, default="")
    switch_on = models.DateField(_("day of switching"), null=True, blank=True)
    freeze_on = models.DateField(_("old system is frozen on"), null=True, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=150, blank=True, default="")
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    remark = models.CharField(_("comment"), max_length=500, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.switch_on or "")


class GoLiveTask(models.Model):
    """Something to be done before, on or after the day; a training where it has people. Standard ones carry a code."""

    step = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(_("task"), max_length=200, blank=True, default="")
    people = models.CharField(_("who takes part"), max_length=200, blank=True, default="")
    is_training = models.BooleanField(default=False)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True, default="")
    due_on = models.DateField(_("due day"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="one_standard_task_per_code")
        ]

    def __str__(self) -> str:
        return self.title or self.code


class GoLiveTotal(models.Model):
    """What the old system says: how many rows, and their sum in one currency; compared with the books."""

    check_name = models.CharField(max_length=80)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    rows = models.PositiveBigIntegerField(_("rows"), null=True, blank=True)
    amount = models.DecimalField(_("total amount"), max_digits=20, decimal_places=2, null=True, blank=True)
    noted_by = models.CharField(max_length=150)
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["check_name", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["check_name", "currency"], name="one_total_per_check_and_currency")
        ]

    def __str__(self) -> str:
        return f"{self.check_name} {self.currency}"
