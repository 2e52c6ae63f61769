"""The page of a target as plain data: the seven methods side by side, one of them opened, the decision, the picture."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import Taken, TargetState
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import target_inputs
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.queries.target_inputs import Input
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import written_moment

TONES = {Taken.BOOKS: "good", Taken.MARKET: "good", Taken.DECLARED: "good", Taken.TYPED: "warning"}


def url(plan: Plan, part: str, **more: Any) -> str:
    """The page of a part of a plan."""
    given = {"part": part, **{name: value for name, value in more.items() if value}}
    return f"{reverse('planning:plan_targets', args=[plan.pk])}?{urlencode(given)}"


def cards(actor: Actor, target: Target, methods: Sequence[TargetMethod], chosen: str) -> list[dict[str, Any]]:
    """The seven methods side by side."""
    base, found = telling.base_of(methods), []
    for m in methods:
        hidden = telling.is_masked(actor, m.method)
        change = m.realistic / base if m.realistic is not None and base and base > 0 else None
        found.append(
            {
                "code": m.method, "label": m.get_method_display(), "masked": hidden,
                "realistic": amounts.short(actor, m.realistic), "ideal": amounts.short(actor, m.ideal),
                "has_result": m.realistic is not None,
                "ratio": words.percent(change) if change is not None else "",
                "weight": m.weight, "is_left_out": m.is_left_out, "left_out_reason": m.left_out_reason,
                "problem": _short(m), "is_chosen": m.method == chosen,
                "url": url(target.plan, target.part, method=m.method, edition=target.edition) + "#method",
                "weigh_url": reverse("planning:target_weigh", args=[target.pk, m.method]),
            }
        )  # fmt: skip
    return found


def _short(m: TargetMethod) -> str:
    if not m.problem:
        return ""
    if m.problem in {"missing", "no_margin"}:
        return _("Figures are missing")
    if m.problem == "no_break_even":
        return _("No break-even")
    if m.problem == "currencies":
        return _("Several currencies")
    return _("No figure")


def opened(
    actor: Actor, target: Target, m: TargetMethod, *, errors: Mapping[str, str], can_edit: bool
) -> dict[str, Any]:
    """One method with its formula, inputs and working."""
    inputs = telling.named(actor, m.method, target_inputs.read(m.inputs))
    return {
        "code": m.method, "label": m.get_method_display(), "formula": str(words.FORMULAS[m.method]),
        "masked": telling.is_masked(actor, m.method), "can_edit": can_edit,
        "inputs": [_line(m, one, errors) for one in _in_order(m, inputs) if not telling.need_of(m, one).by_row],
        "rows": _rows(m, inputs, errors), "row_heads": [str(words.INPUTS[n.name]) for n in _row_needs(m)],
        "save_url": reverse("planning:target_inputs", args=[target.pk, m.method]),
        "try_url": reverse("planning:target_try", args=[target.pk, m.method]),
        "weigh_url": reverse("planning:target_weigh", args=[target.pk, m.method]),
        "weight": m.weight, "left_out": m.left_out_reason, "is_left_out": m.is_left_out,
        "working": telling.working(actor, target, m.method, inputs), "market_url": _market_url(m, inputs),
    }  # fmt: skip


def _market_url(m: TargetMethod, inputs: Sequence[Input]) -> str:
    """Where missing facts about the market are entered."""
    wanted = {"industry_forecast", "industry_0", "industry_1", "households", "shops", "spending"}
    lacking = any(one.name in wanted and one.number is None for one in inputs)
    return reverse("market:marketfigure_add") if lacking and m.problem == "missing" else ""


def _row_needs(m: TargetMethod) -> list[calc.Need]:
    return [need for need in calc.METHODS[m.method].needs if need.by_row]


def _in_order(m: TargetMethod, inputs: Sequence[Input]) -> list[Input]:
    order = {need.name: n for n, need in enumerate(calc.METHODS[m.method].needs)}
    return sorted((one for one in inputs if one.name in order), key=lambda one: order[one.name])


def _line(m: TargetMethod, one: Input, errors: Mapping[str, str]) -> dict[str, Any]:
    need = telling.need_of(m, one)
    field = f"{one.name}:{one.row}" if one.row else one.name
    told = None if one.suggested is None else Decimal(one.suggested)
    return {
        "field": field, "label": str(words.INPUTS[one.name]), "kind": need.kind, "optional": need.optional,
        "value": words.typed(need.kind, one.number), "unit": "%" if need.kind == calc.RATIO else one.currency,
        "shown": telling.shown(need, one), "taken": Taken(one.taken).label,
        "tone": TONES.get(Taken(one.taken), "neutral"),
        "is_missing": one.number is None, "about": one.about.replace("/", " – "), "note": words.note(one.note),
        "reason": one.reason, "is_typed": one.taken == Taken.TYPED,
        "told": words.figure(calc.Quantity(told, need.kind)) if told is not None else "",
        "error": errors.get(field, ""),
    }  # fmt: skip


def _rows(m: TargetMethod, inputs: Sequence[Input], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a method: product categories or people, with a cell for each input of a row."""
    found: dict[str, dict[str, Any]] = {}
    for one in inputs:
        if telling.need_of(m, one).by_row:
            row = found.setdefault(one.row, {"label": one.label, "cells": {}})
            row["cells"][one.name] = _line(m, one, errors)
    for key, row in found.items():
        row["cells"] = [
            row["cells"].get(need.name) or _line(m, Input(need.name, row=key, label=row["label"]), errors)
            for need in _row_needs(m)
        ]
    return list(found.values())


