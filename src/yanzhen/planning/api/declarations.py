"""Declarations of salespeople for programs: their own figures, the table beside trend and potential, its thresholds."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from yanzhen.planning.api import target_schemas as shapes
from yanzhen.planning.api.doors import plan_of
from yanzhen.planning.models import Declaration
from yanzhen.planning.queries import declarations
from yanzhen.planning.services import declarations as declaring
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["targets"])
operation = operations(router)
VIEW, CORRECT, DECLARE = "planning.view_target", "planning.correct_declaration", "planning.add_declaration"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _own(row: Declaration) -> dict[str, Any]:
    amounts = {"amount": _text(row.amount), "corrected": _text(row.corrected)}
    return {"id": row.pk, "plan": row.plan_id, "note": row.note, **amounts}


@operation(
    "GET",
    "/plans/{int:pk}/declaration-table",
    VIEW,
    "declaration_table",
    "Declarations beside trend and potential",
    shapes.DeclarationTable,
)
def table(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    plan, today = plan_of(actor, pk), timezone.localdate()
    lines = declarations.table(actor, plan, today)
    sums, rules = declarations.sums(actor, plan, lines, today), declarations.rules(plan)
    shares = {n: None if (v := getattr(sums, n)) is None else f"{v:.4f}" for n in ("share", "share_now")}
    return answer(
        {
            "lines": [_line(line) for line in lines],
            "declared": _text(sums.raw), "counted": _text(sums.counted), "expected": _text(sums.expected),
            "uncovered": _text(sums.uncovered), "industry": _text(sums.industry), **shares,
            "timid_below": _text(rules.timid_below), "boastful_above": _text(rules.boastful_above),
        }
    )  # fmt: skip


def _line(line: declarations.Line) -> dict[str, Any]:
    row, judged = line.declaration, line.judged
    return {
        "person": line.person_id, "name": line.name, "unit": line.unit, "declaration": row.pk if row else None,
        "sales": [_text(s) for s in line.sales], "trend": _text(judged.trend), "potential": _text(judged.potential),
        "expected": _text(judged.expected), "declared": _text(row.amount) if row else None,
        "corrected": _text(row.corrected) if row else None, "suggested": _text(judged.suggested),
        "ratio": _text(judged.ratio), "flag": judged.flag, "has_left": line.has_left,
    }  # fmt: skip


@operation(
    "PUT",
    "/plans/{int:pk}/declaration",
    DECLARE,
    "declaration_own",
    "Declare one's own figure, or change it",
    shapes.OwnDeclaration,
)
def declare(request: HttpRequest, pk: Key, payload: shapes.OwnDeclarationIn) -> Any:
    actor = actor_of(request, DECLARE)
    plan, note = plan_of(actor, pk), payload.note.replace("\x00", "")
    row = declaring.declare(plan, actor=actor, amount=Decimal(payload.amount), note=note)
    return answer(_own(row))


@operation(
    "PUT",
    "/declarations/{int:pk}/correction",
    CORRECT,
    "declaration_correct",
    "Set a corrected figure",
    shapes.OwnDeclaration,
)
def correct(request: HttpRequest, pk: Key, payload: shapes.CorrectionIn) -> Any:
    actor = actor_of(request, CORRECT)
    row = get_object_or_404(declarations.visible(actor), pk=pk)
    corrected = None if payload.corrected is None else Decimal(payload.corrected)
    row = declaring.correct(row, actor=actor, corrected=corrected, reason=payload.reason.replace("\x00", ""))
    return answer(_own(row))


@operation(
    "PUT",
    "/plans/{int:pk}/declaration-rules",
    CORRECT,
    "declaration_rules",
    "Set the thresholds",
    shapes.DeclarationRulesIn,
)
def rules(request: HttpRequest, pk: Key, payload: shapes.DeclarationRulesIn) -> Any:
    actor = actor_of(request, CORRECT)
    given = {"timid_below": Decimal(payload.timid_below), "boastful_above": Decimal(payload.boastful_above)}
    row = declaring.set_rules(plan_of(actor, pk), actor=actor, **given)
    return answer({"timid_below": _text(row.timid_below), "boastful_above": _text(row.boastful_above)})
