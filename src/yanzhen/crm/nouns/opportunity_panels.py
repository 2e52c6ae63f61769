"""What stands on the page of an opportunity and of a process in tabs of their own."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from yanzhen.crm.calc import deals
from yanzhen.crm.models import Opportunity, Process, Stage
from yanzhen.crm.queries import opportunities, processes
from yanzhen.lib.money import in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import written_moment

CHANGE = "crm.change_opportunity"


def course(row: Opportunity, actor: Actor) -> str:
    """Stepper, exit tasks of the present stage, and every stay so far."""
    return render_to_string("crm/opportunities/_course.html", course_of(row, actor))


def course_of(row: Opportunity, actor: Actor) -> dict[str, Any]:
    """The stages of an opportunity's process, its tasks and its history, as the templates want them."""
    stages = processes.stages_of(row.process_id)
    places = [stage.pk for stage in stages]
    here = places.index(row.stage_id) if row.stage_id in places else 0
    present = stages[here]
    return {
        "row": row,
        "may": actor.can(CHANGE) and row.is_open,
        "steps": [
            {
                "pk": stage.pk,
                "label": stage.label,
                "likely": stage.likely,
                "is_past": place < here or not row.is_open,
                "is_here": place == here and row.is_open,
            }
            for place, stage in enumerate(stages)
        ],
        "present": present,
        "documents": [line for line in present.documents.splitlines() if line.strip()],
        "tasks": _tasks(row, present),
        "stays": _stays(row),
    }


def _tasks(row: Opportunity, stage: Stage) -> list[dict[str, Any]]:
    done = opportunities.done_tasks(row)
    return [
        {
            "pk": task.pk,
            "label": task.label,
            "done": task.pk in done,
            "who": done[task.pk].who if task.pk in done else "",
            "when": written_moment(done[task.pk].done_at) if task.pk in done else "",
        }
        for task in processes.exit_tasks([stage.pk])[stage.pk]
    ]


def _stays(row: Opportunity) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "stage": stay.stage.label,
            "entered": written_moment(stay.entered_at),
            "left": written_moment(stay.left_at) if stay.left_at else "",
            "days": ((stay.left_at or now) - stay.entered_at).days,
            "amount": in_words(stay.amount, currency=row.currency),
            "by": str(stay.by) if stay.by else "",
        }
        for stay in opportunities.entries(row)
    ]


def team(row: Opportunity, actor: Actor) -> str:
    """Who works on it, with their share and what of the amount that is."""
    return render_to_string("crm/opportunities/_team.html", {"row": row, **team_of(row, actor)})


def team_of(row: Opportunity, actor: Actor) -> dict[str, Any]:
    """The team with the amounts of its shares, which add up to the amount to the cent."""
    members = opportunities.members(row)
    parts = deals.credits_of(row.amount, [m.share for m in members], row.currency)
    return {
        "may": actor.can(CHANGE),
        "members": [
            {"name": str(m.employee), "share": f"{m.share:f}", "amount": in_words(part, currency=row.currency)}
            for m, part in zip(members, parts, strict=True)
        ],
    }


def stages(process: Process, actor: Actor) -> str:
    """The stages of a process with their goals, tasks and documents."""
    return render_to_string("crm/opportunities/_stages.html", {"stages": stage_rows(process)})


def stage_rows(process: Process) -> list[dict[str, Any]]:
    """Every stage with what its row shows."""
    found = processes.stages_of(process.pk)
    tasks = processes.exit_tasks([stage.pk for stage in found])
    return [
        {
            "pk": stage.pk,
            "version": stage.version,
            "label": stage.label,
            "goal": stage.goal,
            "usual_days": stage.usual_days,
            "probability": stage.probability,
            "learnt": stage.learnt_probability,
            "documents": [line for line in stage.documents.splitlines() if line.strip()],
            "tasks": [{"pk": t.pk, "label": t.label, "name": t.name, "name_en": t.name_en} for t in tasks[stage.pk]],
        }
        for stage in found
    ]
