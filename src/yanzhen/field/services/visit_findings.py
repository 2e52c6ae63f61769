"""What is learnt at customers' about needs and competitors; a competitor's price goes on to the market figures."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import FindingKind
from yanzhen.field.models import Visit, VisitFinding
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import rounded
from yanzhen.market.enums import FigureKind
from yanzhen.market.services import figures
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

ADD_FIGURE = "market.add_marketfigure"
TOLD = ("kind", "words", "competitor", "rival", "category", "amount", "currency")


@writes.write("field.add_visitfinding")
def create(*, actor: Actor, visit: Visit, **values: Any) -> VisitFinding:
    """Note what was learnt on a visit. A price of a known competitor becomes a figure of the market as well."""
    settled, row = _settled(values), writes.locked(visit)
    if settled["kind"] == FindingKind.PRICE and settled["competitor"] is not None and actor.can(ADD_FIGURE):
        settled["figure"] = _figure(row, actor, settled)
    return writes.create(VisitFinding, actor=actor, visit=row, **settled)


def add(visit: Visit, actor: Actor, values: Mapping[str, Any]) -> VisitFinding:
    """The same from a report; one that says the same is not entered twice."""
    settled = _settled(dict(values))
    twin = VisitFinding.objects.filter(visit=visit, **{name: settled[name] for name in TOLD}).first()
    return twin or create(actor=actor, visit=visit, **settled)


@writes.write("field.change_visitfinding")
def change(instance: VisitFinding, *, actor: Actor, version: int | None = None, **values: Any) -> VisitFinding:
    """Correct a finding. A market figure made from it stays as it was entered and is corrected there."""
    row = writes.locked(instance, version)
    known = {name: getattr(row, name) for name in TOLD}
    settled = _settled(known | {name: value for name, value in values.items() if name in TOLD})
    return writes.change(row, actor=actor, **settled)


@writes.write("field.remove_visitfinding")
def remove(instance: VisitFinding, *, actor: Actor, version: int | None = None) -> None:
    """Remove what was noted by mistake."""
    writes.remove(instance, actor=actor, version=version)


def _settled(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": values.get("kind") or FindingKind.RIVAL,
        "words": (values.get("words") or "").strip(),
        "competitor": values.get("competitor"),
        "rival": (values.get("rival") or "").strip(),
        "category": values.get("category"),
        "amount": values.get("amount"),
        "currency": (values.get("currency") or "CNY").strip().upper(),
    }
    if found["competitor"] is not None:
        found["rival"] = ""
    if found["kind"] == FindingKind.PRICE and found["amount"] is None:
        raise RuleBroken(_("A price has an amount."), field="amount", code="amount")
    if found["kind"] == FindingKind.NEED and not found["words"]:
        raise RuleBroken(_("Say what the customer needs."), field="words", code="words")
    if found["amount"] is not None:
        if found["amount"] < 0:
            raise RuleBroken(_("A price cannot be negative."), field="amount", code="negative")
        found["amount"] = rounded(found["amount"], found["currency"])
    if not (found["words"] or found["competitor"] or found["rival"] or found["amount"] is not None):
        raise RuleBroken(_("Say what was seen or heard."), field="words", code="words")
    return found


def _figure(visit: Visit, actor: Actor, values: dict[str, Any]) -> Any:
    territory = visit.customer.territory
    return figures.create(
        actor=actor,
        kind=FigureKind.COMPETITOR_PRICE,
        starts_on=visit.day.replace(day=1),
        region=territory.region if territory is not None else None,
        category=values["category"],
        competitor=values["competitor"],
        value=values["amount"],
        currency=values["currency"],
        source=_("Visit {number}, {customer}").format(number=visit.number, customer=visit.customer)[:200],
        found_on=min(visit.day, timezone.localdate()),
        owner=visit.owner,
        note=values["words"][:500],
    )
