"""Improvement cards: opened from a gap, carried out, checked against the books, closed with the standard kept."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end
from yanzhen.organization.queries import employees
from yanzhen.planning.enums import IMPROVEMENT_STEPS, ImprovementState, Metric
from yanzhen.planning.models import Improvement
from yanzhen.planning.queries import gap_figures
from yanzhen.planning.services import pace
from yanzhen.platform import warehouse, writes
from yanzhen.platform.actor import Actor

ADD, CHANGE, CLOSE = "planning.add_improvement", "planning.change_improvement", "planning.close_improvement"


@writes.write(ADD)
def create(*, actor: Actor, **values: Any) -> Improvement:
    """Open a card. One that names a plan and a period keeps what was due and reached then, from the books."""
    owner = pace.in_reach(actor, ADD, values.get("owner"), "owner")
    values |= {"owner": owner, "unit": employees.unit_of(owner)}
    _whole_gap(values)
    due, actual = _figures(actor, values)
    return writes.create(Improvement, actor=actor, **values, due_then=due, actual_then=actual)


@writes.write(CHANGE)
def change(instance: Improvement, *, actor: Actor, version: int | None = None, **values: Any) -> Improvement:
    """Change a card that is not closed; the gap it was opened from stays."""
    if instance.state == ImprovementState.CLOSED:
        raise RuleBroken(_("This card is closed."), code="state")
    if values.get("owner") is not None and values["owner"].pk != instance.owner_id:
        owner = pace.in_reach(actor, CHANGE, values["owner"], "owner")
        values |= {"owner": owner, "unit": employees.unit_of(owner)}
    for name in ("plan", "metric", "side", "key", "gap_from", "gap_to"):
        values.pop(name, None)
    return writes.change(instance, actor=actor, version=version, **values)


remove = writes.plain(Improvement)[2]


@writes.write(CHANGE)
def start(instance: Improvement, *, actor: Actor) -> Improvement:
    """Begin: from here on somebody does something until a day on which it is checked."""
    row = writes.locked(instance)
    if not (row.how.strip() and row.measure.strip() and row.check_on):
        told = _("First write down how it is solved, the measure and the day of the check.")
        raise RuleBroken(told, code="unfinished")
    return _moved(row, ImprovementState.DOING, actor)


@writes.write(CHANGE)
def check(instance: Improvement, *, actor: Actor, result: str) -> Improvement:
    """Write down what came of it, beside what was due and reached by today."""
    if not result.strip():
        raise RuleBroken(_("Say what came of it."), field="result", code="result")
    row = writes.locked(instance)
    due, actual = _figures(actor, {f: getattr(row, f) for f in ("plan", "metric", "side", "key", "gap_from", "gap_to")})
    told = {"result": result.strip(), "checked_on": timezone.localdate()}
    return _moved(row, ImprovementState.CHECKED, actor, due_checked=due, actual_checked=actual, **told)


@writes.write(CHANGE)
def again(instance: Improvement, *, actor: Actor) -> Improvement:
    """What was checked did not suffice: carry on."""
    return _moved(writes.locked(instance), ImprovementState.DOING, actor)


@writes.write(CLOSE)
def close(instance: Improvement, *, actor: Actor, standard: str) -> Improvement:
    """Close a card with what is kept of it as a standard, or with why it is not worth carrying out."""
    if not standard.strip():
        raise RuleBroken(_("Say what is kept, or why it is not carried out."), field="standard", code="standard")
    return _moved(writes.locked(instance), ImprovementState.CLOSED, actor, standard=standard.strip())


def _moved(row: Improvement, state: str, actor: Actor, **values: Any) -> Improvement:
    if state not in IMPROVEMENT_STEPS[row.state]:
        told = _("A card that is “{now}” cannot become “{then}”.")
        then = ImprovementState(state).label
        raise RuleBroken(told.format(now=row.get_state_display(), then=then), code="state")
    return writes.change(row, actor=actor, state=state, **values)


def _whole_gap(values: dict[str, Any]) -> None:
    """A gap of a side names its key; a period is whole months of its plan."""
    if values.get("side") and values.get("key") is None:
        raise RuleBroken(_("Name the key of the side."), field="key", code="key")
    if not values.get("side"):
        values["key"] = None
    if values.get("gap_from"):
        values["gap_from"] = values["gap_from"].replace(day=1)
    if values.get("gap_to"):
        values["gap_to"] = month_end(values["gap_to"])


def _figures(actor: Actor, values: dict[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    plan, start, end = values.get("plan"), values.get("gap_from"), values.get("gap_to")
    if plan is None or start is None or end is None or end < start:
        return None, None
    metric, side = values.get("metric") or Metric.REVENUE, values.get("side") or ""
    try:
        return gap_figures.of(actor, plan, side, values.get("key"), Period(start, end), timezone.localdate(), metric)
    except warehouse.NotReady:  # while the first files are written a card is kept without its figures
        return None, None
