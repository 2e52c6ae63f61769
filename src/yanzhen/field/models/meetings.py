"""Morning and weekly meetings: who was invited, what was talked about, who does what until when."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.coaching import ItemKind, MeetingKind, MeetingState, Outcome
from yanzhen.platform.actor import Reach
from yanzhen.platform.base import Record, Scope, Scoped


@dataclass(frozen=True)
class Invited(Scope):
    """Rows of a meeting: for its leader and those above, and for everybody in reach who was invited.

    `meeting` is the path from a row to its meeting.
    """

    meeting: str = "pk"

    def rows(self, reach: Reach) -> Q | None:
        found = super().rows(reach)
        if found is None or reach.everything or not reach.employee_ids:
            return found
        invited = MeetingGuest.objects.filter(employee__in=reach.employee_ids).values("meeting")
        return found | Q(**{f"{self.meeting}__in": invited})


OF_MEETING = Invited(owners=("meeting__leader_id",), unit="meeting__unit_id", meeting="meeting")


class Meeting(Record):
    """One meeting of a team. Its page prepares itself; when it is held, what it showed is kept in `shown`.

    Every row of `shown` names whose it is, and is read only by those whose reach holds that person.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("of a meeting", "kind"), max_length=8, choices=MeetingKind.choices, default=MeetingKind.WEEKLY
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    leader = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("led by"))
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=120, blank=True, default="")
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=10,
        choices=MeetingState.choices,
        default=MeetingState.PREPARED,
        editable=False,
    )
    minutes = models.TextField(pgettext_lazy("of a meeting", "minutes"), max_length=6000, blank=True, default="")
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting before"),
        editable=False,
    )
    shown = models.JSONField(default=dict, blank=True, editable=False)
    held_at = models.DateTimeField(_("held"), null=True, blank=True, editable=False)

    scope = Invited(owners=("leader_id",), unit="unit_id")
    unaudited = frozenset({"shown"})

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "day"],
                name="one_meeting_of_a_kind_a_day",
                violation_error_message=_("This unit has a meeting of this kind on this day already."),
            )
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="meetings_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%Y-%m-%d}"


class MeetingGuest(Scoped):
    """Somebody who was invited, and whether they were there."""

    meeting = models.ForeignKey("field.Meeting", models.CASCADE, related_name="guests", verbose_name=_("meeting"))
    employee = models.ForeignKey("organization.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"))
    was_there = models.BooleanField(_("was there"), null=True, blank=True)

    scope = OF_MEETING

    class Meta:
        verbose_name = _("invited to a meeting")
        verbose_name_plural = _("invited to meetings")
        ordering = ["meeting_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "employee"],
                name="invited_once",
                violation_error_message=_("Nobody is invited twice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.employee_id}"

    @classmethod
    def view_function(cls) -> str:
        return "field.view_meeting"


class MeetingItem(Scoped):
    """A topic, a decision, or an action with owner and date. An action is a task, and comes up again until it is done.

    `settled_in` is the later meeting that last asked what came of it.
    """

    meeting = models.ForeignKey("field.Meeting", models.CASCADE, related_name="items", verbose_name=_("meeting"))
    kind = models.CharField(
        pgettext_lazy("of a meeting", "kind"), max_length=8, choices=ItemKind.choices, default=ItemKind.ACTION
    )
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opportunity")
    )
    task_id = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=8, choices=Outcome.choices, blank=True, default="")
    note = models.CharField(pgettext_lazy("of an action", "remark"), max_length=300, blank=True, default="")
    settled_in = models.ForeignKey(
        "field.Meeting",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="settled",
        verbose_name=_("followed up in"),
    )

    scope = OF_MEETING

    class Meta:
        verbose_name = _("item of a meeting")
        verbose_name_plural = _("items of meetings")
        ordering = ["meeting_id", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ItemKind.ACTION) | Q(owner__isnull=False, due_on__isnull=False),
                name="an_action_has_owner_and_day",
                violation_error_message=_("An action names who does it and until when."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def view_function(cls) -> str:
        return "field.view_meeting"
