"""How the things of a leaver change hands: all in one transaction or none, tried out before, given back for a day."""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.crm.enums.handovers import HandoverState, ItemState
from yanzhen.crm.models import Handover, HandoverItem
from yanzhen.crm.queries import handovers
from yanzhen.crm.services import handing
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, narrowing, notifications, search, writes
from yanzhen.platform import tasks as todo
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.people import directory

NAMED = 5
"""So many refused records are named in the answer; all of them stand on the page."""
TOOK_OVER = notifications.declare(
    "handover.taken", gettext_lazy("I take over from somebody"), gettext_lazy("You take over from {name}: {count}")
)


class Refused(RuleBroken):
    """Some records cannot change hands, so none did; the door marks them once nothing of the act is left."""

    def __init__(self, handover: Handover, reasons: Mapping[int, str]) -> None:
        self.handover, self.reasons = handover, reasons
        super().__init__(_told(handover, reasons), code="refused")

    def settle(self) -> RuleBroken:
        mark(self.handover, self.reasons)
        return self


def _told(handover: Handover, reasons: Mapping[int, str]) -> str:
    """The first refused records in words, and how many there are."""
    titles = dict(handover.items.filter(pk__in=list(reasons)[:NAMED]).values_list("pk", "title"))
    named = "; ".join(f"{title}: {reasons[key]}" for key, title in sorted(titles.items()))
    words = ngettext(
        "{count} record cannot change hands, so nothing was handed over: {named}",
        "{count} records cannot change hands, so nothing was handed over: {named}",
        len(reasons),
    )
    return words.format(count=f"{len(reasons):,}", named=named)


def mark(row: Handover, reasons: Mapping[int, str]) -> None:
    """Keep on the items of a handover that is being prepared which of them would be refused, and why."""
    with transaction.atomic():
        row.items.filter(state=ItemState.REFUSED).update(state=ItemState.PLANNED, reason="")
        for key, reason in reasons.items():
            row.items.filter(pk=key, state=ItemState.PLANNED).update(state=ItemState.REFUSED, reason=reason)


def move(row: Handover, actor: Actor) -> None:
    """Give each planned item to its heir by the service of its kind, all in one transaction or none."""
    with transaction.atomic():
        if writes.locked(row).state != HandoverState.RUNNING:
            return
        items, refused = _tried(row, actor)
        if refused:
            raise Refused(row, refused)
        _close(row, actor, HandoverState.DONE)
        for heir, count in Counter(item.heir for item in items if item.state == ItemState.MOVED).items():
            for person in directory().of_employees([heir.pk]).values() if heir is not None else ():
                params = {"name": str(row.employee), "count": f"{count:,}"}
                url = nouns.get("crm.customer").url("list")
                notifications.send(TOOK_OVER, [person.user_id], params=params, url=url)


def try_out(row: Handover, actor: Actor) -> None:
    """Move everything, see what refuses, take it all back, and mark what would be refused."""
    with transaction.atomic():
        if writes.locked(row).state != HandoverState.DRAFT:
            return
        refused, total = _tried_and_taken_back(row, actor)
        mark(row, refused)
        audit.record(actor, handovers.CHECKED, row, after={"tried": total, "refused": len(refused)})


class _TakenBackError(Exception):
    """Ends what was only tried, so that its savepoint is taken back."""


def _tried_and_taken_back(row: Handover, actor: Actor) -> tuple[dict[int, str], int]:
    """By key why some refuse, and how many were tried."""
    items, refused = list[HandoverItem](), dict[int, str]()
    with suppress(_TakenBackError), transaction.atomic():
        items, refused = _tried(row, actor)
        raise _TakenBackError
    return refused, len(items)


