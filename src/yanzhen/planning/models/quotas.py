from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import KINDS, MONEY, Metric, TalkAct, TalkState
from yanzhen.platform.base import Record, Scope, Scoped

OF_A_PERSON = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")
HUNDRED = Decimal(100)


class Quota(Record):
    """What one person is to reach of one measure within some months of a plan.

    `amount` is the sum of the person's plan figures (`PlanCell`) of the measure in those months; the services keep both
    in step. Weight, cap and floor say how its attainment counts in the person's points, in percent. `unit` is the
    person's on the day the quota was set. It counts once its plan is published.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="quotas", verbose_name=_("plan"))
    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="quotas", verbose_name=_("salesperson")
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, default=Metric.REVENUE)
    starts_on = models.DateField(_("first month"))
    months = models.PositiveSmallIntegerField(_("months"), default=12)
    amount = models.DecimalField(_("quota"), max_digits=18, decimal_places=2)
    measured_in = models.CharField(_("unit of measure"), max_length=20, blank=True, default="")
    weight = models.DecimalField(
        _("weight"),
        max_digits=5,
        decimal_places=2,
        default=HUNDRED,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    cap = models.DecimalField(
        _("cap"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        default=Decimal(150),
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    floor = models.DecimalField(
        _("floor"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True, default="")

    scope = OF_A_PERSON

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ["plan_id", "person_id", "metric", "starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person", "metric", "starts_on"],
                name="one_quota_per_measure_and_start",
                violation_error_message=_("This person has a quota of this measure from that month already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="quota_not_negative",
                violation_error_message=_("A quota is zero or more."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__day=1, months__gte=1, months__lte=36),
                name="quota_of_whole_months",
                violation_error_message=_("A quota covers whole months of its plan."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_metric_display()} {self.starts_on:%Y-%m}"

    @property
    def kind(self) -> str:
        """Volume, financial or activity, after its measure."""
        return str(KINDS[Metric(self.metric)])

    @property
    def is_money(self) -> bool:
        return self.metric in MONEY


class QuotaTalk(Record):
    """The talk with one person about their quotas of a plan: what they answered, and their signature in the end.

    `figure` is what a person who disagrees would sign for `metric`; `TalkEntry` keeps everything that was said.
    """

    plan = models.ForeignKey("planning.Plan", models.CASCADE, related_name="talks", verbose_name=_("plan"))
    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="quota_talks", verbose_name=_("salesperson")
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    state = models.CharField(
        pgettext_lazy("of a document", "state"), max_length=12, choices=TalkState.choices, default=TalkState.WAITING
    )
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, blank=True, default="")
    figure = models.DecimalField(_("own figure"), max_digits=18, decimal_places=2, null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    note = models.CharField(_("manager's note"), max_length=500, blank=True, default="")
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("fixed"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=150, blank=True, default="")
    objection = models.CharField(_("objection"), max_length=500, blank=True, default="")
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)

    scope = OF_A_PERSON

    class Meta:
        verbose_name = _("quota talk")
        verbose_name_plural = _("quota talks")
        ordering = ["plan_id", "person_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"],
                name="one_talk_per_person",
                violation_error_message=_("There is a talk with this person already."),
            ),
            models.CheckConstraint(
                condition=Q(figure__isnull=True) | Q(figure__gte=0),
                name="own_figure_not_negative",
                violation_error_message=_("A quota is zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.plan}"


class TalkEntry(Scoped):
    """One thing said in a talk: an answer, a counter figure, the manager's note, a fixed figure, the signature."""

    talk = models.ForeignKey("planning.QuotaTalk", models.CASCADE, related_name="entries", verbose_name=_("quota talk"))
    act = models.CharField(_("what was said"), max_length=12, choices=TalkAct.choices)
    by = models.CharField(_("by"), max_length=150)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    metric = models.CharField(_("metric"), max_length=16, choices=Metric.choices, blank=True, default="")
    before = models.DecimalField(_("figure before"), max_digits=18, decimal_places=2, null=True)
    figure = models.DecimalField(_("figure"), max_digits=18, decimal_places=2, null=True)
    text = models.CharField(_("words"), max_length=500, blank=True, default="")

    scope = Scope(owners=("talk__person_id", "talk__person__manager_id"), unit="talk__unit_id")

    class Meta:
        verbose_name = _("word in a quota talk")
        verbose_name_plural = _("words in a quota talk")
        ordering = ["talk_id", "id"]

    def __str__(self) -> str:
        return f"{self.talk_id} {self.act}"

    @classmethod
    def view_function(cls) -> str:
        return "planning.view_quotatalk"
