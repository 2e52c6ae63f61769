"""Opportunities for programs beyond their list and record: moving, closing, tasks, team, board; stages of processes."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router

from yanzhen.crm.api import opportunity_schemas as shapes
from yanzhen.crm.calc import deals
from yanzhen.crm.models import ExitTask, Opportunity, Stage
from yanzhen.crm.nouns.opportunities import OPPORTUNITIES, PROCESSES, VIEW
from yanzhen.crm.nouns.opportunity_board import asked_of, cards_of, place_of, rows_of
from yanzhen.crm.queries import board as board_rows
from yanzhen.crm.queries import opportunities as rows
from yanzhen.crm.queries import processes
from yanzhen.crm.services import exit_tasks, opportunities, opportunity_teams, stages
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.doors import actor_of, operations
from yanzhen.platform.trail import reading

router = Router(tags=["opportunities"])
operation = operations(router)
CHANGE, VIEW_PROCESS, CHANGE_PROCESS = "crm.change_opportunity", "crm.view_process", "crm.change_process"
Wanted = Annotated[int | None, Query(ge=0, lt=2**63)]


def _one(found: Any, field: str) -> Any:
    if found is None:
        raise RuleBroken(_("Nothing with this code can be found."), field=field, code="unknown")
    return found


def _stage(actor: Actor, pk: int) -> Stage:
    found = processes.stages(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _reason(actor: Actor, pk: int | None) -> Any:
    return None if pk is None else _one(processes.reasons(actor).filter(pk=pk).first(), "reason")


def _course(row: Opportunity, actor: Actor) -> HttpResponse:
    fresh = OPPORTUNITIES.visible(actor).filter(pk=row.pk).first() or row
    members, done = rows.members(fresh), rows.done_tasks(fresh)
    parts = deals.credits_of(fresh.amount, [m.share for m in members], fresh.currency)
    return answer(
        {
            "id": fresh.pk,
            "state": fresh.state,
            "stage": fresh.stage_id,
            "version": fresh.version,
            "tasks": [
                {
                    "id": task.pk,
                    "name": task.label,
                    "done": task.pk in done,
                    "who": done[task.pk].who if task.pk in done else "",
                    "done_at": done[task.pk].done_at if task.pk in done else None,
                }
                for task in processes.exit_tasks([fresh.stage_id])[fresh.stage_id]
            ],
            "members": [
                {"employee": m.employee_id, "name": str(m.employee), "share": f"{m.share:f}", "amount": f"{part:f}"}
                for m, part in zip(members, parts, strict=True)
            ],
            "stays": [
                {
                    "stage": stay.stage_id,
                    "name": stay.stage.label,
                    "entered_at": stay.entered_at,
                    "left_at": stay.left_at,
                    "amount": f"{stay.amount:f}",
                    "by": str(stay.by or ""),
                }
                for stay in rows.entries(fresh)
            ],
        }
    )


@operation("GET", "/opportunities/{int:pk}/course", VIEW, "opportunity_course", "Stages, tasks and team of one",
           shapes.CourseOut)  # fmt: skip
def course(request: HttpRequest, pk: Key) -> HttpResponse:
    """Where it stands, what is to be done there, its team, and every stay so far."""
    actor = actor_of(request, VIEW)
    row = row_of(OPPORTUNITIES, actor, pk)
    reading.opened(request, OPPORTUNITIES, row)
    return _course(row, actor)


@operation("POST", "/opportunities/{int:pk}/move", CHANGE, "opportunity_move", "Move to another stage",
           shapes.CourseOut)  # fmt: skip
def move(request: HttpRequest, pk: Key, given: shapes.MoveIn) -> HttpResponse:
    """To another stage of its process; 409 with its new place when somebody was faster than `version`."""
    actor = actor_of(request, CHANGE)
    row = row_of(OPPORTUNITIES, actor, pk)
    stage = _one(processes.stages(actor).filter(pk=given.stage).first(), "stage")
    return _course(opportunities.move(row, actor=actor, stage=stage, version=given.version), actor)


@operation("POST", "/opportunities/{int:pk}/win", CHANGE, "opportunity_win", "Win an opportunity", shapes.CourseOut)
def win(request: HttpRequest, pk: Key, given: shapes.WinIn) -> HttpResponse:
    """The customer buys."""
    actor = actor_of(request, CHANGE)
    row, values = row_of(OPPORTUNITIES, actor, pk), given.dict()
    values["reason"] = _reason(actor, given.reason)
    return _course(opportunities.win(row, actor=actor, **values), actor)


@operation("POST", "/opportunities/{int:pk}/lose", CHANGE, "opportunity_lose", "Lose an opportunity",
           shapes.CourseOut)  # fmt: skip
def lose(request: HttpRequest, pk: Key, given: shapes.LoseIn) -> HttpResponse:
    """The customer does not buy."""
    actor = actor_of(request, CHANGE)
    row, values = row_of(OPPORTUNITIES, actor, pk), given.dict()
    values["reason"] = _reason(actor, given.reason)
    return _course(opportunities.lose(row, actor=actor, **values), actor)


@operation("POST", "/opportunities/{int:pk}/exit-tasks", CHANGE, "opportunity_tick", "Tick an exit task off",
           shapes.CourseOut)  # fmt: skip
def tick(request: HttpRequest, pk: Key, given: shapes.ExitTickIn) -> HttpResponse:
    """With the last one of its stage the opportunity moves on by itself."""
    actor = actor_of(request, CHANGE)
    row = row_of(OPPORTUNITIES, actor, pk)
    task = _one(ExitTask.objects.visible_to(actor).select_related("stage").filter(pk=given.task).first(), "task")
    changed = exit_tasks.tick(row, actor=actor, task=task, done=given.done, version=given.version)
    return _course(changed, actor)


@operation("PUT", "/opportunities/{int:pk}/team", CHANGE, "opportunity_team", "Put a team", shapes.CourseOut)
def team(request: HttpRequest, pk: Key, given: shapes.TeamIn) -> HttpResponse:
    """The whole team in the place of the former; shares make exactly 100."""
    actor = actor_of(request, CHANGE)
    row = row_of(OPPORTUNITIES, actor, pk)
    found = {e.pk: e for e in employees.visible(actor).filter(pk__in=[m.employee for m in given.members])}
    members = [
        {"employee": _one(found.get(m.employee), f"members.{place}.employee"), "share": m.share}
        for place, m in enumerate(given.members)
    ]
    return _course(opportunity_teams.put(row, actor=actor, members=members, version=given.version), actor)


@operation("GET", "/opportunity-board", VIEW, "opportunity_board", "The board of a process", shapes.BoardOut)
def board(
    request: HttpRequest, process: Wanted = None, stage: Wanted = None, after: str = "", who: str = "all"
) -> HttpResponse:
    """Count, sums and first cards of each stage; narrowed as the list is. `stage` with `after` gives the next cards."""
    actor = actor_of(request, VIEW)
    offered = list(processes.on_board(actor))
    chosen = next((p for p in offered if process is None or p.pk == process), None)
    if chosen is None:
        raise Http404
    asked = asked_of(request.GET, chosen)
    found, in_order = rows_of(request.GET, actor, asked), cards_of(request.GET, actor, asked)
    wanted = [s for s in processes.stages_of(chosen.pk) if stage is None or s.pk == stage]
    totals, today, shown, columns = board_rows.totals(found), timezone.localdate(), [], []
    for one in wanted:
        held, more = board_rows.cards(in_order, one.pk, after=place_of(after) if after and stage is not None else None)
        shown += held
        columns.append(_column(one, totals.get(one.pk, []), held, more, today))
    reading.listed(request, OPPORTUNITIES, shown, total=len(shown))
    return answer({"process": chosen.pk, "columns": columns})


def _column(stage: Stage, totals: Any, held: list[board_rows.Card], more: bool, today: Any) -> dict[str, Any]:
    names = ("version", "name", "customer", "currency", "expected_on", "next_step", "next_on", "stage_since", "owner")
    return {
        "stage": stage.pk,
        "name": stage.label,
        "totals": [
            {"currency": t.currency, "count": t.count, "amount": f"{t.amount:f}", "weighted": f"{t.weighted:f}"}
            for t in totals
        ],
        "cards": [
            {
                "id": card.pk,
                **{name: getattr(card, name) for name in names},
                "amount": f"{card.amount:f}",
                "is_stuck": card.stuck_from is not None and card.stuck_from <= today,
            }
            for card in held
        ],
        "more": f"{held[-1].expected_on},{held[-1].pk}" if more else None,
    }


# -- Stages of a process -----------------------------------------------------------------------------------------------


def _stages(process_id: int) -> HttpResponse:
    found = processes.stages_of(process_id)
    tasks = processes.exit_tasks([stage.pk for stage in found])
    names = ("name", "name_en", "goal", "documents", "usual_days", "probability", "version", "position")
    return answer(
        [
            {
                "id": stage.pk,
                "process": stage.process_id,
                **{name: getattr(stage, name) for name in names},
                "learnt_probability": None if stage.learnt_probability is None else f"{stage.learnt_probability:f}",
                "tasks": [
                    {"id": task.pk, "name": task.name, "name_en": task.name_en, "version": task.version}
                    for task in tasks[stage.pk]
                ],
            }
            for stage in found
        ]
    )


@operation("GET", "/sales-processes/{int:pk}/stages", VIEW_PROCESS, "process_stages", "Stages of a process",
           list[shapes.SalesStageOut])  # fmt: skip
def stage_list(request: HttpRequest, pk: Key) -> HttpResponse:
    """In order, each with its exit tasks."""
    return _stages(row_of(PROCESSES, actor_of(request, VIEW_PROCESS), pk).pk)


@operation("POST", "/sales-processes/{int:pk}/stages", CHANGE_PROCESS, "stage_create", "Add a stage",
           list[shapes.SalesStageOut])  # fmt: skip
def stage_create(request: HttpRequest, pk: Key, given: shapes.StageIn) -> HttpResponse:
    """Behind the others."""
    actor = actor_of(request, CHANGE_PROCESS)
    process = row_of(PROCESSES, actor, pk)
    stages.create(actor=actor, process=process, **given.dict())
    return _stages(process.pk)


@operation("PATCH", "/stages/{int:pk}", CHANGE_PROCESS, "stage_change", "Change a stage", list[shapes.SalesStageOut])
def stage_change(request: HttpRequest, pk: Key, given: shapes.StagePatch) -> HttpResponse:
    """Only what is given changes."""
    actor = actor_of(request, CHANGE_PROCESS)
    stage, values = _stage(actor, pk), given.dict(exclude_unset=True)
    version = values.pop("version", None)
    kept = {n: v for n, v in values.items() if v is not None or n == "usual_days"}
    stages.change(stage, actor=actor, version=version, **kept)
    return _stages(stage.process_id)


@operation("DELETE", "/stages/{int:pk}", CHANGE_PROCESS, "stage_remove", "Remove a stage", list[shapes.SalesStageOut])
def stage_remove(request: HttpRequest, pk: Key, move_to: Wanted = None) -> HttpResponse:
    """Its opportunities go to the stage `move_to`; without that, a stage that has some is kept (422)."""
    actor = actor_of(request, CHANGE_PROCESS)
    stage = _stage(actor, pk)
    target = None if move_to is None else _one(processes.stages(actor).filter(pk=move_to).first(), "move_to")
    stages.remove(stage, actor=actor, move_to=target)
    return _stages(stage.process_id)


@operation("POST", "/stages/{int:pk}/shift", CHANGE_PROCESS, "stage_shift", "Put a stage elsewhere",
           list[shapes.SalesStageOut])  # fmt: skip
def stage_shift(request: HttpRequest, pk: Key, given: shapes.ShiftIn) -> HttpResponse:
    """One place up or down among the stages of its process."""
    actor = actor_of(request, CHANGE_PROCESS)
    return _stages(stages.shift(_stage(actor, pk), actor=actor, step=given.step).process_id)


@operation("POST", "/stages/{int:pk}/tasks", CHANGE_PROCESS, "exit_task_create", "Add an exit task",
           list[shapes.SalesStageOut])  # fmt: skip
def task_create(request: HttpRequest, pk: Key, given: shapes.ExitTaskIn) -> HttpResponse:
    """Behind the others of its stage."""
    actor = actor_of(request, CHANGE_PROCESS)
    return _stages(stages.add_task(_stage(actor, pk), actor=actor, **given.dict()).stage.process_id)


def _task(actor: Actor, pk: int) -> ExitTask:
    found = ExitTask.objects.visible_to(actor).select_related("stage").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@operation("PATCH", "/exit-tasks/{int:pk}", CHANGE_PROCESS, "exit_task_change", "Change an exit task",
           list[shapes.SalesStageOut])  # fmt: skip
def task_change(request: HttpRequest, pk: Key, given: shapes.ExitTaskIn) -> HttpResponse:
    """In other words."""
    actor = actor_of(request, CHANGE_PROCESS)
    task = _task(actor, pk)
    stages.change_task(task, actor=actor, **given.dict())
    return _stages(task.stage.process_id)


@operation("POST", "/exit-tasks/{int:pk}/shift", CHANGE_PROCESS, "exit_task_shift", "Put an exit task elsewhere",
           list[shapes.SalesStageOut])  # fmt: skip
def task_shift(request: HttpRequest, pk: Key, given: shapes.ShiftIn) -> HttpResponse:
    """One place up or down among those of its stage."""
    actor = actor_of(request, CHANGE_PROCESS)
    task = _task(actor, pk)
    stages.shift_task(task, actor=actor, step=given.step)
    return _stages(task.stage.process_id)


@operation("DELETE", "/exit-tasks/{int:pk}", CHANGE_PROCESS, "exit_task_remove", "Remove an exit task",
           list[shapes.SalesStageOut])  # fmt: skip
def task_remove(request: HttpRequest, pk: Key) -> HttpResponse:
    """With its ticks; histories keep who ticked it off."""
    actor = actor_of(request, CHANGE_PROCESS)
    task = _task(actor, pk)
    stages.remove_task(task, actor=actor)
    return _stages(task.stage.process_id)
