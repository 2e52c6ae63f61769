"""Targets for programs: everything that their pages do."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from yanzhen.planning.api import target_schemas as shapes
from yanzhen.planning.api.doors import plan_of, target_of
from yanzhen.planning.calc import targets as calc
from yanzhen.planning.models import Target, TargetMethod
from yanzhen.planning.queries import target_inputs, target_parts, targets
from yanzhen.planning.queries import target_telling as telling
from yanzhen.planning.queries import target_words as words
from yanzhen.planning.services import targets as services
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["targets"])
operation = operations(router)
VIEW, CHANGE = "planning.view_target", "planning.change_target"


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


@operation(
    "GET",
    "/plans/{int:pk}/target-parts",
    VIEW,
    "target_parts",
    "Parts of a plan that can have a target",
    list[shapes.TargetPart],
)
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


@operation(
    "GET",
    "/plans/{int:pk}/decided-target",
    VIEW,
    "target_decided",
    "The decision in force of a plan",
    shapes.TargetDecided,
)
def decided(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, VIEW)
    plan = plan_of(actor, pk)
    found = targets.decided(plan) if target_parts.whole_is_open(actor, plan) else None
    if found is None:
        raise Http404
    of_parts = [{"side": s, "key": k, "realistic": _text(v)} for (s, k), v in sorted(found.parts.items())]
    return answer({"realistic": _text(found.realistic), "ideal": _text(found.ideal), "parts": of_parts})


@operation(
    "GET",
    "/targets/{int:pk}/methods",
    VIEW,
    "target_methods",
    "The seven methods of a target",
    shapes.TargetMethodsAnswer,
)
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


@operation(
    "PUT",
    "/targets/{int:pk}/methods/{method}",
    CHANGE,
    "target_inputs",
    "Type inputs of a method",
    shapes.TargetMethodAnswer,
)
def set_inputs(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetEntriesIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target, _held = _row(actor, pk, method)
    return answer(
        _method(actor, target, services.set_inputs(target, actor=actor, method=method, entries=_entries(payload)))
    )


@operation(
    "POST",
    "/targets/{int:pk}/methods/{method}/try",
    CHANGE,
    "target_try",
    "Work a method out without saving",
    shapes.TargetMethodAnswer,
)
def try_out(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetEntriesIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target, row = _row(actor, pk, method)
    found = services.entered(row, _entries(payload), target.plan.currency, strict=False)
    return answer(_method(actor, target, row, found))


@operation(
    "PUT",
    "/targets/{int:pk}/methods/{method}/weight",
    CHANGE,
    "target_weigh",
    "Weigh a method or leave it out",
    shapes.TargetMethodAnswer,
)
def weigh(request: HttpRequest, pk: Key, method: shapes.MethodCode, payload: shapes.TargetWeightIn) -> Any:  # type: ignore[valid-type]
    actor = actor_of(request, CHANGE)
    target = target_of(actor, pk)
    left_out = None if payload.left_out is None else payload.left_out.replace("\x00", "")
    row = services.weigh(target, actor=actor, method=method, weight=payload.weight, left_out=left_out)
    return answer(_method(actor, target, row))


@operation(
    "POST",
    "/targets/{int:pk}/refill",
    CHANGE,
    "target_refill",
    "Fill the inputs again from the sources",
    shapes.TargetMethodsAnswer,
)
def refill(request: HttpRequest, pk: Key) -> Any:
    actor = actor_of(request, CHANGE)
    target = target_of(actor, pk)
    services.refill(target, actor=actor)
    return answer(_target(actor, target))


@operation(
    "POST",
    "/targets/{int:pk}/decide",
    CHANGE,
    "target_decide",
    "Decide on a target, or ask whoever may",
    shapes.TargetMethodsAnswer,
)
def decide(request: HttpRequest, pk: Key, payload: shapes.TargetDecisionIn) -> Any:
    actor = actor_of(request, CHANGE)
    figures = {"realistic": Decimal(payload.realistic), "ideal": Decimal(payload.ideal)}
    reason = payload.reason.replace("\x00", "")
    services.decide(target_of(actor, pk), actor=actor, reason=reason, version=payload.version, **figures)
    return answer(_target(actor, target_of(actor, pk)))


@operation(
    "GET",
    "/targets/{int:pk}/compare/{int:other}",
    VIEW,
    "target_compare",
    "Two editions side by side",
    shapes.TargetComparison,
)
def compare(request: HttpRequest, pk: Key, other: Key) -> Any:
    actor = actor_of(request, VIEW)
    one, two = target_of(actor, pk), target_of(actor, other)
    if (one.plan_id, one.part) != (two.plan_id, two.part):
        raise Http404
    found = telling.compared(actor, one, two)
    plain = [{"label": str(m["label"]), "lines": m["lines"]} for m in found["methods"]]
    return answer({"lines": found["lines"], "methods": plain})
