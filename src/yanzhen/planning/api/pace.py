"""Pace for programs: how a plan stands, its views, the pipeline, and the steps of improvement cards that need words."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router

from yanzhen.figures.queries.sales import money_text
from yanzhen.planning.api.doors import plan_of
from yanzhen.planning.api.pace_schemas import (
    BoundIn,
    BoundOut,
    CoverageQuery,
    PaceOut,
    PaceQuery,
    PaceStepOut,
    PipelineOut,
    PlanSheet,
    ResultIn,
    SheetFile,
    StandardIn,
)
from yanzhen.planning.forms.pace_asking import question
from yanzhen.planning.lists import sheet_files
from yanzhen.planning.queries import gaps, pace, pace_rows, pace_steps, pipeline, plan_changes, sheets
from yanzhen.planning.queries.gaps import Located
from yanzhen.planning.queries.sheet import DAYS, MONEY, PERCENT, Sheet
from yanzhen.planning.services import improvements
from yanzhen.planning.services import pace as services
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.api import FILES, Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["pace"])
operation = operations(router)
View = Annotated[str, Path(max_length=12, description=", ".join(view.code for view in sheets.VIEWS))]


def _view(code: str) -> sheets.View:
    if code not in {view.code for view in sheets.VIEWS}:
        raise Http404
    return sheets.view_of(code)


@operation(
    "GET",
    "/planning/plans/{int:pk}/pace",
    "planning.view_pace",
    "plan_pace",
    "How a plan stands today, and who carries the gap",
    PaceOut,
)
def plan_pace(request: HttpRequest, pk: Key, asked: Query[PaceQuery]) -> HttpResponse:
    actor = actor_of(request, "planning.view_pace")
    given = {k: str(v) for k, v in asked.dict(exclude_none=True).items() if v not in {"", False}}
    q = question(actor, plan_of(actor, pk), given)
    found = pace.standing(actor, q.plan, q.subject, q.period, q.on, q.metric)
    p = found.pace
    amounts = ("due", "actual", "gap", "expected", "low80", "high80", "low95", "high95")
    return answer({
        "plan": q.plan.pk, "side": q.subject.side, "key": q.subject.key, "metric": q.metric,
        "currency": q.plan.currency, "start": q.period.start.isoformat(), "end": q.period.end.isoformat(),
        "on": found.on.isoformat(), "planned": money_text(p.plan), **{a: money_text(getattr(p, a)) for a in amounts},
        "working_days": p.days, "days_passed": p.passed, "chance": p.chance, "bound": float(found.bound),
        "is_red": found.is_red, "needed_per_day": money_text(p.needed), "basis": p.basis, "model": found.model,
        "notes": plan_changes.told(actor, q.plan, found.on),
        "steps": [list(step) for step in pace_steps.steps(actor, found)],
        "points": [{"on": x.on.isoformat(), "due": money_text(x.due), "actual": money_text(x.actual),
                    "expected": money_text(x.expected), "low": money_text(x.low), "high": money_text(x.high)}
                   for x in found.points],
        "causes": [_cause(one) for one in gaps.located(actor, found)],
    })  # fmt: skip


def _cause(one: Located) -> dict[str, Any]:
    names = gaps.names_of(one.cause.side, list(one.cause.parts))
    parts = [
        {"key": p.key, "name": names[p.key], "due": money_text(p.due), "actual": money_text(p.actual),
         "gap": money_text(p.gap)}
        for p in one.cause.parts
    ]  # fmt: skip
    main = [part.key for part in one.cause.main]
    return {"side": one.cause.side, "is_planned": one.is_planned, "parts": parts, "main": main}


@operation(
    "PUT",
    "/planning/plans/{int:pk}/pace/bound",
    "planning.set_pace",
    "plan_pace_bound",
    "Set under which chance the pace is red",
    BoundOut,
)
def plan_bound(request: HttpRequest, pk: Key, payload: BoundIn) -> HttpResponse:
    actor = actor_of(request, "planning.set_pace")
    plan = plan_of(actor, pk)
    services.set_bound(None if payload.all else plan, actor=actor, percent=payload.percent)
    return answer({"percent": int(pace.bound_of(plan) * 100)})


@operation(
    "GET",
    "/planning/plans/{int:pk}/views/{view}",
    "planning.view_plan",
    "plan_view",
    "A view of the plan: by month, product, customer, person, collection, or rolling twelve months",
    PlanSheet,
)
def plan_view(request: HttpRequest, pk: Key, view: View) -> HttpResponse:
    actor = actor_of(request, "planning.view_plan")
    plan = plan_of(actor, pk)
    sheet = _view(view).make(actor, plan, timezone.localdate())
    return answer({
        "view": view, "currency": plan.currency, "heads": [str(h) for h in sheet.heads],
        "rows": [_written(sheet, row) for row in sheet.rows],
        "total": None if sheet.total is None else _written(sheet, sheet.total), "note": sheet.note,
        "notes": plan_changes.told(actor, plan, timezone.localdate()),
    })  # fmt: skip


def _written(sheet: Sheet, row: Any) -> list[str | None]:
    return [_text(kind, value) for kind, value in zip(sheet.kinds, row, strict=True)]


def _text(kind: str, value: Any) -> str | None:
    if value is None:
        return None
    if kind == MONEY:
        return money_text(value)
    return f"{float(value) * (100 if kind == PERCENT else 1):.2f}" if kind in {PERCENT, DAYS} else str(value)


@operation(
    "GET",
    "/planning/plans/{int:pk}/views/{view}/export",
    "planning.export_plan",
    "plan_view_export",
    "A view of the plan as a file",
    None,
    extra={"responses": {200: {"description": "the file", "content": FILES}}},
)
def plan_view_export(request: HttpRequest, pk: Key, view: View, asked: Query[SheetFile]) -> HttpResponse:
    actor = actor_of(request, "planning.export_plan")
    plan, made = plan_of(actor, pk), _view(view)
    sheet = made.make(actor, plan, timezone.localdate())
    return sheet_files.file_of(request, actor, plan, made, sheet, permits.API, asked.format)


@operation(
    "GET",
    "/planning/coverage",
    "planning.view_pipelinefigure",
    "pipeline_coverage",
    "Whose pipeline holds what it needs, and where it leaks",
    list[PipelineOut],
)
def pipeline_coverage(request: HttpRequest, asked: Query[CoverageQuery]) -> HttpResponse:
    actor = actor_of(request, "planning.view_pipelinefigure")
    return answer([
        {"person": one.person_id, "name": one.name, "month": one.month.isoformat(),
         "leak": one.leak.code if one.leak is not None else None,
         "stages": [
             {"stage": s.code, "held": s.held, "needed": s.needed, "missing": s.missing, "is_leak": s.is_leak,
              "wins": str(s.wins), "months": str(s.months), "win_rate": str(s.rate)}
             for s in one.stages
         ]}
        for one in pipeline.of_month(actor, pipeline.month_of(asked.month))
    ])  # fmt: skip


@operation(
    "POST",
    "/improvements/{int:pk}/check",
    "planning.change_improvement",
    "improvement_check",
    "Check an improvement: what came of it",
    PaceStepOut,
)
def check(request: HttpRequest, pk: Key, payload: ResultIn) -> HttpResponse:
    actor = actor_of(request, improvements.CHANGE)
    row = improvements.check(
        get_object_or_404(pace_rows.improvements(actor), pk=pk), actor=actor, result=payload.result
    )
    return answer({"id": row.pk, "state": row.state})


@operation(
    "POST",
    "/improvements/{int:pk}/close",
    "planning.close_improvement",
    "improvement_close",
    "Close an improvement card with the standard that is kept",
    PaceStepOut,
)
def close(request: HttpRequest, pk: Key, payload: StandardIn) -> HttpResponse:
    actor = actor_of(request, improvements.CLOSE)
    row = improvements.close(
        get_object_or_404(pace_rows.improvements(actor), pk=pk), actor=actor, standard=payload.standard
    )
    return answer({"id": row.pk, "state": row.state})
