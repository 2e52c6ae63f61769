from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import TargetMethodCode, TargetSide, TargetState
from yanzhen.platform import masks
from yanzhen.platform.base import Record, Scope


class Target(Record):
    """What a plan, or one part of it, is to reach: seven methods, their weights, the decision, by whom and why.

    `unit` says whose it is: the part itself for a unit, else the unit of the plan. A decided target never changes; a
    new edition replaces it once decided.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="targets", verbose_name=_("plan"))
    side = models.CharField(_("part"), max_length=8, choices=TargetSide.choices, default=TargetSide.WHOLE)
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    region = models.ForeignKey(
        "organization.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    category = models.ForeignKey(
        "products.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product category"),
    )
    part = models.CharField(max_length=32, editable=False, default="whole")
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=TargetState.choices,
        default=TargetState.DRAFT,
        editable=False,
    )
    realistic = models.DecimalField(_("realistic target"), max_digits=18, decimal_places=2, null=True, editable=False)
    ideal = models.DecimalField(_("ideal target"), max_digits=18, decimal_places=2, null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="", editable=False)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True, default="", editable=False)
    approved_by = models.CharField(_("approved by"), max_length=300, blank=True, default="", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    scope = Scope(unit="unit_id")

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-plan_id", "part", "-edition", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "part", "edition"], name="target_edition_once"),
            models.UniqueConstraint(
                fields=["plan", "part"], condition=Q(state=TargetState.DRAFT), name="one_draft_of_a_target"
            ),
            models.UniqueConstraint(
                fields=["plan", "part"], condition=Q(state=TargetState.DECIDED), name="one_target_in_force"
            ),
            models.CheckConstraint(
                condition=Q(ideal__isnull=True) | Q(ideal__gte=F("realistic")),
                name="ideal_target_not_below_realistic",
                violation_error_message=_("The ideal target is not below the realistic one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} · {self.part_name} ({self.edition})"

    @property
    def part_name(self) -> str:
        """The part in words; its relation must be loaded."""
        named = {TargetSide.UNIT: self.unit, TargetSide.REGION: self.region, TargetSide.CATEGORY: self.category}
        return str(named.get(TargetSide(self.side)) or TargetSide(self.side).label)


class TargetMethod(Record):
    """One method of a target: its inputs with their sources, its result, its weight, or why it is left out.

    `inputs` is a list of {name, row, label, value, unit, taken, currency, reason, suggested, about}: decimals as text.
    """

    target = models.ForeignKey("planning.Target", models.CASCADE, related_name="methods", verbose_name=_("target"))
    method = models.CharField(_("method"), max_length=20, choices=TargetMethodCode.choices)
    inputs = models.JSONField(_("inputs"), default=list, blank=True)
    realistic = models.DecimalField(_("realistic"), max_digits=18, decimal_places=2, null=True, blank=True)
    ideal = models.DecimalField(_("ideal"), max_digits=18, decimal_places=2, null=True, blank=True)
    problem = models.CharField(_("why there is no result"), max_length=40, blank=True, default="")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(100)])
    is_left_out = models.BooleanField(_("left out"), default=False)
    left_out_reason = models.CharField(_("reason for leaving out"), max_length=300, blank=True, default="")

    scope = Scope(unit="target__unit_id")
    masks = {"inputs": masks.MARGIN}

    class Meta:
        verbose_name = _("target method")
        verbose_name_plural = _("target methods")
        ordering = ["target_id", "id"]
        constraints = [models.UniqueConstraint(fields=["target", "method"], name="target_method_once")]

    def __str__(self) -> str:
        return self.get_method_display()

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_target"


class TargetRules(Record):
    """The two thresholds by which declarations of a plan are flagged, in ratio form: 0.90 is 90 %."""

    plan = models.OneToOneField("planning.Plan", models.CASCADE, related_name="target_rules", verbose_name=_("plan"))
    timid_below = models.DecimalField(
        _("timid below"),
        max_digits=5,
        decimal_places=4,
        default=Decimal("0.9"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of what trend and potential lead to expect, such as 0.90"),
    )
    boastful_above = models.DecimalField(
        _("boastful above"),
        max_digits=5,
        decimal_places=4,
        default=Decimal("1.2"),
        validators=[MinValueValidator(1)],
        help_text=_("Share of what trend and potential lead to expect, such as 1.20"),
    )

    scope = Scope(unit="plan__unit_id")

    class Meta:
        verbose_name = _("thresholds of declarations")
        verbose_name_plural = _("thresholds of declarations")

    def __str__(self) -> str:
        return str(self.plan)

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_target"
