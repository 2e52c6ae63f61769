"""Drafts of the allocation board: open, rename, copy, remove, choose."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.planning.calc import cubes, packing
from yanzhen.planning.calc.allocation import CannotHold
from yanzhen.planning.calc.cubes import CLOSED, Cube
from yanzhen.planning.enums import Basis, Dim, Metric
from yanzhen.planning.models import Board, Plan
from yanzhen.planning.queries import board_bases, board_views, boards, books, places, potential
from yanzhen.planning.queries.board_bases import Bases, Wanted
from yanzhen.planning.queries.places import Key
from yanzhen.planning.services import board_cells, board_words, plans, proposals
from yanzhen.planning.services.board_acts import changed_meanwhile
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

MOST_CELLS = 1_000_000


@writes.write("planning.add_board")
def create(
    *,
    actor: Actor,
    plan: Plan,
    name: str,
    sides: Sequence[str],
    unit: Any = None,
    metric: str = Metric.REVENUE,
    basis: str = Basis.HISTORY,
    total: int | None = None,
    keys: Mapping[str, Sequence[Key]] | None = None,
    read: Any = books.history,
    today: date | None = None,
) -> Board:
    """Open a draft: its sides, their places, and the total (the decided target, else last year) spread by a basis."""
    plans.only_drafted(plan, plan.unit_id if unit is None else unit.pk, actor, "planning.add_board")
    plans.only_open(plan)
    wanted = _frame(actor, plan, unit or plan.unit, sides, metric, keys or {}, (read, today or timezone.localdate()))
    found = board_bases.bases(actor, wanted, _known(basis))
    whole = _first_total(plan, unit, metric, found) if total is None else total
    row = Board(
        plan=plan, unit=wanted.unit, owner=employees.by_key(actor.employee_id), name=name.strip(), metric=metric,
        basis=basis, sides=list(wanted.sides), keys={s: list(wanted.keys[s]) for s in wanted.sides},
        notes=found.notes, facts=_facts(actor, wanted),
    )  # fmt: skip
    _fill(row, _begun(row, found, whole, actor), found)
    writes.checked(row)
    row.save(force_insert=True)
    audit.record(actor, "create", row, after={"name": row.name, "total": str(row.total), "basis": basis})
    return row


def _known(basis: str) -> str:
    if basis not in Basis.values:
        raise RuleBroken(_("There is no such basis."), field="basis", code="basis")
    return basis


def _frame(
    actor: Actor,
    plan: Plan,
    unit: Any,
    sides: Sequence[str],
    metric: str,
    keys: Mapping[str, Sequence[Key]],
    source: tuple[Any, date],
) -> Wanted:
    """Sides and places, checked."""
    if metric not in Metric.values:
        raise RuleBroken(_("There is no such figure to plan."), field="metric", code="metric")
    if not 2 <= len(sides) <= 3 or len(set(sides)) < len(sides) or not set(sides) <= set(Dim.values):
        raise RuleBroken(_("A board has two or three different sides."), field="sides", code="sides")
    if not unit.path.startswith(plan.unit.path):
        raise RuleBroken(_("The unit does not belong to the plan."), field="unit", code="unit")
    read, today = source
    found = {s: list(keys[s]) if s in keys else places.of_side(actor, plan, unit, s, today, read) for s in sides}
    for side in sides:
        _check_places(actor, plan, side, found[side])
    size = int(np.prod([len(found[s]) for s in sides]))
    if size > MOST_CELLS:
        raise RuleBroken(
            _("This board would have {count} cells; {most} are the most.").format(count=size, most=MOST_CELLS),
            field="sides", code="size",
        )  # fmt: skip
    return Wanted(plan, unit, tuple(sides), found, metric, today, read)


def _check_places(actor: Actor, plan: Plan, side: str, keys: Sequence[Key]) -> None:
    label = Dim(side).label
    if not keys:
        message = _("There is nothing yet to spread over: {side}. Enter it first, or plan by other sides.")
        raise RuleBroken(message.format(side=label), field="sides", code="empty")
    wrong = len(set(keys)) < len(keys)
    if side == Dim.MONTH:
        wrong = wrong or not set(keys) <= set(places.of_side(actor, plan, None, side, timezone.localdate()))
    else:
        wrong = wrong or bool(places.unknown(actor, side, keys))
    if wrong:
        message = _("Some places of {side} are unknown or named twice.")
        raise RuleBroken(message.format(side=label), field="keys", code="keys")


def _first_total(plan: Plan, unit: Any, metric: str, found: Bases) -> int:
    """The decided target of the plan or the unit, else what the plan gives the unit so far, else last year's."""
    part = None if unit is None or unit.pk == plan.unit_id else unit
    decided = boards.decided_total(plan, metric, part)
    if decided is not None:
        found.notes.append({"code": "decided", "total": decided})
        return decided
    given = boards.planned_total(plan, part, metric) if part is not None else 0
    if given > 0:
        found.notes.append({"code": "as_planned", "total": given})
        return given
    found.notes.append({"code": "as_last_year"})
    return max(int(found.last_year.sum()), 0)


