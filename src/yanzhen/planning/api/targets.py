"""Targets, declarations and retrospectives for programs: everything that their pages do."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.api import target_schemas as shapes
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.enums import Question
from yanzhen.planning.models import Plan, Target, TargetMethod
from yanzhen.planning.queries import declarations, plans, retrospectives, target_inputs, target_parts, targets
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.services import declarations as declaring
from yanzhen.planning.services import retrospectives as answering
from yanzhen.planning.services import targets as services
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.schemas import PROBLEMS

router = Router(tags=["targets"])
VIEW, CHANGE, CORRECT = "planning.view_target", "planning.change_target", "planning.correct_declaration"
DECLARE = "planning.add_declaration"


def _operation(method: str, path: str, name: str, summary: str, code: str, shape: Any) -> Callable[[Any], Any]:
    """Add an operation that needs a function."""

    def decorate(view: Any) -> Any:
        view.function_code = code
        router.add_api_operation(
            path, [method], view, response={200: shape, **PROBLEMS}, operation_id=name, summary=summary,
            openapi_extra={"x-function": code},
        )  # fmt: skip
        return view

    return decorate


def actor_of(request: HttpRequest, code: str) -> Actor:
    """The actor, once the function is checked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(code)
    return actor


def plan_of(actor: Actor, pk: int) -> Plan:
    return get_object_or_404(plans.visible(actor), pk=pk)


def target_of(actor: Actor, pk: int) -> Target:
    return get_object_or_404(targets.visible(actor).select_related("plan__unit", "plan__replaces"), pk=pk)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _method(actor: Actor, target: Target, m: TargetMethod, inputs: list[target_inputs.Input] | None = None) -> Any:
    masked = telling.is_masked(actor, m.method)
    held = telling.named(actor, m.method, target_inputs.read(m.inputs) if inputs is None else inputs)
    working = {} if masked else telling.working(actor, target, m.method, held)
    found = calc.work_out(m.method, target.plan.currency, [one.given() for one in held])
    names = tuple(shapes.TargetInput.model_fields)
    return {
        "method": m.method, "label": m.get_method_display(), "formula": str(words.FORMULAS[m.method]), "masked": masked,
        "inputs": [] if masked else [{name: getattr(one, name) for name in names} for one in held],
        "steps": [{"text": s["text"], "result": s["result"]} for s in working.get("steps", [])],
        "realistic": None if masked else _text(found.realistic), "ideal": None if masked else _text(found.ideal),
        "problem": working.get("problem", ""), "odd": working.get("odd", []),
        "weight": m.weight, "is_left_out": m.is_left_out, "left_out_reason": m.left_out_reason,
    }  # fmt: skip


def _target(actor: Actor, target: Target) -> Any:
    rows = targets.methods(target)
    mean = calc.weighted(telling.counted(rows), target.plan.currency) or (None, None)
    return {
        "id": target.pk, "plan": target.plan_id, "part": target.part, "edition": target.edition, "state": target.state,
        "currency": target.plan.currency, "realistic": _text(target.realistic), "ideal": _text(target.ideal),
        "reason": target.reason, "decided_by": target.decided_by, "approved_by": target.approved_by,
        "decided_at": target.decided_at, "version": target.version,
        "weighted_realistic": _text(mean[0]), "weighted_ideal": _text(mean[1]),
        "methods": [_method(actor, target, m) for m in rows],
    }  # fmt: skip


@_operation("GET", "/plans/{int:pk}/target-parts", "target_parts", "Parts of a plan that can have a target", VIEW,
            list[shapes.TargetPart])  # fmt: skip
