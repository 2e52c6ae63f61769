"""Who is told what of joint visits and meetings."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.field.models import JointVisit, Meeting
from yanzhen.platform import notifications, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory

PLANNED = notifications.declare(
    "joint.planned", _("Somebody rides along with me"), _("{who} rides along with you on {day}: {what}")
)
OBSERVED = notifications.declare(
    "joint.observed", _("A joint visit of mine is written down"), _("{who} wrote down your joint visit {number}")
)
ANSWERED = notifications.declare(
    "joint.answered", _("Somebody answers to my joint visit"), _("{who} answered to the joint visit {number}")
)
CHECKED = notifications.declare(
    "joint.checked", _("What was agreed on a joint visit is checked"), _("{who} checked the joint visit {number}")
)
INVITED = notifications.declare("meeting.invited", _("I am invited to a meeting"), _("{who} invites you: {what}"))
MINUTES = notifications.declare(
    "meeting.closed", _("The minutes of a meeting are there"), _("The minutes are there: {what}")
)


def planned(row: JointVisit, actor: Actor) -> None:
    visit = row.visit
    params = {"day": visit.day.isoformat(), "what": str(visit.customer)}
    _tell(PLANNED, row, [row.seller_id], actor, params)


def observed(row: JointVisit, actor: Actor) -> None:
    _tell(OBSERVED, row, [row.seller_id], actor, {"number": row.number})


def answered(row: JointVisit, actor: Actor) -> None:
    _tell(ANSWERED, row, [row.manager_id], actor, {"number": row.number})


def checked(row: JointVisit, actor: Actor) -> None:
    _tell(CHECKED, row, [row.seller_id], actor, {"number": row.number})


def invited(row: Meeting, people: Iterable[int], actor: Actor) -> None:
    _tell(INVITED, row, people, actor, {"what": str(row)})


def minutes(row: Meeting, people: Iterable[int], actor: Actor) -> None:
    _tell(MINUTES, row, people, actor, {"what": str(row)})


def _tell(topic: notifications.Topic, row: Any, people: Iterable[int], actor: Actor, params: dict[str, str]) -> None:
    users = [person.user_id for person in directory().of_employees(people).values() if person.user_id != actor.user_id]
    url = sight.url(row.noun(), row.pk)
    notifications.send(topic, users, params={"who": actor.name, **params}, url=url, subject=row)