def _facts(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """What the quality of the spread is measured against, as it was known when the board was opened."""
    if wanted.metric != Metric.REVENUE or not wanted.things:
        return {}
    side = Dim.PERSON if Dim.PERSON in wanted.things else wanted.things[0]
    found = potential.of(actor, wanted)
    facts: dict[str, Any] = {"side": side, "best": potential.best_years(actor, wanted, side)}
    if found is not None and found.side == side:
        facts |= {"potential": found.amounts, "source": found.source}
    return {k: ({str(n): v for n, v in d.items()} if isinstance(d, dict) else d) for k, d in facts.items()}


def _begun(row: Board, found: Bases, whole: int, actor: Actor) -> Cube:
    shape = found.weights.shape
    empty = Cube(
        np.zeros(shape, np.int64), np.where(found.closed, CLOSED, 0).astype(np.uint8), np.zeros(shape, np.int64)
    )
    every = tuple(None for _side in shape)
    if abs(whole) > cubes.LIMIT:
        raise RuleBroken(_("This figure is too large for a board."), field="total", code="size")
    try:
        return cubes.put(empty, every, whole, found.weights)
    except CannotHold as error:
        raise board_words.infeasible(row, error, actor) from error


def _fill(row: Board, cube: Cube, found: Bases) -> None:
    row.cells, row.locks = packing.pack(cube.cells, "cents"), packing.pack(cube.locks, "mark")
    row.floors, row.weights = packing.pack(cube.floors, "cents"), packing.pack(found.weights, "cents")
    row.last_year = packing.pack(found.last_year, "cents")
    row.touched = packing.pack(np.zeros(cube.cells.shape, np.int32), "number")
    row.total = Decimal(cube.total).scaleb(-2)


@writes.write("planning.change_board")
def rename(board: Board, *, actor: Actor, name: str) -> Board:
    """Give a draft another name."""
    plans.only_drafted(board.plan, board.unit_id, actor, "planning.change_board")
    return writes.change(board, actor=actor, name=name.strip(), verb="rename")


@writes.write("planning.add_board")
def copy(board: Board, *, actor: Actor, name: str = "") -> Board:
    """Begin another draft with the same figures, locks and floors; its history is its own."""
    plans.only_drafted(board.plan, board.unit_id, actor, "planning.add_board")
    plans.only_open(board.plan)
    row = Board.objects.get(pk=board.pk)
    row.pk, row._state.adding = None, True
    row.name = name.strip() or _("{board} (copy)").format(board=board.name)[:120]
    row.owner, row.moves, row.version, row.is_chosen = employees.by_key(actor.employee_id), 0, 1, False
    row.touched = packing.pack(np.zeros(board_views.shape(row), np.int32), "number")
    writes.checked(row)
    row.save(force_insert=True)
    audit.record(actor, "create", row, after={"name": row.name, "copy_of": board.name, "total": str(row.total)})
    return row


@writes.write("planning.remove_board")
def remove(board: Board, *, actor: Actor) -> None:
    """Remove a draft; the figures of the plan stay as they are. One in the plan goes with whoever leads the plan."""
    row = writes.locked(board)
    plans.only_drafted(row.plan, row.unit_id, actor, "planning.remove_board")
    if row.is_chosen:
        plans.only_led(row.plan, actor, "planning.remove_board")
    plans.only_open(row.plan)
    writes.remove(row, actor=actor)


@writes.write("planning.change_board")
def choose(board: Board, *, actor: Actor, seen: int) -> int:
    """Let the figures of this draft be those of the plan; returns how many there are."""
    row = writes.locked(board)
    plans.only_led(row.plan, actor, "planning.change_board")
    plans.only_open(row.plan)
    if seen != row.moves:
        raise changed_meanwhile(row, row.moves)
    count = board_cells.write(row, actor)
    others = Board.objects.filter(plan=row.plan, unit=row.unit, metric=row.metric, is_chosen=True).exclude(pk=row.pk)
    others.update(is_chosen=False)
    if not row.is_chosen:
        writes.change(row, actor=actor, is_chosen=True, verb="choose")
    proposals.taken(row, actor)
    return count
