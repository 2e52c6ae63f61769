"""Joint visits: what is watched, what was seen, what was agreed, and whether it was done; and the day report."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.coaching import JointState, Outcome
from yanzhen.platform.base import SHARED, Named, Record, Scope, Scoped, localized

OF_JOINT_VISIT = Scope(owners=("joint_visit__seller_id", "joint_visit__manager_id"), unit="joint_visit__unit_id")
DAY_MINUTES = 24 * 60


def _spent(label: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=0, validators=[MaxValueValidator(DAY_MINUTES)])  # type: ignore[arg-type]


class ObservationForm(Named, Record):
    """What a manager watches on a joint visit, and on which scale."""

    top = models.PositiveSmallIntegerField(
        _("best mark"),
        default=5,
        validators=[MinValueValidator(2), MaxValueValidator(10)],
        help_text=_("Marks go from 1 to this one."),
    )
    low_words = models.CharField(_("what 1 means"), max_length=60, blank=True, default="")
    top_words = models.CharField(_("what the best mark means"), max_length=60, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED

    class Meta:
        verbose_name = _("observation form")
        verbose_name_plural = _("observation forms")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(top__gte=2, top__lte=10),
                name="observation_scale",
                violation_error_message=_("A scale ends between 2 and 10."),
            )
        ]


class ObservationPoint(Scoped):
    """One point to watch."""

    form = models.ForeignKey(
        "field.ObservationForm", models.CASCADE, related_name="points", verbose_name=_("observation form")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = models.CharField(_("what to watch"), max_length=200)
    text_en = models.CharField(_("the same in English"), max_length=200, blank=True, default="")

    scope = SHARED

    class Meta:
        verbose_name = _("point to watch")
        verbose_name_plural = _("points to watch")
        ordering = ["form_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "position"], name="one_point_per_position")]

    def __str__(self) -> str:
        return localized(self.text, self.text_en)

    @classmethod
    def view_function(cls) -> str:
        return "field.view_observationform"


class JointVisit(Record):
    """A manager rides along: the salesperson leads, the manager watches, both agree what comes next.

    It is the business of these two and of those above them; nobody else sees it.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    visit = models.ForeignKey("field.Visit", models.PROTECT, related_name="+", verbose_name=_("visit"))
    seller = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("salesperson"), editable=False
    )
    manager = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("who rides along")
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    form = models.ForeignKey(
        "field.ObservationForm", models.PROTECT, related_name="+", verbose_name=_("observation form")
    )
    aim = models.CharField(_("what to look at above all"), max_length=300, blank=True, default="")
    check_on = models.DateField(_("to be checked on"), null=True, blank=True)
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=10,
        choices=JointState.choices,
        default=JointState.PLANNED,
        editable=False,
    )
    strengths = models.TextField(_("strengths"), max_length=2000, blank=True, default="", editable=False)
    improvements = models.TextField(_("what to improve"), max_length=2000, blank=True, default="", editable=False)
    observed_at = models.DateTimeField(_("observed"), null=True, blank=True, editable=False)
    own_view = models.TextField(
        _("the salesperson's own view"), max_length=2000, blank=True, default="", editable=False
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True, editable=False)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=150, blank=True, default="", editable=False)
    outcome = models.CharField(
        _("what came of it"), max_length=8, choices=Outcome.choices, blank=True, default="", editable=False
    )
    follow_up = models.TextField(_("follow-up"), max_length=2000, blank=True, default="", editable=False)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)
    check_task_id = models.BigIntegerField(null=True, blank=True, editable=False)

    scope = Scope(owners=("seller_id", "manager_id"), unit="unit_id")
    unaudited = frozenset({"check_task_id"})

    class Meta:
        verbose_name = _("joint visit")
        verbose_name_plural = _("joint visits")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(seller=F("manager")),
                name="nobody_rides_along_with_themselves",
                violation_error_message=_("Nobody rides along with themselves."),
            ),
            models.UniqueConstraint(
                fields=["visit", "manager"],
                name="one_joint_visit_per_manager",
                violation_error_message=_("This visit is planned as a joint visit already."),
            ),
        ]
        indexes = [models.Index(fields=["state", "check_on"], name="joint_visits_to_check")]

    def __str__(self) -> str:
        return self.number


class ObservedPoint(Scoped):
    """A point of the form as it was when the visit was planned, with its mark and what was seen."""

    joint_visit = models.ForeignKey(
        "field.JointVisit", models.CASCADE, related_name="answers", verbose_name=_("joint visit")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("what to watch"), max_length=200)
    text_en = models.CharField(_("the same in English"), max_length=200, blank=True, default="")
    score = models.PositiveSmallIntegerField(_("mark"), null=True, blank=True, validators=[MaxValueValidator(10)])
    note = models.CharField(_("what was seen"), max_length=300, blank=True, default="")

    scope = OF_JOINT_VISIT

    class Meta:
        verbose_name = _("point observed")
        verbose_name_plural = _("points observed")
        ordering = ["joint_visit_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["joint_visit", "position"], name="one_answer_per_point")]

    def __str__(self) -> str:
        return localized(self.text, self.text_en)

    @classmethod
    def view_function(cls) -> str:
        return "field.view_jointvisit"


class AgreedAction(Scoped):
    """What both agreed on a joint visit: who does what until when, as a task of that person."""

    joint_visit = models.ForeignKey(
        "field.JointVisit", models.CASCADE, related_name="actions", verbose_name=_("joint visit")
    )
    text = models.CharField(_("what"), max_length=200)
    owner = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("who"))
    due_on = models.DateField(_("until"))
    task_id = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome.choices, blank=True, default="")
    note = models.CharField(pgettext_lazy("of an action", "remark"), max_length=300, blank=True, default="")

    scope = OF_JOINT_VISIT

    class Meta:
        verbose_name = _("agreed action")
        verbose_name_plural = _("agreed actions")
        ordering = ["joint_visit_id", "due_on", "id"]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def view_function(cls) -> str:
        return "field.view_jointvisit"


class DayReport(Record):
    """What a person adds to the report of a day: a remark, and the minutes that no check-in measures."""

    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("person"), editable=False
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), editable=False
    )
    day = models.DateField(_("day"))
    selling = _spent(_("selling by telephone, minutes"))
    travel = _spent(_("travel to the first customer and home, minutes"))
    waiting = _spent(_("waiting, minutes"))
    administration = _spent(_("administration, minutes"))
    remark = models.TextField(pgettext_lazy("of a day", "remark"), max_length=2000, blank=True, default="")

    scope = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("day report")
        verbose_name_plural = _("day reports")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"],
                name="one_report_a_day",
                violation_error_message=_("There is a report of this day already."),
            ),
            models.CheckConstraint(
                condition=Q(administration__lte=DAY_MINUTES - F("selling") - F("travel") - F("waiting")),
                name="a_day_has_24_hours",
                violation_error_message=_("A day has 24 hours."),
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="day_reports_by_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
