from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform.base import SHARED, Record, Scope, Scoped


class ExportDoor(models.TextChoices):
    PAGE = "page", pgettext_lazy("way of an export", "Page")
    API = "api", "API"
    REPORT = "report", pgettext_lazy("way of an export", "Report command")


class ExportRecord(Scoped):
    """One file that left the house: who, what, how many rows, why, from where; and the mark it bears."""

    code = models.CharField(_("mark"), max_length=8, unique=True)
    exported_at = models.DateTimeField(_("exported"), auto_now_add=True, db_index=True)
    user_id = models.BigIntegerField(_("user"), null=True)
    employee_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("who"), max_length=150)
    noun_name = models.CharField(_("kind"), max_length=80, blank=True)
    title = models.CharField(_("what"), max_length=200)
    query = models.CharField(_("filter"), max_length=2000, blank=True)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.PositiveBigIntegerField(_("rows"))
    file_format = models.CharField(_("format"), max_length=8)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    door = models.CharField(_("by way of"), max_length=8, choices=ExportDoor.choices)
    address = models.CharField(_("from address"), max_length=64, blank=True)
    approval_id = models.BigIntegerField(_("approval"), null=True)

    scope = Scope(owners=("employee_id",))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user_id", "-exported_at"], name="export_by_person")]

    def __str__(self) -> str:
        return f"{self.title} · {self.code}"


class ExportDay(models.Model):
    """Rows one person exported on one day, without those a consent allowed on top."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    rows = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "day"], name="one_export_day_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}: {self.rows}"


class ExportBudget(Record):
    """How many rows the holders of a role may export in a day; the widest of a person's roles counts."""

    role = models.CharField(_("role"), max_length=40, unique=True)
    rows_a_day = models.PositiveIntegerField(_("rows a day"))

    scope = SHARED

    class Meta:
        verbose_name = _("export budget")
        verbose_name_plural = _("export budgets")
        ordering = ["role"]

    def __str__(self) -> str:
        return f"{self.role}: {self.rows_a_day}"
