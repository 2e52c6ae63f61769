"""Processes drafted from won deals: made as an inactive process, edited like any other, then published."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc.pipeline.drafting import Draft, DraftStep, TooFew, draft
from yanzhen.crm.models import Process, ProcessDraft, Stage
from yanzhen.crm.queries import pipeline, processes
from yanzhen.crm.queries.pipeline import Narrowed
from yanzhen.crm.services import processes as process_services
from yanzhen.crm.services import stages
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

DAYS = 730
"""How far back closed opportunities are looked at."""


def drafted(actor: Actor, source: int | None) -> Draft:
    """What the deals in reach would make of a process; `TooFew` when they are not enough."""
    since = timezone.localdate() - timedelta(days=DAYS)
    return draft(pipeline.paths(pipeline.closed_since(Narrowed(process=source).rows(actor), since)))


@writes.write("crm.add_process")
def make(*, actor: Actor, source: Process, name: str = "") -> ProcessDraft:
    """Draft a process from the won deals of another one: inactive, so that nothing begins in it yet."""
    try:
        found = drafted(actor, source.pk)
    except TooFew as few:
        raise RuleBroken(too_few(few), code="too_few") from few
    process = process_services.create(
        actor=actor,
        name=name.replace("\x00", "").strip() or _free_name(source),
        is_active=False,
        is_default=False,
        note=_note(found),
    )
    models = {stage.name: stage for stage in processes.stages_of(source.pk)}
    for step in found.steps:
        _make_stage(process, step, models.get(step.name), actor)
    return writes.create(ProcessDraft, actor=actor, process=process, source=source, working=told(found))


def too_few(few: TooFew) -> str:
    """Why nothing can be drafted, with the numbers."""
    return _(
        "Too few closed deals: {sellers} sellers have 10 or more, and the best of them won {won}; 5 are needed."
    ).format(sellers=few.sellers, won=few.won)


def _free_name(source: Process) -> str:
    plain = _("{process}, as the best sell").format(process=source.name)
    taken = set(Process.objects.filter(name__startswith=plain).values_list("name", flat=True))
    numbered = (plain if n == 1 else f"{plain} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)[:120]


def _note(found: Draft) -> str:
    return _("Drafted from {deals} won deals of {sellers} sellers.").format(deals=found.deals, sellers=len(found.best))


def _make_stage(process: Process, step: DraftStep, model: Stage | None, actor: Actor) -> None:
    """A stage as the best have it: their duration; goal, documents and probability as where it comes from."""
    values: dict[str, Any] = {"name": step.name}
    if model is not None:
        values |= {name: getattr(model, name) for name in ("name_en", "goal", "documents")}
        values["probability"] = model.likely
    if step.median_days is not None and step.stays:
        values["usual_days"] = max(1, -int(-step.median_days // 1))
    stage = stages.create(actor=actor, process=process, **values)
    english = {} if model is None else {t.name: t.name_en for t in processes.exit_tasks([model.pk])[model.pk]}
    for task in step.tasks:
        stages.add_task(stage, actor=actor, name=task.name, name_en=english.get(task.name, ""))


def told(found: Draft) -> dict[str, Any]:
    """The working as it is kept: numbers only, in words when it is shown."""
    return {
        "deals": found.deals,
        "sellers": len(found.best),
        "candidates": found.candidates,
        "is_compared": found.is_compared,
        "best": [sum(s.closed.part for s in found.best), sum(s.closed.whole for s in found.best)],
        "overall": list(found.overall),
        "variant": {"steps": list(found.variant.steps), "deals": found.variant.deals},
        "others": [{"steps": list(v.steps), "deals": v.deals} for v in found.others],
        "variants": found.variants,
        "steps": [
            {
                "name": step.name,
                "support": list(step.support),
                "after": None if step.after is None else list(step.after),
                "elsewhere": list(step.elsewhere),
                "median_days": None if step.median_days is None else str(step.median_days),
                "stays": step.stays,
                "tasks": [{"name": task.name, "share": list(task.share)} for task in step.tasks],
            }
            for step in found.steps
        ],
    }


@writes.write("crm.change_process")
def publish(draft: ProcessDraft, *, actor: Actor, version: int | None = None) -> ProcessDraft:
    """Open a drafted process to new opportunities."""
    row = writes.locked(draft, version)
    if row.published_at is not None:
        raise RuleBroken(_("This process is published already."), code="state")
    if not processes.stages_of(row.process_id):
        raise RuleBroken(_("This sales process has no stages yet."), code="stages")
    process = Process.objects.get(pk=row.process_id)
    process_services.change(process, actor=actor, is_active=True)
    return writes.change(row, actor=actor, verb="publish", published_at=timezone.now())


@writes.write("crm.remove_process")
def discard(draft: ProcessDraft, *, actor: Actor) -> None:
    """Throw a draft away that was never published, with its process."""
    row = writes.locked(draft)
    if row.published_at is not None:
        raise RuleBroken(_("This process is published: make it inactive instead."), code="state")
    process = Process.objects.get(pk=row.process_id)
    writes.remove(row, actor=actor)
    process_services.remove(process, actor=actor)
