"""What a phone takes along: the visits of today and tomorrow, what is known of their customers, and goods for orders.

One answer in plain values, read through the same queries as the pages, so that reach and masks are the same.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, Sum
from django.utils import timezone

from yanzhen.crm.queries import contacts, customers, opportunities
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.lib.money import in_words
from yanzhen.market.queries import competitors
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.products.queries import products
from yanzhen.receivables.queries import invoices

KEPT_FOR = timedelta(hours=72)
"""A phone shows what it took along at most so long without hearing from us."""
MOST_VISITS, MOST_CUSTOMERS, MOST_GOODS, MOST_RIVALS = 100, 200, 400, 100
OPEN = "open"


@dataclass
class Taken:
    """What is taken along; for the trail of what was read, the customers whose facts and those whose names go along."""

    visits: list[dict[str, Any]]
    facts: dict[int, dict[str, Any]]
    others: list[dict[str, Any]]
    goods: list[dict[str, Any]]
    rivals: list[dict[str, Any]]
    read: list[Any] = field(default_factory=list)
    named: list[Any] = field(default_factory=list)


def taken(actor: Actor, day: date, whole: bool = True) -> Taken:
    """Everything a phone takes along on a day; without `whole` only the visits and what is known of their customers."""
    rows = _visits(actor, day)
    keys = {row.customer_id for row in rows}
    known = list(customers.visible(actor).filter(pk__in=keys))
    own = customers.visible(actor).filter(owner_id=actor.employee_id, is_active=True).exclude(pk__in=keys)
    others = list(own.order_by("name", "pk")[:MOST_CUSTOMERS]) if whole and actor.can("crm.view_customer") else []
    return Taken(
        visits=[_visit(row) for row in rows],
        facts=_facts(actor, known, day),
        others=[_brief(row) for row in others],
        goods=_goods(actor) if whole else [],
        rivals=_rivals(actor) if whole else [],
        read=known,
        named=others,
    )


def _visits(actor: Actor, day: date) -> list[Visit]:
    """One's own visits of today and tomorrow, and what is still under way from before."""
    if actor.employee_id is None:
        return []
    rows = Visit.objects.visible_to(actor).naming("customer", "contact", "template").prefetch_related("steps")
    days = Q(day__in=(day, day + timedelta(days=1))) | Q(day__lt=day, state=VisitState.UNDER_WAY)
    found = rows.filter(days, owner_id=actor.employee_id).exclude(state=VisitState.CANCELLED)
    return list(found.order_by("day", F("sequence").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk"))[
        :MOST_VISITS
    ]


def _visit(row: Visit) -> dict[str, Any]:
    return {
        "id": row.pk,
        "key": str(row.client_key) if row.client_key else "",
        "number": row.number,
        "version": row.version,
        "customer": row.customer_id,
        "customer_name": row.customer.name,
        "contact": row.contact.name if row.contact else "",
        "day": row.day.isoformat(),
        "starts_at": f"{row.starts_at:%H:%M}" if row.starts_at else "",
        "is_fixed": row.is_fixed,
        "minutes": row.minutes,
        "kind": str(row.get_kind_display()),
        "state": row.state,
        "state_label": str(row.get_state_display()),
        "reason": row.reason,
        "best": row.best,
        "least": row.least,
        "material": row.material,
        "experts": row.experts,
        "arrived_at": row.arrived_at.isoformat() if row.arrived_at else "",
        "result": row.result,
        "result_label": str(row.get_result_display()) if row.result else "",
        "needs": row.needs,
        "remark": row.remark,
        "next_step": row.next_step,
        "next_on": row.next_on.isoformat() if row.next_on else "",
        "steps": [_step(step) for step in sorted(row.steps.all(), key=lambda s: s.position)],
    }


def _step(step: Any) -> dict[str, Any]:
    return {
        "position": step.position,
        "name": step.label,
        "kind": step.kind,
        "help": step.help_text,
        "is_done": step.is_done,
        "answer": step.answer,
    }


def _brief(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "code": row.code, "city": row.city, "owner": row.owner_id}


def _facts(actor: Actor, rows: Collection[Any], day: date) -> dict[int, dict[str, Any]]:
    keys = [row.pk for row in rows]
    people, owed, deals, last = (
        _contacts(actor, keys),
        _owed(actor, keys, day),
        _deals(actor, keys),
        _last_visits(actor, keys, day),
    )
    hidden = bool(rows) and masks.is_hidden(type(next(iter(rows))), "phone", actor)
    return {
        row.pk: {
            **_brief(row),
            "phone": None if hidden else row.phone,
            "address": row.address,
            "latitude": float(row.latitude) if row.latitude is not None else None,
            "longitude": float(row.longitude) if row.longitude is not None else None,
            "grade": row.grade_class,
            "type": row.customer_type.label if row.customer_type else "",
            "industry": str(row.industry) if row.industry else "",
            "since_on": row.since_on.isoformat() if row.since_on else "",
            "last_order_on": row.last_order_on.isoformat() if row.last_order_on else "",
            "contacts": people[row.pk],
            "owed": owed[row.pk],
            "deals": deals[row.pk],
            "last_visit": last.get(row.pk),
        }
        for row in rows
    }


def _contacts(actor: Actor, keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if actor.can("crm.view_contact"):
        for row in contacts.visible(actor).filter(customer_id__in=keys):
            phone = None if masks.is_hidden(type(row), "phone", actor) else row.phone
            found[row.customer_id].append({"name": row.name, "title": row.title, "phone": phone})
    return found


def _owed(actor: Actor, keys: list[int], day: date) -> dict[int, list[dict[str, Any]]]:
    """What each customer owes, credit notes taken off, by currency, and the part past its due day."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if not actor.can("receivables.view_invoice"):
        return found
    left = F("amount") - F("settled_amount")
    rows: Any = invoices.visible(actor).filter(customer_id__in=keys).exclude(amount=F("settled_amount"))
    sums = rows.select_related(None).order_by("customer_id", "currency").values("customer_id", "currency")
    for one in sums.annotate(owed=Sum(left), late=Sum(left, filter=Q(due_on__lt=day, amount__gt=0))):
        late = in_words(one["late"], currency=one["currency"]) if one["late"] else ""
        found[one["customer_id"]].append({"amount": in_words(one["owed"], currency=one["currency"]), "late": late})
    return found


def _deals(actor: Actor, keys: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if actor.can("crm.view_opportunity"):
        for row in opportunities.visible(actor).filter(customer_id__in=keys, state=OPEN):
            found[row.customer_id].append(
                {
                    "name": row.name,
                    "stage": row.stage.label,
                    "amount": in_words(row.amount, currency=row.currency),
                    "expected_on": row.expected_on.isoformat(),
                    "next_step": row.next_step,
                }
            )
    return found


def _last_visits(actor: Actor, keys: list[int], day: date) -> dict[int, dict[str, Any]]:
    """The latest visit that was made to each customer before today, as far as `actor` sees it."""
    rows = Visit.objects.visible_to(actor).filter(customer_id__in=keys, state=VisitState.DONE, day__lte=day)
    found: dict[int, dict[str, Any]] = {}
    since = day - timedelta(days=400)
    for row in rows.filter(day__gte=since).order_by("day", "pk").iterator():
        found[row.customer_id] = {
            "day": row.day.isoformat(),
            "result": str(row.get_result_display()) if row.result else "",
            "needs": row.needs,
            "next_step": row.next_step,
        }
    return found


def _rivals(actor: Actor) -> list[dict[str, Any]]:
    return [{"id": key, "name": name} for key, name in list(competitors.names(actor).items())[:MOST_RIVALS]]


def _goods(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can("products.view_product"):
        return []
    return [
        {
            "id": row.pk,
            "code": row.code,
            "name": row.label,
            "unit": row.unit_of_measure,
            "price": f"{row.list_price:.2f}" if row.list_price is not None else "",
            "currency": row.currency,
        }
        for row in products.visible(actor).filter(is_sold=True)[:MOST_GOODS]
    ]


def kept_until() -> str:
    """Until when a phone may show what it takes along now."""
    return (timezone.now() + KEPT_FOR).isoformat()