def chart(actor: Actor, target: Target, methods: Sequence[TargetMethod]) -> dict[str, Any]:
    """The seven beside last year and the decision; the title says what they come to."""
    base, mean = telling.base_of(methods), calc.weighted(telling.counted(methods), target.plan.currency)
    bars: list[tuple[str, Decimal | None, Decimal | None]] = [(_("Last period"), base, None)]
    bars += [
        (str(m.get_method_display()), m.realistic, m.ideal)
        for m in methods
        if m.realistic is not None and not m.is_left_out and not telling.is_masked(actor, m.method)
    ]
    bars += [(_("Weighted"), *mean)] if mean else []
    bars += [(_("Decision"), target.realistic, target.ideal)] if target.realistic is not None else []
    unit, title = (
        amounts.unit(actor, target.plan.currency),
        _finding(base, target.realistic or (mean and mean[0]), target),
    )
    data = {
        "kind": "hbar", "title": title, "unit": unit, "categories": [name for name, _a, _b in bars],
        "series": [
            {"name": _("realistic"), "values": [words.scaled(actor, a) for _n, a, _b in bars], "style": "actual"},
            {"name": _("ideal"), "values": [words.scaled(actor, b) for _n, _a, b in bars], "style": "plan"},
        ],
        "decimals": 0 if actor.amount_unit == "yuan" else 1,
    }  # fmt: skip
    rows = [[name, amounts.table(actor, a), amounts.table(actor, b)] for name, a, b in bars]
    columns = [_("Method"), f"{_('realistic')} ({unit})", f"{_('ideal')} ({unit})"]
    return {"id": "chart-targets", "title": title, "unit": unit, "data": data, "columns": columns, "rows": rows}


def _finding(base: Decimal | None, figure: Decimal | None, target: Target) -> str:
    if not figure:
        return _("No method gives a figure yet")
    if not base or base <= 0:
        return _("The methods side by side")
    rate = words.percent(figure / base)
    if target.realistic is not None:
        return _("Decided: {rate} of the last period").format(rate=rate)
    return _("Weighted, the methods come to {rate} of the last period").format(rate=rate)


def decision(actor: Actor, target: Target, methods: Sequence[TargetMethod]) -> dict[str, Any]:
    """What is decided, or what the decision would start from."""
    mean = calc.weighted(telling.counted(methods), target.plan.currency)
    base = telling.base_of(methods)
    figure = target.realistic if target.realistic is not None else mean[0] if mean else None
    return {
        "is_decided": target.state != TargetState.DRAFT,
        "realistic": amounts.short(actor, target.realistic), "ideal": amounts.short(actor, target.ideal),
        "unit": amounts.unit(actor, target.plan.currency), "reason": target.reason, "by": target.decided_by,
        "approved_by": target.approved_by, "at": written_moment(target.decided_at) if target.decided_at else "",
        "mean": [amounts.short(actor, value) for value in mean] if mean else None,
        "mean_values": mean, "count": len(telling.counted(methods)),
        "ratio": words.percent(figure / base) if figure and base and base > 0 else "",
        "alone": actor.can("planning.decide_target"),
    }  # fmt: skip


def editions(target: Target, rows: Sequence[Target]) -> list[dict[str, Any]]:
    """The editions of a part, to go to."""
    plan = target.plan
    return [
        {
            "label": pgettext("of a target", "Edition {number}").format(number=row.edition),
            "state": row.get_state_display(), "url": url(plan, row.part, edition=row.edition),
            "is_current": row.pk == target.pk,
        }
        for row in rows
    ]  # fmt: skip
