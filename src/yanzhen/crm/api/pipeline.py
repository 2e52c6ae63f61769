"""The pipeline's past for programs: funnel, deal flow, what was learnt, drafted processes, the playbook."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from yanzhen.crm.api.pipeline_schemas import (
    DraftGone,
    FlowFile,
    FlowOut,
    FlowQuery,
    FunnelFile,
    FunnelOut,
    FunnelQuery,
    PlaybookEntryOut,
    PlaybookUseIn,
    ProcessDraftIn,
    ProcessDraftOut,
    StageDaysOut,
    StageLearntOut,
)
from yanzhen.crm.calc.pipeline.flow import Entry, Part
from yanzhen.crm.calc.pipeline.terms import Money, Share
from yanzhen.crm.forms.pipeline import flow_asked, funnel_asked
from yanzhen.crm.lists import pipeline_files as files
from yanzhen.crm.models import StageLearning
from yanzhen.crm.queries import opportunities, pipeline, playbooks, process_drafts, processes
from yanzhen.crm.queries.pipeline_reports import entries_of, flow_report, funnel_report
from yanzhen.crm.services import learning
from yanzhen.crm.services import playbooks as playbook_services
from yanzhen.crm.services import process_drafts as draft_services
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.api import FILES, Key, answer
from yanzhen.platform.pages.doors import actor_of, operations

router = Router(tags=["pipeline"])
operation = operations(router)
VIEW, EXPORT, PROCESS = "crm.view_opportunity", "crm.export_opportunity", "crm.view_process"
ADD, CHANGE, REMOVE = "crm.add_process", "crm.change_process", "crm.remove_process"
PLAYBOOK, USE = "crm.view_playbook", "crm.use_playbook"
MOST = 1_000


def _text(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _money(sums: Money) -> dict[str, str]:
    return {currency: _text(amount) for currency, amount in sorted(sums.items())}


def _share(share: Share) -> dict[str, int]:
    return {"part": share.part, "whole": share.whole}


def _maybe(value: Any) -> str | None:
    return None if value is None else str(value)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _behind(entries: Any, start: int) -> dict[str, Any]:
    found: list[Entry] = list(entries)
    return {
        "behind": [{"opportunity": one.key, "amount": _text(one.amount)} for one in found[start : start + MOST]],
        "behind_total": len(found),
    }


@operation("GET", "/pipeline/funnel", VIEW, "pipeline_funnel", "The funnel of a process", FunnelOut)
def funnel(request: HttpRequest, query: Query[FunnelQuery]) -> HttpResponse:
    actor = actor_of(request, VIEW)
    asked = funnel_asked(actor, query.given())
    report = funnel_report(actor, asked.narrowed, asked.created)
    found = report.funnel
    return answer({
        "process": asked.process.pk if asked.process else None,
        "first": _day(asked.created.first), "last": _day(asked.created.last),
        "deals": found.deals, "open": found.open, "won": found.won, "lost": found.lost, "unplaced": found.unplaced,
        "value": _money(found.value), "won_value": _money(found.won_value),
        "steps": [
            {"stage": stage.pk, "name": stage.name, "reached": step.reached, "entered": step.entered,
             "value": _money(step.value), "waiting": step.waiting, "waiting_value": _money(step.waiting_value),
             "onward": _share(step.onward), "won": _share(step.won), "median_days": _maybe(step.median_days),
             "most_days": _maybe(step.most_days), "timed": step.timed}
            for stage, step in zip(report.stages, found.steps, strict=True)
        ],
        "cohorts": [
            {"month": _day(c.month), "deals": c.deals, "reached": list(c.reached), "open": c.open, "won": c.won,
             "lost": c.lost, "won_value": _money(c.won_value)}
            for c in report.cohorts
        ],
        **_behind(report.behind(asked.part, asked.stage) if asked.part else (), asked.start),
    })  # fmt: skip


@operation("GET", "/pipeline/flow", VIEW, "pipeline_flow", "The deal flow between two dates", FlowOut)
def flow(request: HttpRequest, query: Query[FlowQuery]) -> HttpResponse:
    actor = actor_of(request, VIEW)
    asked = flow_asked(actor, query.given())
    report = flow_report(actor, asked.narrowed, asked.period, asked.horizon)
    currency = asked.currency or (report.currencies[0] if report.currencies else "")
    return answer({
        "first": _day(asked.period.start), "last": _day(asked.period.end), "horizon": _day(asked.horizon),
        "known_since": _day(report.known_since),
        "flows": [
            {"currency": sheet.currency, "figures": [
                {"part": part.value, "amount": _text(sheet.figures[part].amount),
                 "opportunities": len(sheet.figures[part].entries)}
                for part in Part
            ]}
            for sheet in report.flows
        ],
        **_behind(entries_of(report.of(currency), asked.part) if asked.part else (), asked.start),
    })  # fmt: skip


FILE = {"responses": {200: {"description": "the file", "content": FILES}}}


@operation("GET", "/pipeline/funnel/export", EXPORT, "pipeline_funnel_export", "The funnel as a file", None, extra=FILE)
def funnel_export(request: HttpRequest, query: Query[FunnelFile]) -> HttpResponse:
    actor = actor_of(request, VIEW, EXPORT)
    asked = funnel_asked(actor, query.given())
    report = funnel_report(actor, asked.narrowed, asked.created)
    currency = asked.currency or (report.currencies[0] if report.currencies else "CNY")
    return files.funnel_file(request, actor, report, asked, currency, files.Door(permits.API, query.format))


@operation("GET", "/pipeline/flow/export", EXPORT, "pipeline_flow_export", "The deal flow as a file", None, extra=FILE)
def flow_export(request: HttpRequest, query: Query[FlowFile]) -> HttpResponse:
    actor = actor_of(request, VIEW, EXPORT)
    asked = flow_asked(actor, query.given())
    report = flow_report(actor, asked.narrowed, asked.period, asked.horizon)
    currency = asked.currency or (report.currencies[0] if report.currencies else "CNY")
    return files.flow_file(request, actor, report, asked, currency, files.Door(permits.API, query.format))


@operation(
    "GET", "/processes/{int:pk}/learnt", PROCESS, "pipeline_learnt", "What the stages of a process taught",
    list[StageLearntOut],
)  # fmt: skip
def learnt(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, PROCESS)
    process = get_object_or_404(processes.visible(actor), pk=pk)
    taught = pipeline.learnt(process.pk)
    rows = []
    for stage in processes.stages_of(process.pk):
        row = taught.get(stage.pk) or StageLearning()
        rows.append({
            "stage": stage.pk, "name": stage.name, "probability": stage.probability, "percent": _maybe(row.percent),
            "closed": row.closed, "won": row.won, "overall": row.overall, "overall_won": row.overall_won,
            "usual_days": stage.usual_days, "suggested_days": row.usual_days, "median_days": _maybe(row.median_days),
            "most_days": _maybe(row.most_days), "stays": row.stays, "learnt_on": _day(row.learnt_on),
        })  # fmt: skip
    return answer(rows)


@operation(
    "POST", "/stages/{int:pk}/take-usual-days", CHANGE, "stage_take_usual_days",
    "Let the suggested usual duration of a stage count", StageDaysOut,
)  # fmt: skip
def take(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    stage = get_object_or_404(processes.stages(actor), pk=pk)
    changed = learning.take_usual_days(stage, actor=actor)
    return answer({"stage": changed.pk, "usual_days": changed.usual_days})


def _draft(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "process": row.process_id, "name": row.process.name, "source": row.source_id,
        "published": row.published_at is not None, "working": row.working,
    }  # fmt: skip


@operation(
    "GET", "/process-drafts", PROCESS, "process_drafts", "Processes drafted from won deals", list[ProcessDraftOut]
)
def drafts(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request, PROCESS)
    return answer([_draft(row) for row in process_drafts.visible(actor)[:100]])


@operation("POST", "/process-drafts", ADD, "process_draft_make", "Draft a process from won deals", ProcessDraftOut)
def make(request: HttpRequest, given: ProcessDraftIn) -> HttpResponse:
    actor = actor_of(request, ADD)
    source = get_object_or_404(processes.visible(actor), pk=given.process)
    made = draft_services.make(actor=actor, source=source, name=given.name)
    return answer(_draft(process_drafts.visible(actor).get(pk=made.pk)))


@operation(
    "POST", "/process-drafts/{int:pk}/publish", CHANGE, "process_draft_publish", "Publish a drafted process",
    ProcessDraftOut,
)  # fmt: skip
def publish(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, CHANGE)
    draft_services.publish(get_object_or_404(process_drafts.visible(actor), pk=pk), actor=actor)
    return answer(_draft(process_drafts.visible(actor).get(pk=pk)))


@operation(
    "DELETE", "/process-drafts/{int:pk}", REMOVE, "process_draft_discard", "Throw a drafted process away", DraftGone
)
def discard(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, REMOVE)
    draft_services.discard(get_object_or_404(process_drafts.visible(actor), pk=pk), actor=actor)
    return answer({"id": pk})


def _entries(actor: Actor, opportunity: Any) -> list[dict[str, Any]]:
    told = playbooks.told_by(actor, opportunity)
    return [
        {"id": row.pk, "kind": row.kind, "title": row.title, "text": row.text, "answer": row.answer, "uses": row.uses,
         "helpful": row.helpful, "is_used": row.pk in told, "is_helpful": told.get(row.pk)}
        for row in playbooks.of_opportunity(actor, opportunity)
    ]  # fmt: skip


@operation(
    "GET", "/opportunities/{int:pk}/playbook", PLAYBOOK, "opportunity_playbook",
    "The playbook for the stage an opportunity is in", list[PlaybookEntryOut],
)  # fmt: skip
def playbook(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = actor_of(request, PLAYBOOK, VIEW)
    return answer(_entries(actor, get_object_or_404(opportunities.visible(actor), pk=pk)))


@operation(
    "POST", "/opportunities/{int:pk}/playbook", USE, "opportunity_playbook_use",
    "Tell that an entry of the playbook was used, and whether it helped", list[PlaybookEntryOut],
)  # fmt: skip
def use(request: HttpRequest, pk: Key, given: PlaybookUseIn) -> HttpResponse:
    actor = actor_of(request, USE, VIEW)
    row = get_object_or_404(opportunities.visible(actor), pk=pk)
    card = get_object_or_404(playbooks.visible(actor), pk=given.entry)
    playbook_services.use(card, actor=actor, opportunity=row, is_helpful=given.is_helpful)
    return answer(_entries(actor, row))
