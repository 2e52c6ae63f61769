"""Asking, deciding, recalling, using: the life of a request for consent."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, notifications, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.approvals import matters, routing
from yanzhen.platform.approvals.matters import Matter
from yanzhen.platform.approvals.routing import Facts
from yanzhen.platform.models import Approval, ApprovalSeat
from yanzhen.platform.models.approvals import ApprovalState, Decision
from yanzhen.platform.people import directory, person

VALID = timedelta(days=7)
"""How long a consent may be used, and how long a request may wait in all."""

WAITING = notifications.declare(
    "approval.waiting", gettext_lazy("An approval waits for me"), gettext_lazy("{who} asks you to approve: {what}")
)
APPROVED = notifications.declare(
    "approval.approved", gettext_lazy("My request was approved"), gettext_lazy("{who} approved: {what}")
)
REFUSED = notifications.declare(
    "approval.refused", gettext_lazy("My request was refused"), gettext_lazy("{who} refused: {what}")
)
LATE = notifications.declare(
    "approval.late", gettext_lazy("An approval is late"), gettext_lazy("Still waiting for {who}: {what}"), urgent=True
)
ENDED = notifications.declare(
    "approval.ended", gettext_lazy("My request ended otherwise"), gettext_lazy("Not carried out: {what}")
)


def fingerprint(content: Mapping[str, Any]) -> str:
    """The hash of a content: the same values in any order give the same."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content as it will be read back: decimals and dates as text."""
    values: dict[str, Any] = orjson.loads(orjson.dumps(content, default=str))
    return values


def needed(matter: Matter, **facts: Any) -> bool:
    """Whether this needs consent: a rule fits, or it always does."""
    return matter.always or routing.rule_for(matter, Facts(**facts)) is not None


def ask(
    matter: Matter,
    *,
    actor: Actor,
    title: str,
    content: Mapping[str, Any],
    subject: models.Model | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    discount: Decimal | None = None,
    unit_id: int | None = None,
    reason: str = "",
) -> Approval:
    """Ask for consent to this content; the same request twice is one."""
    values = plain(content)
    print_ = fingerprint(values)
    with transaction.atomic():
        standing = _mine(matter, actor, print_).filter(state=ApprovalState.WAITING).first()
        if standing is not None:
            return standing
        asker = person(actor.user_id)
        unit_id = unit_id if unit_id is not None else asker.unit_id if asker else None
        rule = routing.rule_for(matter, Facts(amount, currency, discount, unit_id))
        route = routing.lines(rule, matter, actor.user_id, unit_id)
        approval = writes.create(
            Approval,
            actor=actor,
            matter=matter.name,
            title=title[:200],
            reason=reason.strip()[:500],
            asked_by_id=actor.user_id,
            asked_by=actor.name,
            employee_id=actor.employee_id,
            unit_id=unit_id,
            noun_name=subject._meta.label_lower if subject is not None else "",
            object_id=subject.pk if subject is not None else None,
            content=values,
            content_hash=print_,
            amount=amount,
            currency=currency,
            discount=discount,
        )
        _tell_waiting(approval, routing.seat(approval, route))
    return approval


def _mine(matter: Matter, actor: Actor, print_: str) -> models.QuerySet[Approval]:
    return Approval.objects.filter(
        matter=matter.name, asked_by_id=actor.user_id, employee_id=actor.employee_id, content_hash=print_
    )


def url_of(approval: Approval) -> str:
    return reverse("platform:approval_record", args=[approval.pk])


def _tell_waiting(approval: Approval, seats: list[ApprovalSeat]) -> None:
    notifications.send(
        WAITING,
        [place.user_id for place in seats],
        params={"who": approval.asked_by, "what": approval.title},
        url=url_of(approval),
        subject=approval,
    )


def seats_of(approval: Approval, actor: Actor) -> list[ApprovalSeat]:
    """The places where `actor` may decide now: their own, and those of people whom they substitute today."""
    if approval.state != ApprovalState.WAITING or actor.user_id is None or actor.user_id == approval.asked_by_id:
        return []
    places = [s for s in approval.seats.all() if s.step_no == approval.step_no and not s.decision]
    own = [s for s in places if s.user_id == actor.user_id]
    if own or not places:
        return own
    absent = {p.user_id for p in directory().standing_in_for(actor.user_id)} - {approval.asked_by_id}
    return [s for s in places if s.user_id in absent]


@writes.write("platform.decide_approval")
def decide(
    approval: Approval, *, actor: Actor, approve: bool, comment: str = "", content_hash: str | None = None
) -> Approval:
    """Consent or refuse. The content must still be what was asked for, and what the decider saw."""
    row = writes.locked(approval)
    places = seats_of(row, actor)
    if not places:
        raise RuleBroken(_refusal(row, actor), code="no_seat")
    if content_hash is not None and content_hash != row.content_hash:
        raise RuleBroken(_("This is not the content that was asked for."), field="content_hash", code="content")
    comment = comment.replace("\x00", "").strip()
    if not approve and not comment:
        raise RuleBroken(_("Say why you refuse."), field="comment", code="comment")
    if len(comment) > 500:
        raise RuleBroken(_("A comment has at most 500 characters."), field="comment", code="long")
    if approve and _has_changed(row):
        return _end(row, actor, ApprovalState.CHANGED, _("The document was changed after consent was asked for."))
    _fill(row, places, actor, approve, comment)
    if not approve:
        return _settle(row, actor, ApprovalState.REFUSED, comment)
    if not _step_is_done(row):
        return row
    following = row.seats.filter(step_no__gt=row.step_no).order_by("step_no").first()
    if following is not None:
        row = writes.change(row, actor=actor, verb="approve", reason=comment, step_no=following.step_no)
        _tell_waiting(row, routing.begin(row, following.step_no))
        return row
    return _carry_out(_settle(row, actor, ApprovalState.APPROVED, comment))


