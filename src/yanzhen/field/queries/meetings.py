"""Meetings, and the page that prepares itself: figures, news of rivals, blocked deals, last time's actions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from yanzhen.crm.queries import opportunities
from yanzhen.field.enums.coaching import ItemKind, MeetingKind, Outcome
from yanzhen.field.enums.visits import FindingKind
from yanzhen.field.models import Meeting, MeetingGuest, MeetingItem, VisitFinding
from yanzhen.field.queries import workdays
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

NAMES = ("unit", "leader", "previous")
RIVALS = (FindingKind.RIVAL, FindingKind.PRICE, FindingKind.STOCK)
MOST = 20
"""So many deals and findings stand on the page; the lists have the rest."""
BACK = {MeetingKind.MORNING: 1, MeetingKind.WEEKLY: 7}
"""So many days a first meeting looks back."""
CODES = {"people": workdays.VIEW, "news": "field.view_visitfinding", "deals": "crm.view_opportunity"}
"""By which function the rows of a part are seen."""


def visible(actor: Actor) -> ScopedQuerySet[Meeting]:
    """Meetings: those one leads or is invited to, and those in reach; the latest first."""
    return Meeting.objects.visible_to(actor).naming(*NAMES).defer("shown").order_by("-day", "-pk")


def whole(actor: Actor) -> ScopedQuerySet[Meeting]:
    """The same with what they showed, for the page of one."""
    return visible(actor).defer(None)


def led(row: Meeting, actor: Actor, code: str) -> bool:
    """Whether a function of `actor` reaches a meeting by its leader or unit: who is only invited changes nothing."""
    reach = actor.reach(code)
    return actor.is_system or reach.everything or row.leader_id in reach.employee_ids or row.unit_id in reach.unit_ids


def guests(row: Meeting) -> QuerySet[MeetingGuest]:
    """Who is invited, in the order of the staff numbers."""
    return row.guests.select_related("employee", "meeting").order_by("employee__number", "pk")


def items(row: Meeting) -> list[MeetingItem]:
    """What was talked about and agreed."""
    return list(row.items.select_related("owner", "opportunity").order_by("pk"))


def before(unit_id: int, kind: str, day: date) -> Meeting | None:
    """The meeting of the same kind before a day."""
    return Meeting.objects.filter(unit=unit_id, kind=kind, day__lt=day).order_by("-day", "-pk").first()


def last_actions(row: Meeting) -> list[MeetingItem]:
    """The actions of meetings before this one that were not done by then, and those that this one asked about."""
    rows = MeetingItem.objects.filter(kind=ItemKind.ACTION, meeting__unit=row.unit_id, meeting__kind=row.kind)
    rows = rows.filter(meeting__day__lt=row.day).filter(~Q(outcome=Outcome.DONE) | Q(settled_in__day__gte=row.day))
    return list(rows.select_related("owner", "meeting", "settled_in").order_by("due_on", "pk"))


def period(row: Meeting) -> tuple[date, date]:
    """The days the page looks back on: since the meeting before, up to the eve of this one."""
    last = row.day - timedelta(days=1)
    first = row.day - timedelta(days=BACK[MeetingKind(row.kind)])
    if row.previous is not None:
        first = max(row.previous.day, row.day - timedelta(days=31))
    return min(first, last), last


@dataclass(frozen=True)
class Prepared:
    """What the page shows, as plain values; each row names its person and unit."""

    first: date
    last: date
    people: list[dict[str, Any]] = field(default_factory=list)
    news: list[dict[str, Any]] = field(default_factory=list)
    deals: list[dict[str, Any]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        days = {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return {**days, **{part: getattr(self, part) for part in CODES}}


def shown(row: Meeting, actor: Actor) -> Prepared:
    """What was kept when the meeting was held, as far as `actor` reaches it; before that, what is true now."""
    if not row.shown:
        return prepared(row, actor)
    kept: dict[str, Any] = {part: _reached(row.shown[part], code, actor) for part, code in CODES.items()}
    return Prepared(date.fromisoformat(row.shown["first"]), date.fromisoformat(row.shown["last"]), **kept)


def _reached(rows: list[dict[str, Any]], code: str, actor: Actor) -> list[dict[str, Any]]:
    reach = actor.reach(code)
    if reach.everything:
        return rows
    return [row for row in rows if row["person"] in reach.employee_ids or row["unit"] in reach.unit_ids]


def prepared(row: Meeting, actor: Actor) -> Prepared:
    """What the page shows now, within the reach of `actor`."""
    first, last = period(row)
    team = workdays.in_the_field(actor, row.day, row.unit_id) if actor.can(workdays.VIEW) else []
    keys = [person.pk for person in team]
    people, deals = _people(actor, team, first, last), _deals(actor, keys, row)
    return Prepared(first, last, people, _news(actor, keys, first, row.day), deals)


def _people(actor: Actor, team: Sequence[Any], first: date, last: date) -> list[dict[str, Any]]:
    report = workdays.report(actor, team, first, last)
    found = []
    for person in team:
        of = report.of(person.pk)
        money = {currency: format(amount, "f") for currency, amount in of.money.get("orders", {}).items()}
        found.append({
            "person": person.pk, "unit": person.unit_id, "name": person.name, "name_en": person.name_en,
            "planned": of.tally.planned, "done": of.tally.done, "missed": of.tally.missed,
            "reached": of.tally.reached, "counts": dict(of.counts), "money": money,
        })  # fmt: skip
    return sorted(found, key=lambda one: (-one["done"], one["person"]))


def _news(actor: Actor, keys: list[int], first: date, last: date) -> list[dict[str, Any]]:
    """What visits heard of rivals since the meeting before, up to this one."""
    if not actor.can(CODES["news"]):
        return []
    rows = VisitFinding.objects.visible_to(actor).filter(visit__owner__in=keys, visit__day__range=(first, last))
    rows = rows.filter(kind__in=RIVALS).select_related("visit", "visit__customer", "visit__owner", "competitor")
    return [
        {
            "person": one.visit.owner_id, "unit": one.visit.unit_id, "visit": one.visit_id, "words": one.words,
            "kind": one.kind, "rival": one.competitor.name if one.competitor else one.rival,
            "rival_en": one.competitor.name_en if one.competitor else "", "customer": str(one.visit.customer),
            "who": one.visit.owner.name, "who_en": one.visit.owner.name_en, "day": one.visit.day.isoformat(),
            "amount": None if one.amount is None else format(one.amount, "f"), "currency": one.currency,
        }
        for one in rows.order_by("-visit__day", "-pk")[:MOST]
    ]  # fmt: skip


def _deals(actor: Actor, keys: list[int], row: Meeting) -> list[dict[str, Any]]:
    """Open opportunities that have stood in their stage for too long, the largest first."""
    if not actor.can(CODES["deals"]):
        return []
    rows = opportunities.visible(actor).filter(owner__in=keys, state="open", stuck_from__lte=row.day)
    return [
        {
            "person": one.owner_id, "unit": one.unit_id, "deal": one.pk, "name": one.name,
            "customer": str(one.customer), "stage": one.stage.name, "stage_en": one.stage.name_en,
            "since": one.stage_since.isoformat(),
            "who": one.owner.name if one.owner else "", "who_en": one.owner.name_en if one.owner else "",
            "amount": format(one.amount, "f"), "currency": one.currency, "next_step": one.next_step,
        }
        for one in rows.order_by("-amount", "pk")[:MOST]
    ]  # fmt: skip


def totals(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The sums over the people shown."""
    found: dict[str, Any] = {name: sum(row[name] for row in rows) for name in ("planned", "done", "missed", "reached")}
    counts: dict[str, int] = {}
    money: dict[str, Decimal] = {}
    for row in rows:
        for name, count in row["counts"].items():
            counts[name] = counts.get(name, 0) + count
        for currency, amount in row["money"].items():
            money[currency] = money.get(currency, Decimal(0)) + Decimal(amount)
    return found | {"counts": counts, "money": money}


def ahead(actor: Actor, day: date) -> list[Meeting]:
    """The meetings of a day or later that are still to be held, and to which one is invited or which one leads."""
    mine = Q(leader=actor.employee_id or 0) | Q(guests__employee=actor.employee_id or 0)
    return list(visible(actor).filter(mine, state="prepared", day__gte=day).distinct().order_by("day", "pk")[:3])


def unfinished(actor: Actor, today: date) -> list[Meeting]:
    """Meetings one leads that were not held on their day, or held and not closed; the latest of two weeks."""
    rows = visible(actor).filter(leader=actor.employee_id or 0, day__gte=today - timedelta(days=14))
    return list(rows.filter(Q(state="held") | Q(state="prepared", day__lt=today)).order_by("day", "pk")[:3])
