"""What people hear about quotas: a talk opens, an answer comes, a quota is fixed, a plan is published, a signature."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.planning.enums import PlanState, TalkState
from yanzhen.planning.models import Board, Plan, QuotaTalk
from yanzhen.platform import notifications
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory

REMIND_EVERY = timedelta(days=3)

OPENED = notifications.declare(
    "planning.talk_opened", _("A talk about my quota opens"), _("Your quota in “{plan}” waits for your answer")
)
ACCEPTED = notifications.declare(
    "planning.quota_accepted", _("Somebody accepts a quota"), _("{who} accepts the quota in “{plan}”")
)
COUNTERED = notifications.declare(
    "planning.quota_countered",
    _("Somebody names another quota"),
    _("{who} names another figure for the quota in “{plan}”"),
)
FIXED = notifications.declare("planning.quota_fixed", _("My quota was fixed"), _("{who} fixed your quota in “{plan}”"))
PUBLISHED = notifications.declare(
    "planning.plan_published",
    _("A plan with my quota is published"),
    _("“{plan}” is published: please sign your quota"),
)
REMINDED = notifications.declare(
    "planning.quota_unsigned", _("My quota is not signed yet"), _("Your quota in “{plan}” is not signed yet")
)

PROPOSED = notifications.declare(
    "planning.draft_proposed",
    _("Somebody proposes a draft for a plan that I lead"),
    _("{who} proposes the draft “{draft}” for “{plan}”"),
)
TAKEN = notifications.declare(
    "planning.draft_taken", _("My draft is taken into the plan"), _("{who} took your draft “{draft}” into “{plan}”")
)


def proposed(board: Board, leaders: Iterable[int], actor: Actor) -> None:
    """Tell those who may take the draft into the plan."""
    _of_draft(PROPOSED, board, leaders, actor)


def taken(board: Board, user_ids: Iterable[int], actor: Actor) -> None:
    """Tell those who proposed the draft."""
    _of_draft(TAKEN, board, user_ids, actor)


def _of_draft(topic: Any, board: Board, user_ids: Iterable[int], actor: Actor) -> None:
    params = {"who": actor.name, "draft": board.name, "plan": str(board.plan)}
    url = reverse("planning:board", args=[board.pk])
    notifications.send(topic, list(user_ids), params=params, url=url, subject=board)


def opened(plan: Plan, person_ids: Iterable[int]) -> None:
    """Tell people that theirs waits for an answer."""
    _tell(OPENED, person_ids, plan)


def published(plan: Plan) -> None:
    """Tell everybody who has a quota that the plan counts from now on."""
    _tell(PUBLISHED, QuotaTalk.objects.filter(plan=plan).values_list("person_id", flat=True), plan)


def answered(talk: QuotaTalk, actor: Actor) -> None:
    """Tell the nearest superior who signs in."""
    user = directory().of_employees([talk.person_id]).get(talk.person_id)
    manager = directory().manager(user.user_id) if user is not None else None
    if manager is None:
        return
    topic = ACCEPTED if talk.state == TalkState.ACCEPTED else COUNTERED
    url = reverse("planning:plan_quotas", args=[talk.plan_id]) + f"#person-{talk.person_id}"
    params = {"who": actor.name, "plan": str(talk.plan)}
    notifications.send(topic, [manager.user_id], params=params, url=url, subject=talk)


def fixed(talk: QuotaTalk, actor: Actor) -> None:
    """Tell the person what was decided."""
    _tell(FIXED, [talk.person_id], talk.plan, who=actor.name)


def remind(late: QuerySet[QuotaTalk]) -> int:
    """Remind these people to sign; returns how many were."""
    found = 0
    for talk in late.select_related("plan").order_by("pk"):
        QuotaTalk.objects.filter(pk=talk.pk).update(reminded_at=timezone.now())
        found += _tell(REMINDED, [talk.person_id], talk.plan)
    return found


def remind_late() -> int:
    """Remind whoever has not signed three days after publication, and every three days; run by the worker."""
    before = timezone.now() - REMIND_EVERY
    late = QuotaTalk.objects.filter(
        Q(reminded_at=None) | Q(reminded_at__lt=before),
        plan__state=PlanState.PUBLISHED,
        plan__published_at__lt=before,
        acknowledged_at=None,
        person__left_on=None,
    )
    return remind(late)


def _tell(topic: Any, person_ids: Iterable[int], plan: Plan, **params: str) -> int:
    users = [person.user_id for person in directory().of_employees(person_ids).values()]
    url = reverse("planning:mine") + f"?plan={plan.pk}"
    return len(notifications.send(topic, users, params={"plan": str(plan), **params}, url=url, subject=plan))