def parts(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    plan = plan_of(actor, pk)
    held = target_parts.decided(plan)
    return answer(
        [
            {"code": p.code, "side": p.side, "key": p.key, "name": p.name, "has_target": p.code in held}
            for p in target_parts.of(actor, plan)
        ]
    )


@_operation("GET", "/plans/{int:pk}/decided-target", "target_decided", "The decision in force of a plan", VIEW,
            shapes.TargetDecided)  # fmt: skip
def decided(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    plan = plan_of(actor, pk)
    found = targets.decided(plan) if target_parts.whole_is_open(actor, plan) else None
    if found is None:
        raise Http404
    of_parts = [{"side": s, "key": k, "realistic": _text(v)} for (s, k), v in sorted(found.parts.items())]
    return answer({"realistic": _text(found.realistic), "ideal": _text(found.ideal), "parts": of_parts})


@_operation("GET", "/targets/{int:pk}/methods", "target_methods", "The seven methods of a target", VIEW,
            shapes.TargetMethodsAnswer)  # fmt: skip
def methods(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    return answer(_target(actor, target_of(actor, pk)))


def _entries(given: shapes.TargetEntriesIn) -> list[services.Entry]:
    return [
        services.Entry(
            e.name, None if e.value is None else Decimal(e.value), e.row, e.reason.replace("\x00", ""), e.back
        )
        for e in given.entries
    ]


def _row(actor: Actor, pk: int, method: str) -> tuple[Target, TargetMethod]:
    target = target_of(actor, pk)
    if telling.is_masked(actor, method):
        raise Http404
    return target, TargetMethod.objects.get(target=target, method=method)


@_operation("PUT", "/targets/{int:pk}/methods/{method}", "target_inputs", "Type inputs of a method", CHANGE,
            shapes.TargetMethodAnswer)  # fmt: skip
def set_inputs(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetEntriesIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target, _held = _row(actor, pk, method)
    return answer(
        _method(actor, target, services.set_inputs(target, actor=actor, method=method, entries=_entries(payload)))
    )


@_operation("POST", "/targets/{int:pk}/methods/{method}/try", "target_try", "Work a method out without saving",
            CHANGE, shapes.TargetMethodAnswer)  # fmt: skip
def try_out(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetEntriesIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target, row = _row(actor, pk, method)
    found = services.entered(row, _entries(payload), target.plan.currency, strict=False)
    return answer(_method(actor, target, row, found))


@_operation("PUT", "/targets/{int:pk}/methods/{method}/weight", "target_weigh", "Weigh a method or leave it out",
            CHANGE, shapes.TargetMethodAnswer)  # fmt: skip
def weigh(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetWeightIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target = target_of(actor, pk)
    left_out = None if payload.left_out is None else payload.left_out.replace("\x00", "")
    row = services.weigh(target, actor=actor, method=method, weight=payload.weight, left_out=left_out)
    return answer(_method(actor, target, row))


@_operation("POST", "/targets/{int:pk}/refill", "target_refill", "Fill the inputs again from the sources", CHANGE,
            shapes.TargetMethodsAnswer)  # fmt: skip
def refill(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, CHANGE)
    target = target_of(actor, pk)
    services.refill(target, actor=actor)
    return answer(_target(actor, target))


@_operation("POST", "/targets/{int:pk}/decide", "target_decide", "Decide on a target, or ask whoever may", CHANGE,
            shapes.TargetMethodsAnswer)  # fmt: skip
def decide(request: HttpRequest, pk: Key, payload: shapes.TargetDecisionIn) -> Any:
    actor = actor_of(request, CHANGE)
    figures = {"realistic": Decimal(payload.realistic), "ideal": Decimal(payload.ideal)}
    reason = payload.reason.replace("\x00", "")
    services.decide(target_of(actor, pk), actor=actor, reason=reason, version=payload.version, **figures)
    return answer(_target(actor, target_of(actor, pk)))


@_operation("GET", "/targets/{int:pk}/compare/{int:other}", "target_compare", "Two editions side by side", VIEW,
            shapes.TargetComparison)  # fmt: skip
def compare(request: HttpRequest, pk: Key, other: Key) -> Any:
    actor = actor_of(request, VIEW)
    one, two = target_of(actor, pk), target_of(actor, other)
    if (one.plan_id, one.part) != (two.plan_id, two.part):
        raise Http404
    found = telling.compared(actor, one, two)
    plain = [{"label": str(m["label"]), "lines": m["lines"]} for m in found["methods"]]
    return answer({"lines": found["lines"], "methods": plain})


@_operation("GET", "/plans/{int:pk}/declaration-table", "declaration_table", "Declarations beside trend and potential",
            VIEW, shapes.DeclarationTable)  # fmt: skip
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


@_operation("PUT", "/plans/{int:pk}/declaration", "declaration_own", "Declare one's own figure, or change it", DECLARE,
            shapes.OwnDeclaration)  # fmt: skip
def declare(request: HttpRequest, pk: Key, payload: shapes.OwnDeclarationIn) -> Any:
    actor = actor_of(request, DECLARE)
    plan, note = plan_of(actor, pk), payload.note.replace("\x00", "")
    row = declaring.declare(plan, actor=actor, amount=Decimal(payload.amount), note=note)
    return answer(
        {
            "id": row.pk,
            "plan": row.plan_id,
            "amount": _text(row.amount),
            "note": row.note,
            "corrected": _text(row.corrected),
        }
    )


@_operation("PUT", "/declarations/{int:pk}/correction", "declaration_correct", "Set a corrected figure",
            CORRECT, shapes.OwnDeclaration)  # fmt: skip
def correct(request: HttpRequest, pk: Key, payload: shapes.CorrectionIn) -> Any:
    actor = actor_of(request, CORRECT)
    row = get_object_or_404(declarations.visible(actor), pk=pk)
    corrected = None if payload.corrected is None else Decimal(payload.corrected)
    row = declaring.correct(row, actor=actor, corrected=corrected, reason=payload.reason.replace("\x00", ""))
    return answer(
        {
            "id": row.pk,
            "plan": row.plan_id,
            "amount": _text(row.amount),
            "note": row.note,
            "corrected": _text(row.corrected),
        }
    )


@_operation("PUT", "/plans/{int:pk}/declaration-rules", "declaration_rules", "Set the thresholds", CORRECT,
            shapes.DeclarationRulesIn)  # fmt: skip
def rules(request: HttpRequest, pk: Key, payload: shapes.DeclarationRulesIn) -> Any:
    actor = actor_of(request, CORRECT)
    given = {"timid_below": Decimal(payload.timid_below), "boastful_above": Decimal(payload.boastful_above)}
    row = declaring.set_rules(plan_of(actor, pk), actor=actor, **given)
    return answer({"timid_below": _text(row.timid_below), "boastful_above": _text(row.boastful_above)})


def _retrospective(actor: Actor, plan: Plan) -> Any:
    held = retrospectives.answers(actor, plan)
    found = []
    for question in Question:
        row = held.get(question)
        signed = {"answered_by": row.answered_by if row else "", "answered_at": row.answered_at if row else None}
        text = {"question": question.value, "text": str(question.label), "answer": row.answer if row else ""}
        found.append({**text, **signed})
    return answer({"answers": found, "missing": [q.value for q in retrospectives.missing(plan)]})


@_operation("GET", "/plans/{int:pk}/retrospective", "retrospective_read", "Questions about the period before", VIEW,
            shapes.RetrospectiveOut)  # fmt: skip
def retrospective(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    return _retrospective(actor, plan_of(actor, pk))


@_operation("PUT", "/plans/{int:pk}/retrospective", "retrospective_answer", "Answer them", CHANGE,
            shapes.RetrospectiveOut)  # fmt: skip
def answer_retrospective(request: HttpRequest, pk: Key, payload: shapes.RetrospectiveIn) -> Any:
    actor = actor_of(request, CHANGE)
    plan = plan_of(actor, pk)
    if any(len(text) > 4000 for text in payload.answers.values()):
        raise RuleBroken(_("An answer has at most 4,000 characters."), field="answers", code="long")
    answering.answer(plan, actor=actor, answers=payload.answers)
    return _retrospective(actor, plan)