def _refusal(approval: Approval, actor: Actor) -> str:
    if approval.state != ApprovalState.WAITING:
        return _("This request is {state} already.").format(state=approval.get_state_display())
    if actor.user_id == approval.asked_by_id:
        return _("Nobody approves their own request.")
    return _("This waits for somebody else's decision.")


def _has_changed(approval: Approval) -> bool:
    if fingerprint(approval.content) != approval.content_hash:
        return True
    matter = matters.get(approval.matter)
    now = matter.current(approval) if matter.current is not None else approval.content
    return now is None or fingerprint(plain(now)) != approval.content_hash


def _fill(row: Approval, places: list[ApprovalSeat], actor: Actor, approve: bool, comment: str) -> None:
    decision = Decision.APPROVED if approve else Decision.REFUSED
    now = timezone.now()
    for place in places:
        place.decision, place.comment, place.decided_at, place.decided_by = decision, comment, now, actor.name
        place.save(update_fields=["decision", "comment", "decided_at", "decided_by"])
        audit.record(
            actor,
            "approve" if approve else "refuse",
            row,
            after={"step": place.step_no, "seat": place.name, "fingerprint": row.content_hash},
            reason=comment,
        )


def _step_is_done(approval: Approval) -> bool:
    groups: dict[int, list[ApprovalSeat]] = {}
    for place in approval.seats.filter(step_no=approval.step_no):
        groups.setdefault(place.group, []).append(place)
    return all(
        (all if seats[0].is_joint else any)(s.decision == Decision.APPROVED for s in seats) for seats in groups.values()
    )


def _settle(row: Approval, actor: Actor, state: ApprovalState, comment: str) -> Approval:
    now = timezone.now()
    row = writes.change(
        row, actor=actor, verb="decide", reason=comment, state=state, decided_at=now, valid_until=now + VALID
    )
    if row.asked_by_id is not None:
        topic = APPROVED if state == ApprovalState.APPROVED else REFUSED
        params = {"what": row.title, "who": actor.name}
        notifications.send(topic, [row.asked_by_id], params=params, url=url_of(row), subject=row)
    return row


def _carry_out(row: Approval) -> Approval:
    """Do what was approved, in the name of whoever asked and with what they may do today."""
    act = matters.act_of(matters.get(row.matter))
    if act is None:
        return row
    asker = directory().actor(row.asked_by_id) if row.asked_by_id is not None else SYSTEM
    try:
        with transaction.atomic():
            act(row, asker)
    except (RuleBroken, PermissionDenied) as refused:
        text = str(refused) if isinstance(refused, RuleBroken) else _("The asker may no longer do this.")
        return _end(row, SYSTEM, ApprovalState.FAILED, text)
    return writes.change(row, actor=asker, verb="use", state=ApprovalState.USED, used_at=timezone.now())


def _end(row: Approval, actor: Actor, state: ApprovalState, outcome: str) -> Approval:
    row = writes.change(row, actor=actor, verb="end", state=state, outcome=outcome[:500], decided_at=timezone.now())
    if row.asked_by_id is not None:
        notifications.send(ENDED, [row.asked_by_id], params={"what": row.title}, url=url_of(row), subject=row)
    return row


@writes.write("platform.view_approval")
def recall(approval: Approval, *, actor: Actor) -> Approval:
    """Take one's own request back while nobody has decided to the end."""
    row = writes.locked(approval)
    if row.asked_by_id != actor.user_id:
        raise RuleBroken(_("Only whoever asked can recall a request."), code="not_mine")
    if row.state != ApprovalState.WAITING:
        raise RuleBroken(_refusal(row, actor), code="state")
    return writes.change(row, actor=actor, verb="recall", state=ApprovalState.RECALLED, decided_at=timezone.now())


def granted(matter: Matter, *, actor: Actor, content: Mapping[str, Any]) -> Approval | None:
    """An unused, unexpired consent to exactly this content that `actor` asked for."""
    found = _mine(matter, actor, fingerprint(plain(content)))
    return found.filter(state=ApprovalState.APPROVED, valid_until__gt=timezone.now()).order_by("pk").first()


def use(approval: Approval, *, actor: Actor) -> Approval:
    """Use a consent up, in the transaction of what it allows; a second use at the same moment is refused."""
    with transaction.atomic():
        row = writes.locked(approval)
        if row.state != ApprovalState.APPROVED or (row.valid_until and row.valid_until <= timezone.now()):
            raise RuleBroken(_("This consent was used already or has run out."), code="used")
        return writes.change(row, actor=actor, verb="use", state=ApprovalState.USED, used_at=timezone.now())
