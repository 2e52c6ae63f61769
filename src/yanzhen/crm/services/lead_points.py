"""The points people set for leads, and the sums kept with the leads for sorting."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.calc.leads import points
from yanzhen.crm.calc.leads.assigning import split
from yanzhen.crm.enums.leads import OPEN, VALUED, PointFact
from yanzhen.crm.models import Lead, LeadPoint
from yanzhen.crm.queries import lead_points
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

BATCH = 1_000


@writes.write("crm.add_leadpoint")
def create(*, actor: Actor, **values: Any) -> LeadPoint:
    """Set points for a fact; all open leads are counted again."""
    row = writes.create(LeadPoint, actor=actor, **_checked(values))
    renew_all()
    return row


@writes.write("crm.change_leadpoint")
def change(instance: LeadPoint, *, actor: Actor, version: int | None = None, **values: Any) -> LeadPoint:
    values = _checked({"fact": instance.fact, "value": instance.value, **values})
    row = writes.change(instance, actor=actor, version=version, **values)
    renew_all()
    return row


@writes.write("crm.remove_leadpoint")
def remove(instance: LeadPoint, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
    renew_all()


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Values that make sense for the fact; sources and categories may be written by name and are kept by code."""
    fact, value = values["fact"], (values.get("value") or "").strip()
    if fact in VALUED and not value:
        raise RuleBroken(_("Say with what it is compared."), field="value", code="value")
    if fact in {PointFact.BUDGET, PointFact.SILENT} and points.amount(value) is None:
        raise RuleBroken(_("A number, please."), field="value", code="number")
    if fact in {PointFact.SOURCE, PointFact.CATEGORY}:
        known = lead_points.sources() if fact == PointFact.SOURCE else lead_points.category_names()
        value = ", ".join(_code(one, known) for one in split(value))
    return {**values, "value": value if fact in VALUED else ""}


def _code(word: str, known: dict[str, str]) -> str:
    code = known.get(word.casefold())
    if code is None:
        few = ", ".join(list(dict.fromkeys(known.values()))[:12])
        raise RuleBroken(
            _("“{word}” is none of these: {known}").format(word=word[:60], known=few), field="value", code="unknown"
        )
    return code


def renew(leads: Sequence[Lead], rules: Any = None) -> None:
    """Keep the sum with each of these leads; no act of a person, and so neither version nor history."""
    changed = []
    for lead, found in zip(leads, lead_points.of(leads, rules), strict=True):
        if lead.points != found.total:
            lead.points = found.total
            changed.append(lead)
    Lead.objects.bulk_update(changed, ["points"], batch_size=500)


def renew_all() -> int:
    """Count all open leads again; how many there are. Silence grows by itself, so this also runs each day."""
    rules, last, count = lead_points.rules(), 0, 0
    while batch := list(Lead.objects.filter(state__in=OPEN, pk__gt=last).order_by("pk")[:BATCH]):
        renew(batch, rules)
        last, count = batch[-1].pk, count + len(batch)
    return count
