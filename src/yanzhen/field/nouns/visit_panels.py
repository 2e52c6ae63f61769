"""What stands on the page of a visit, of a customer, and in its timeline."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.lists.visits import RESULT_TONES, STATE_TONES
from yanzhen.field.models import Visit, VisitStock
from yanzhen.field.queries import visits
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import written_number
from yanzhen.platform.timeline import Event

CHANGE, ADD = "field.change_visit", "field.add_visit"
THIRD = 1 / 3
SHOWN = 12


def distance_words(row: Visit) -> str:
    """How far from the customer the check-in was, or why nobody knows."""
    if row.distance_m is not None:
        far = row.distance_m
        return _("{n} m").format(n=f"{far:,}") if far < 1000 else _("{n} km").format(n=f"{far / 1000:,.1f}")
    return MISSING


def accuracy_words(row: Visit) -> str:
    if row.latitude is None:
        return _("no place told")
    if row.distance_m is None:
        return _("the customer has no coordinates")
    return _("± {n} m").format(n=f"{row.accuracy_m:,}") if row.accuracy_m else ""


def address_of(customer: Any) -> str:
    """The address, with the city before it unless it begins with that anyway."""
    city, address = customer.city or "", customer.address or ""
    return str(address if address.startswith(city) else f"{city}{address}")


def ago_words(days: int) -> str:
    return ngettext("{n} day ago", "{n} days ago", days).format(n=f"{days:,}") if days > 0 else _("today")


def open_steps(row: Visit, actor: Actor) -> int | None:
    return len([step for step in visits.steps(row) if not step.is_done]) or None


def course(row: Visit, actor: Actor) -> str:
    """Why we came, what was sought and reached, the steps, and the stock with the age of the goods."""
    context = {
        "told": _told(row),
        "findings": [_finding(one) for one in visits.findings(actor).filter(visit_id=row.pk)[:SHOWN]]
        if actor.can("field.view_visitfinding")
        else [],
        "row": row,
        "may": actor.can(CHANGE) and row.state not in {VisitState.CANCELLED, VisitState.MISSED},
        "steps": visits.steps(row),
        "stock": [stock_line(one) for one in visits.stock(row)],
        "stock_url": reverse("field:visit_stock", args=[row.pk]),
    }
    return render_to_string("field/visits/_steps.html", context)


def _told(row: Visit) -> list[dict[str, str]]:
    """The lines of a visit that say something, in the order in which it went."""
    result = {"best": "good", "least": "warning", "none": "bad"}.get(row.result, "")
    step = f"{row.next_step} · {row.next_on}" if row.next_on else ""
    lines = (
        ("reason", row.reason, ""),
        ("best", row.best, ""),
        ("least", row.least, ""),
        ("result", row.get_result_display() if row.result else "", result),
        ("why", row.why, "bad"),
        ("needs", row.needs, ""),
        ("remark", row.remark, ""),
        ("order_number", row.order_number, ""),
        ("next_step", step, ""),
    )
    names: dict[str, Any] = {f.name: f for f in Visit._meta.concrete_fields}
    return [{"label": str(names[n].verbose_name), "value": value, "tone": tone} for n, value, tone in lines if value]


def _finding(one: Any) -> dict[str, str]:
    amount = in_words(one.amount, currency=one.currency) if one.amount is not None else ""
    return {
        "label": one.get_kind_display(),
        "value": " · ".join(filter(None, [str(one.competitor or one.rival or ""), one.words, amount])),
        "url": reverse("field:visitfinding_record", args=[one.pk]),
    }


def stock_line(one: VisitStock) -> dict[str, Any]:
    """One counted product: quantity, age, and a tone where it is older than a third or past its shelf life."""
    share = one.age_share
    tone = "" if share is None else "bad" if share > 1 else "warning" if share > THIRD else "good"
    days = (one.counted_on - one.produced_on).days if one.produced_on else None
    return {
        "product": str(one.product),
        "quantity": written_number(one.quantity),
        "produced_on": one.produced_on.isoformat() if one.produced_on else MISSING,
        "age": ngettext("{n} day", "{n} days", days).format(n=f"{days:,}") if days is not None else MISSING,
        "share": f"{share * 100:.0f} %" if share is not None else MISSING,
        "width": min(100, round(float(share) * 100)) if share is not None else 0,
        "tone": tone,
        "told": {
            "bad": _("past its shelf life"), "warning": _("older than a third of its shelf life"), "good": _("fresh"),
        }.get(tone, ""),
    }  # fmt: skip


def line(row: Visit) -> dict[str, Any]:
    """One visit in a short list."""
    hour = f" {row.starts_at:%H:%M}" if row.starts_at else ""
    return {
        "url": reverse("field:visit_record", args=[row.pk]),
        "day": f"{row.day.isoformat()}{hour}",
        "who": str(row.owner),
        "state": row.get_state_display(),
        "state_tone": STATE_TONES.get(VisitState(row.state), "neutral"),
        "result": row.get_result_display() if row.result else "",
        "result_tone": RESULT_TONES.get(row.result, "neutral"),  # type: ignore[call-overload]
        "words": row.needs or row.remark or row.reason,
        "next": f"{row.next_on.isoformat()} {row.next_step}" if row.next_on else "",
        "prepare_url": reverse("field:visit_prepare", args=[row.pk]) if row.state == VisitState.PLANNED else "",
    }


def of_customer(customer: Any, actor: Actor) -> str:
    """The visits to a customer, those to come first, and the way to plan one."""
    found = visits.of_customer(customer.pk, actor)
    coming = [line(row) for row in found.filter(state__in=("planned", "under_way")).order_by("day", "pk")[:SHOWN]]
    made = [line(row) for row in found.exclude(state__in=("planned", "under_way"))[:SHOWN]]
    context = {
        "coming": coming,
        "made": made,
        "all_url": f"{reverse('field:visit_list')}?customer={customer.pk}",
        "add_url": f"{reverse('field:visit_add')}?customer={customer.pk}" if actor.can(ADD) else "",
    }
    return render_to_string("field/visits/_of_customer.html", context)


def count_of_customer(customer: Any, actor: Actor) -> int | None:
    return visits.of_customer(customer.pk, actor).count() or None


def events(customer: Any, actor: Actor, most: int) -> list[Event]:
    """The visits made to a customer, for its timeline."""
    if not actor.can("field.view_visit"):
        return []
    rows = visits.of_customer(customer.pk, actor).filter(state__in=(VisitState.DONE, VisitState.MISSED))
    return [_event(row) for row in rows[:most]]


def _event(row: Visit) -> Event:
    words = {"number": row.number, "result": row.get_result_display(), "why": row.why}
    if row.state == VisitState.MISSED:
        text = _("Visit {number} did not come about") if not row.why else _("Visit {number} did not come about: {why}")
    else:
        text = _("Visit {number}: {result}") if row.result else _("Visit {number}")
    when = row.arrived_at or timeline.of_day(row.day)
    return Event(
        "visit", str(row.owner), min(when, timezone.now()), text.format(**words),
        url=reverse("field:visit_record", args=[row.pk]), icon="briefcase", figure=row.order_number,
        is_day=row.arrived_at is None,
    )  # fmt: skip
