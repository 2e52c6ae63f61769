"""The lists of joint visits, observation forms, day reports and meetings."""

from functools import partial

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.coaching import JointState, MeetingKind, MeetingState, Outcome
from yanzhen.field.models import DayReport, JointVisit, Meeting, ObservationForm
from yanzhen.field.queries import coaching, meetings, visits, workdays
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

CUSTOMER, VISIT = "crm:customer_record", "field:visit_record"
PERSON, UNIT = "organization:employee_record", "organization:unit_record"
JOINT_TONES = {JointState.PLANNED: "neutral", JointState.OBSERVED: "accent", JointState.CHECKED: "good"}
OUTCOME_TONES = {Outcome.DONE: "good", Outcome.PARTLY: "warning", Outcome.NOT: "bad"}
MEETING_TONES = {MeetingState.PREPARED: "accent", MeetingState.HELD: "warning", MeetingState.CLOSED: "good"}
of_form, of_joint, of_report, of_meeting = (
    partial(describe, m) for m in (ObservationForm, JointVisit, DayReport, Meeting)
)


def _person(name: str, label: object, path: str) -> Filter:
    return Filter(name, label, "ref", path, options=choices.employees, named=choices.employee_name)


def _unit() -> Filter:
    return Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name)


def hour(row: Meeting, actor: Actor) -> str | None:
    """The hour at which a meeting begins."""
    return f"{row.starts_at:%H:%M}" if row.starts_at else None


def to_check() -> Q:
    """Observed, and the day of the check has come."""
    return Q(state=JointState.OBSERVED, check_on__lte=timezone.localdate())


def unanswered() -> Q:
    """Written down, and the salesperson has not said anything yet."""
    return Q(acknowledged_at=None) & ~Q(state=JointState.PLANNED)


FORMS = ListSpec(
    query=coaching.forms,
    columns=[of_form("name", source="label", card="title"), of_form("top"), of_form("is_active", card="badge")],
    filters=[Filter("is_active", _("active"), "bool", "is_active")],
    search=("name", "name_en"),
    sort="name",
)
JOINT_VISITS = ListSpec(
    query=coaching.visible,
    columns=[
        of_joint("number", card="meta"),
        of_joint("visit__day", card="meta"),
        of_joint("seller", page=PERSON, card="title"),
        of_joint("visit__customer", page=CUSTOMER, card="sub"),
        of_joint("manager", page=PERSON, card="meta"),
        of_joint("state", tones=JOINT_TONES, card="badge"),
        of_joint("check_on", card="fig"),
        of_joint("outcome", tones=OUTCOME_TONES, card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(JointState.choices)),
        Filter("to_check", _("to be checked"), "when", when=to_check),
        Filter("unanswered", _("not answered yet"), "when", when=unanswered),
        Filter("outcome", _("what came of it"), "choice", "outcome", choices=dict(Outcome.choices)),
        _person("seller", _("salesperson"), "seller"),
        _person("manager", _("who rides along"), "manager"),
        _unit(),
        Filter("day", _("day"), "date", "visit__day"),
        Filter("check_on", _("to be checked on"), "date", "check_on"),
        Filter("visit", _("visit"), "ref", "visit", named=name_of(visits.visible)),
    ],
    search=("number", "seller__name", "visit__customer__name", "aim"),
    sort="-id",
)
REPORTS = ListSpec(
    query=workdays.reports,
    columns=[
        of_report("day", card="meta"),
        of_report("person", page=PERSON, card="title"),
        of_report("remark", card="sub"),
        of_report("selling", card="hide"),
        of_report("travel", card="hide"),
        of_report("waiting", card="hide"),
        of_report("administration", card="hide"),
        of_report("unit", page=UNIT, card="hide"),
    ],
    filters=[
        _person("person", _("person"), "person"),
        _unit(),
        Filter("day", _("day"), "date", "day"),
    ],
    search=("person__name", "remark"),
    sort="-day",
)
MEETINGS = ListSpec(
    query=meetings.visible,
    columns=[
        of_meeting("number", card="hide"),
        of_meeting("day", card="fig"),
        of_meeting("kind", card="title"),
        of_meeting("unit", page=UNIT, card="sub"),
        of_meeting("leader", page=PERSON, card="meta"),
        of_meeting("place", card="meta"),
        of_meeting("state", tones=MEETING_TONES, card="badge"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(MeetingState.choices)),
        Filter("kind", pgettext_lazy("of a meeting", "kind"), "choice", "kind", choices=dict(MeetingKind.choices)),
        _unit(),
        _person("leader", _("led by"), "leader"),
        Filter("guest", _("invited"), "ref", "guests__employee", named=choices.employee_name, many=True),
        Filter("day", _("day"), "date", "day"),
    ],
    search=("number", "place", "minutes"),
    sort="-day",
)
