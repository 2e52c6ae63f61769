from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.loyalty.enums import Change, Grade, Part, RunState, Span
from yanzhen.platform import masks
from yanzhen.platform.base import SHARED, Named, Record, Scope, Scoped

OF_THE_CUSTOMER = Scope(owners=("customer__owner_id",), unit="customer__unit_id")
WHOLE = 100


def _weight(label: object, usual: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=usual, validators=[MaxValueValidator(WHOLE)])  # type: ignore[arg-type]


def _bound(label: object, usual: int) -> models.DecimalField:
    limits = [MinValueValidator(0), MaxValueValidator(WHOLE)]
    return models.DecimalField(label, max_digits=5, decimal_places=2, default=Decimal(usual), validators=limits)  # type: ignore[arg-type]


def _points(label: object) -> models.DecimalField:
    return models.DecimalField(label, max_digits=5, decimal_places=2, null=True, blank=True, editable=False)  # type: ignore[arg-type]


class EvaluationScheme(Named, Record):
    """By what customers are graded: six weights that make 100, and from how many points which grade.

    An edition counts from a day on; one by which customers were graded stays as it is, a new one follows it.
    """

    span = models.CharField(_("graded every"), max_length=8, choices=Span.choices, default=Span.QUARTER)
    valid_from = models.DateField(_("valid from"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    weight_volume = _weight(_("weight of volume"), 30)
    weight_margin = _weight(_("weight of margin"), 20)
    weight_payment = _weight(_("weight of payment"), 20)
    weight_growth = _weight(_("weight of growth"), 10)
    weight_loyalty = _weight(_("weight of loyalty"), 10)
    weight_potential = _weight(_("weight of potential"), 10)
    from_a = _bound(_("A from"), 75)
    from_b = _bound(_("B from"), 55)
    from_c = _bound(_("C from"), 35)

    scope = SHARED

    class Meta:
        verbose_name = _("evaluation scheme")
        verbose_name_plural = _("evaluation schemes")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    weight_volume=WHOLE
                    - F("weight_margin")
                    - F("weight_payment")
                    - F("weight_growth")
                    - F("weight_loyalty")
                    - F("weight_potential")
                ),
                name="weights_make_a_hundred",
                violation_error_message=_("The six weights make 100 together."),
            ),
            models.CheckConstraint(
                condition=Q(from_a__gt=F("from_b"), from_b__gt=F("from_c")),
                name="grades_in_order",
                violation_error_message=_("A begins above B, and B above C."),
            ),
            models.UniqueConstraint(
                fields=["span", "currency", "valid_from"],
                name="one_scheme_from_a_day",
                violation_error_message=_("There is a scheme from this day already."),
            ),
        ]

    @property
    def weights(self) -> dict[str, int]:
        """The six weights by part."""
        return {part: getattr(self, f"weight_{part}") for part in Part.values}

    @property
    def bounds(self) -> tuple[Decimal, Decimal, Decimal]:
        """From how many points A, B and C."""
        return self.from_a, self.from_b, self.from_c


class EvaluationRun(Record):
    """The grading of all customers for one period, as the books stood then.

    When the books changed, grading again makes a new edition beside the old one; otherwise nothing.
    """

    scheme = models.ForeignKey(
        "loyalty.EvaluationScheme", models.PROTECT, related_name="runs", verbose_name=_("evaluation scheme")
    )
    starts_on = models.DateField(_("period from"))
    ends_on = models.DateField(_("period until"), editable=False)
    edition = models.PositiveIntegerField(_("edition"), default=0, editable=False)
    is_current = models.BooleanField(_("current edition"), default=False, editable=False)
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=RunState.choices,
        default=RunState.WAITING,
        editable=False,
    )
    graded = models.PositiveIntegerField(_("graded"), default=0, editable=False)
    unrated = models.PositiveIntegerField(_("not rated"), default=0, editable=False)
    dropped = models.PositiveIntegerField(_("worse than before"), default=0, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, default="", editable=False)
    reason = models.CharField(_("why not"), max_length=300, blank=True, default="", editable=False)
    who = models.CharField(_("started by"), max_length=150, blank=True, default="", editable=False)
    job = models.ForeignKey(
        "platform.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("job"), editable=False
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    scope = SHARED

    class Meta:
        verbose_name = _("evaluation run")
        verbose_name_plural = _("evaluation runs")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="evaluated_period_in_order"),
            models.UniqueConstraint(
                fields=["scheme", "starts_on"], condition=Q(is_current=True), name="one_current_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y-%m} – {self.ends_on:%Y-%m}"


class Evaluation(Scoped):
    """How one customer did in one period: points from 0 to 100 for each part, and the grade they make.

    What could not be known has no points and takes no part. Whoever knew the whole and the other parts could work out
    the margin, so both are hidden from those who may not see margins.
    """

    run = models.ForeignKey(
        "loyalty.EvaluationRun", models.CASCADE, related_name="evaluations", verbose_name=_("evaluation run")
    )
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    starts_on = models.DateField(_("period from"), editable=False)
    is_current = models.BooleanField(_("current edition"), default=False, editable=False)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade.choices, default=Grade.NONE, editable=False)
    before = models.CharField(
        _("grade before"), max_length=1, choices=Grade.choices, default=Grade.NONE, editable=False
    )
    change = models.CharField(
        pgettext_lazy("of a grade", "change"), max_length=4, choices=Change.choices, default=Change.NEW, editable=False
    )
    points = _points(_("points"))
    volume_points = _points(Part.VOLUME.label)
    margin_points = _points(Part.MARGIN.label)
    payment_points = _points(Part.PAYMENT.label)
    growth_points = _points(Part.GROWTH.label)
    loyalty_points = _points(Part.LOYALTY.label)
    potential_points = _points(Part.POTENTIAL.label)
    working = models.JSONField(_("working"), default=dict, editable=False)

    scope = OF_THE_CUSTOMER
    masks = {"points": masks.MARGIN, "margin_points": masks.MARGIN, "working": masks.MARGIN}

    class Meta:
        verbose_name = _("customer evaluation")
        verbose_name_plural = _("customer evaluations")
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["customer", "-starts_on", "-id"], name="evaluation_by_customer"),
            models.Index(fields=["-starts_on", "-id"], name="evaluation_by_period"),
            models.Index(fields=["run", "grade", "change"], name="evaluation_by_grade"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} · {self.run}"
