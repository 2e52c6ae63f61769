"""Merges of customers with all that they moved, and the groups of likely duplicates that the clean-up found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.merging import GroupState, MergeState
from yanzhen.platform.base import Record, Scope


class Merge(Record):
    """Several records of one firm made one; keeps what it needs to be undone."""

    survivor = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("kept customer"))
    title = models.CharField(_("merged records"), max_length=400, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=MergeState.choices, default=MergeState.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    chosen = models.JSONField(default=dict, editable=False)
    before = models.JSONField(default=dict, editable=False)
    after = models.JSONField(default=dict, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    moved = models.PositiveBigIntegerField(_("rows moved"), default=0)
    left = models.PositiveBigIntegerField(_("rows left"), default=0)
    undone = models.JSONField(default=dict, editable=False)
    job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    case = models.ForeignKey(
        "crm.CollisionCase",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merges",
        verbose_name=_("collision case"),
    )
    user_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("merged by"), max_length=150, blank=True, default="")
    done_at = models.DateTimeField(pgettext_lazy("of customers", "merged"), null=True, blank=True)
    undone_by = models.CharField(_("undone by"), max_length=150, blank=True, default="")
    undone_at = models.DateTimeField(pgettext_lazy("of a merge", "undone"), null=True, blank=True)

    scope = Scope(owners=("survivor__owner_id",), unit="survivor__unit_id")
    stays_when_merged = frozenset({"survivor"})

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class MergedRecord(models.Model):
    """One record that a merge took into another, with its values as they were."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="records")
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)

    stays_when_merged = frozenset({"customer"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "customer"], name="merged_once")]

    def __str__(self) -> str:
        return f"{self.merge_id}: {self.customer_id}"


class MergeMove(models.Model):
    """Keys of rows that pointed at a merged record through one field; a stretch of them."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moves")
    noun_name = models.CharField(max_length=80)
    field = models.CharField(max_length=80)
    origin_id = models.BigIntegerField()
    target_id = models.BigIntegerField(null=True)
    keys = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.noun_name}.{self.field} {len(self.keys)}"


class DuplicateGroup(Record):
    """Customers that the clean-up takes for one firm, with the working of each pair."""

    job = models.ForeignKey("platform.Job", models.SET_NULL, null=True, editable=False, related_name="+")
    employee_id = models.BigIntegerField(null=True, editable=False)
    user_id = models.BigIntegerField(null=True, editable=False)
    who = models.CharField(_("searched by"), max_length=150, blank=True, default="", editable=False)
    title = models.CharField(_("customers"), max_length=400, editable=False)
    size = models.PositiveIntegerField(_("records"), default=0, editable=False)
    score = models.DecimalField(
        pgettext_lazy("of a pair, in bits", "score"), max_digits=8, decimal_places=2, default=0, editable=False
    )
    chance = models.DecimalField(_("chance"), max_digits=7, decimal_places=6, default=0, editable=False)
    pairs = models.JSONField(default=list, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=GroupState.choices, default=GroupState.OPEN)

    scope = Scope(owners=("employee_id",))

    class Meta:
        verbose_name = _("group of duplicates")
        verbose_name_plural = _("groups of duplicates")
        ordering = ["-score", "-id"]
        indexes = [models.Index(fields=["employee_id", "state", "-score"], name="duplicates_by_person")]

    def __str__(self) -> str:
        return self.title


class DuplicateMember(models.Model):
    """One customer of a group."""

    group = models.ForeignKey(DuplicateGroup, models.CASCADE, related_name="members")
    customer = models.ForeignKey("crm.Customer", models.CASCADE, related_name="+")

    stays_when_merged = frozenset({"customer"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "customer"], name="once_in_a_group")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.customer_id}"