def _tried(row: Handover, actor: Actor) -> tuple[list[HandoverItem], dict[int, str]]:
    """Move each item that has an heir; the items as they are now, and by key why some refuse."""
    wanted = row.items.filter(state__in=(ItemState.PLANNED, ItemState.REFUSED)).exclude(heir=None)
    items, refused = list(wanted.select_related("heir").order_by("pk")), dict[int, str]()
    with narrowing.narrowed(), search.gathered():
        for item in items:
            try:
                with transaction.atomic():
                    _moved(item, row, actor)
            except RuleBroken as broken:
                refused[item.pk] = "; ".join(map(str, broken.errors.values()))[:300]
    HandoverItem.objects.bulk_update(items, ["state", "reason", "moved_version"], batch_size=200)
    return items, refused


def take_back(row: Handover, actor: Actor) -> None:
    """Give each moved item back in one transaction, unless somebody changed it since; what refuses stays."""
    with transaction.atomic():
        if writes.locked(row).state != HandoverState.RUNNING:
            return
        items = list(row.items.filter(state=ItemState.MOVED).select_related("heir").order_by("pk"))
        with narrowing.narrowed(), search.gathered():
            for item in items:
                try:
                    with transaction.atomic():
                        _given_back(item, row, actor)
                except RuleBroken as broken:
                    item.state, item.reason = ItemState.LEFT, "; ".join(map(str, broken.errors.values()))[:300]
        HandoverItem.objects.bulk_update(items, ["state", "reason", "moved_version"], batch_size=200)
        _close(row, actor, HandoverState.UNDONE)


def _close(row: Handover, actor: Actor, state: HandoverState) -> None:
    now = timezone.now()
    told = {str(k): v for k, v in handovers.counts(row).items()}
    values: dict[str, Any] = {"state": state, **({"undone_at": now} if state == HandoverState.UNDONE else {})}
    changed = writes.change(row, actor=actor, verb="close_handover", **values)
    audit.record(actor, "close_handover", changed, after=told)


def _moved(item: HandoverItem, row: Handover, actor: Actor) -> None:
    """Whoever may hand over gives also what they could not edit themselves; the trail names them."""
    if item.noun_name == handing.TASKS:
        _task_moved(item, row.employee_id, int(item.heir_id or 0), actor, ItemState.MOVED)
        return
    noun = nouns.get(item.noun_name)
    record: Any = noun.model._base_manager.select_for_update().filter(pk=item.object_id).first()
    if record is None or getattr(record, f"{item.field}_id") != row.employee_id:
        item.state, item.reason = ItemState.LEFT, _("It is no longer in this name.")
        return
    noun.services.change(record, actor=replace(actor, is_system=True), **{item.field: item.heir})
    item.moved_version = noun.model._base_manager.values_list("version", flat=True).get(pk=item.object_id)  # type: ignore[misc]
    item.state, item.reason = ItemState.MOVED, ""


def _given_back(item: HandoverItem, row: Handover, actor: Actor) -> None:
    if item.noun_name == handing.TASKS:
        _task_moved(item, int(item.heir_id or 0), row.employee_id, actor, ItemState.UNDONE)
        return
    noun = nouns.get(item.noun_name)
    record: Any = noun.model._base_manager.select_for_update().filter(pk=item.object_id).first()
    if record is None or record.version != item.moved_version or getattr(record, f"{item.field}_id") != item.heir_id:
        item.state, item.reason = ItemState.LEFT, _("Somebody has changed it since.")
        return
    leaver = employees.by_key(row.employee_id)
    noun.services.change(record, actor=replace(actor, is_system=True), **{item.field: leaver})
    item.state, item.reason = ItemState.UNDONE, ""


def _task_moved(item: HandoverItem, frm: int, to: int, actor: Actor, state: ItemState) -> None:
    giver, taker = handovers.account(frm), handovers.account(to)
    done = None
    if giver is not None and taker is not None:
        is_back = state == ItemState.UNDONE
        done = todo.hand_over(item.object_id, actor=actor, frm=giver.pk, to=taker.pk, is_back=is_back)
    if done is None:
        item.state, item.reason = ItemState.LEFT, _("It is done, or no longer in this name.")
    else:
        item.state, item.moved_version = state, 1
