from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import ActionSpan, GapSide, ImprovementState, Metric, PipelineStage
from yanzhen.platform.base import Record, Scope

OF_A_PERSON = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")
USUAL_BOUND = 60


class PaceBound(Record):
    """Under which chance of attaining the pace is red, in percent: of one plan, or, without a plan, of all others.

    Read only through the pace of a plan.
    """

    plan = models.OneToOneField(
        "planning.Plan", models.CASCADE, null=True, blank=True, related_name="pace_bound", verbose_name=_("plan")
    )
    percent = models.PositiveSmallIntegerField(
        _("red under a chance of"), default=USUAL_BOUND, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("bound of the chance")
        verbose_name_plural = _("bounds of the chance")
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="bound_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"


class PipelineFigure(Record):
    """What one person holds in a stage of the pipeline in a month, and the figures by which the need is worked out.

    Entered until opportunities are kept; `won` of `tried` is the win rate from this stage on, exact where a percentage
    would not be, and `cycle_months` how long it takes from here to the win.
    """

    person = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    month = models.DateField(_("month"))
    stage = models.CharField(_("stage"), max_length=12, choices=PipelineStage.choices, default=PipelineStage.PROSPECT)
    held = models.PositiveIntegerField(_("held now"), validators=[MaxValueValidator(1_000_000)])
    wanted = models.DecimalField(
        _("wins wanted a month"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    cycle_months = models.DecimalField(
        _("months to the win"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    won = models.PositiveIntegerField(_("won"), default=1, validators=[MinValueValidator(1)])
    tried = models.PositiveIntegerField(_("out of"), default=3, validators=[MinValueValidator(1)])

    scope = OF_A_PERSON

    class Meta:
        verbose_name = _("pipeline figure")
        verbose_name_plural = _("pipeline figures")
        ordering = ["-month", "person_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month", "stage"],
                name="one_figure_per_stage",
                violation_error_message=_("This person has figures of this stage and month already."),
            ),
            models.CheckConstraint(
                condition=Q(won__gte=1, won__lte=F("tried")),
                name="win_rate_between_none_and_all",
                violation_error_message=_(
                    "A win rate lies above 0 and is at most 1: how many were won out of how many."
                ),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="pipeline_figure_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_stage_display()}"


class ActionItem(Record):
    """A line of somebody's week or month plan: what, by which measure it counts as done, and whether it is."""

    person = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("salesperson"))
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    span = models.CharField(_("plan of the"), max_length=8, choices=ActionSpan.choices, default=ActionSpan.WEEK)
    starts_on = models.DateField(_("begins"))
    task = models.CharField(_("what"), max_length=200)
    measure = models.CharField(
        _("done when"), max_length=200, blank=True, default="", help_text=_("By what one sees that it is done")
    )
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer")
    )
    is_done = models.BooleanField(_("done"), default=False)
    result = models.CharField(_("what came of it"), max_length=300, blank=True, default="")

    scope = OF_A_PERSON

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["-starts_on", "person_id", "id"]
        indexes = [models.Index(fields=["person", "starts_on"], name="actions_by_person")]

    def __str__(self) -> str:
        return self.task


class Improvement(Record):
    """An improvement card: four questions about a gap, then who does what until when, and what came of it.

    The gap it was opened from is kept with its figures of that day; checking it writes those of the day of the check.
    """

    title = models.CharField(_("title"), max_length=200)
    plan = models.ForeignKey(
        "planning.Plan", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan")
    )
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, default=Metric.REVENUE)
    side = models.CharField(_("side"), max_length=8, choices=GapSide.choices, blank=True, default="")
    key = models.BigIntegerField(_("key of the side"), null=True, blank=True)
    gap_from = models.DateField(_("gap from"), null=True, blank=True)
    gap_to = models.DateField(_("gap until"), null=True, blank=True)
    due_then = models.DecimalField(
        _("due at opening"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    actual_then = models.DecimalField(
        _("reached at opening"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    what = models.TextField(_("What exactly is the problem?"), max_length=2000)
    why = models.TextField(_("Why is it so?"), max_length=2000, blank=True, default="")
    how = models.TextField(_("How can it be solved?"), max_length=2000, blank=True, default="")
    worth = models.TextField(_("Is the answer worth carrying out?"), max_length=2000, blank=True, default="")
    owner = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("owner"))
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    measure = models.CharField(_("measure"), max_length=300, blank=True, default="")
    check_on = models.DateField(_("to be checked"), null=True, blank=True)
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=ImprovementState.choices,
        default=ImprovementState.OPEN,
        editable=False,
    )
    checked_on = models.DateField(_("checked"), null=True, blank=True, editable=False)
    due_checked = models.DecimalField(
        _("due at the check"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    actual_checked = models.DecimalField(
        _("reached at the check"), max_digits=18, decimal_places=2, null=True, blank=True, editable=False
    )
    result = models.TextField(_("result"), max_length=2000, blank=True, default="", editable=False)
    standard = models.TextField(_("standard kept"), max_length=2000, blank=True, default="", editable=False)

    scope = Scope(owners=("owner_id", "owner__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("improvement card")
        verbose_name_plural = _("improvement cards")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gap_from__isnull=True) | Q(gap_to__isnull=True) | Q(gap_to__gte=F("gap_from")),
                name="gap_ends_after_it_starts",
                violation_error_message=_("The period ends before it starts."),
            )
        ]
        indexes = [models.Index(fields=["state", "check_on"], name="improvements_by_check")]

    def __str__(self) -> str:
        return self.title
