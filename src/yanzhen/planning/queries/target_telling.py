"""What a target tells: the working of its methods, what is masked, two editions side by side."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.money import MISSING
from yanzhen.organization.queries import employees
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import TargetMethodCode
from yanzhen.planning.models import Target, TargetMethod
from yanzhen.planning.queries import target_inputs, targets
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.queries.target_inputs import Input
from yanzhen.platform import amounts, masks
from yanzhen.platform.actor import Actor
from yanzhen.products.queries import categories

OF_MARGIN = frozenset({TargetMethodCode.BREAK_EVEN, TargetMethodCode.EXPENSE})
"""Methods whose inputs tell the margin."""


SUMMED = ("growth", "share", "expansion", "break_even", "expense", "power", "declared")
RESULTS = frozenset(f"{method}.{kind}" for method in SUMMED for kind in ("realistic", "ideal"))
"""Steps that end in one of the two figures."""


def is_masked(actor: Actor, method: str) -> bool:
    """Whether a method would tell this reader a margin they may not see."""
    return method in OF_MARGIN and not actor.can(masks.MARGIN)


def base_of(methods: Sequence[TargetMethod]) -> Decimal | None:
    """The sales of the last period: what everything is compared with."""
    growth = next((m for m in methods if m.method == TargetMethodCode.GROWTH), None)
    found = [] if growth is None else [i.number for i in target_inputs.read(growth.inputs) if i.name == "sales_0"]
    return found[0] if found else None


def counted(methods: Sequence[TargetMethod]) -> list[calc.Weighed]:
    """The results that enter the weighted figure."""
    return [
        calc.Weighed(m.realistic, m.ideal, m.weight)
        for m in methods
        if m.realistic is not None and m.ideal is not None and not m.is_left_out
    ]


def named(actor: Actor, method: str, inputs: Sequence[Input]) -> list[Input]:
    """The rows by their names of today, in the reader's language."""
    visible: Any = categories.visible if method == TargetMethodCode.EXPENSE else employees.visible
    keys = {int(one.row) for one in inputs if one.row.isdigit()}
    names = {str(row.pk): str(row) for row in visible(actor).filter(pk__in=keys)} if keys else {}
    return [replace(one, label=names.get(one.row, one.label)) for one in inputs]


def need_of(m: TargetMethod, one: Input) -> calc.Need:
    return calc.METHODS[m.method].need(one.name) or calc.Need(one.name)


def shown(need: calc.Need, one: Input) -> str:
    return MISSING if one.number is None else words.figure(calc.Quantity(one.number, need.kind))


def working(actor: Actor, target: Target, method: str, inputs: Sequence[Input]) -> dict[str, Any]:
    """The working of a method for these inputs, step by step."""
    currency = target.plan.currency
    found = calc.work_out(method, currency, [one.given() for one in inputs])
    labels = {one.row: one.label for one in inputs if one.row}
    return {
        "steps": [
            {"text": words.step(s, labels), "result": words.figure(s.result), "is_result": s.code in RESULTS}
            for s in found.steps
        ],
        "problem": words.problem(found.problem, labels, currency) if found.problem else "",
        "odd": [words.problem(one, labels, currency) for one in found.odd],
        "realistic": amounts.table(actor, found.realistic), "ideal": amounts.table(actor, found.ideal),
        "unit": amounts.unit(actor, currency), "has_result": found.realistic is not None,
    }  # fmt: skip


def compared(actor: Actor, one: Target, other: Target) -> dict[str, Any]:
    """Two editions side by side: the decision, each method, and the inputs that differ."""
    sides = [(t, {m.method: m for m in targets.methods(t)}) for t in (one, other)]
    lines = [
        _pair(_("Realistic target"), *(amounts.table(actor, t.realistic) for t, _m in sides)),
        _pair(_("Ideal target"), *(amounts.table(actor, t.ideal) for t, _m in sides)),
        _pair(_("Reason"), *(t.reason or MISSING for t, _m in sides)),
        _pair(_("Decided by"), *(t.decided_by or MISSING for t, _m in sides)),
    ]
    return {
        "sides": [t for t, _m in sides],
        "lines": lines,
        "methods": [_both(actor, code, sides) for code in TargetMethodCode],
    }


def _pair(label: str, a: str, b: str) -> dict[str, Any]:
    return {"label": label, "a": a, "b": b, "differs": a != b}


def _both(actor: Actor, code: Any, sides: Sequence[tuple[Target, dict[str, TargetMethod]]]) -> dict[str, Any]:
    found = [methods.get(code) for _t, methods in sides]
    if is_masked(actor, code):
        return {"label": code.label, "lines": [_pair(_("Realistic"), masks.HIDDEN, masks.HIDDEN)]}
    lines = [
        _pair(_("Realistic"), *(amounts.table(actor, m.realistic if m else None) for m in found)),
        _pair(_("Ideal"), *(amounts.table(actor, m.ideal if m else None) for m in found)),
        _pair(
            _("Weight"), *(str(m.weight) if m and not m.is_left_out else _("left out") if m else MISSING for m in found)
        ),
    ]
    return {"label": code.label, "lines": [*lines, *(pair for pair in _inputs(found) if pair["differs"])]}


def _inputs(found: Sequence[TargetMethod | None]) -> list[dict[str, Any]]:
    held = [{} if m is None else {(i.name, i.row): i for i in target_inputs.read(m.inputs)} for m in found]
    pairs = []
    for name, row in dict.fromkeys([*held[0], *held[1]]):
        texts, label = [], ""
        for m, inputs in zip(found, held, strict=True):
            one = inputs.get((name, row))
            label = one.label if one is not None and one.label else label
            texts.append(shown(need_of(m, one), one) if m is not None and one is not None else MISSING)
        text = str(words.INPUTS.get(name, name))
        pairs.append(_pair(f"{text} · {label}" if label else text, *texts))
    return pairs
