"""Processes, their stages and exit tasks: read in order."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import ExitTask, LossReason, Opportunity, Process, Stage
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Process]:
    """Sales processes, the usual one first."""
    return Process.objects.visible_to(actor).naming().order_by("-is_default", "name", "pk")


def active(actor: Actor) -> ScopedQuerySet[Process]:
    """Those that new opportunities may take."""
    return visible(actor).filter(is_active=True)


def on_board(actor: Actor) -> ScopedQuerySet[Process]:
    """Those with a board: active ones, and old ones in which something is still open."""
    held = Opportunity.objects.filter(process=OuterRef("pk"), state=OpportunityState.OPEN)
    return visible(actor).filter(Q(is_active=True) | Exists(held))


def usual(actor: Actor) -> Process | None:
    """The process an opportunity takes when none is named: the usual one, else the first active one."""
    return active(actor).first()


def stages(actor: Actor) -> ScopedQuerySet[Stage]:
    """Stages of all processes, by process and in order."""
    return Stage.objects.visible_to(actor).naming("process").order_by("process_id", "position", "pk")


def stages_of(process_id: int) -> list[Stage]:
    """The stages of a process in order."""
    return list(Stage.objects.filter(process_id=process_id).order_by("position", "pk"))


def next_after(stage: Stage) -> Stage | None:
    """The stage that follows; None after the last."""
    ordered = stages_of(stage.process_id)
    keys = [one.pk for one in ordered]
    place = keys.index(stage.pk) + 1 if stage.pk in keys else len(keys)
    return ordered[place] if place < len(ordered) else None


def exit_tasks(stage_ids: Iterable[int]) -> dict[int, list[ExitTask]]:
    """Exit tasks in order, by stage."""
    found: dict[int, list[ExitTask]] = {key: [] for key in stage_ids}
    for task in ExitTask.objects.filter(stage_id__in=found).order_by("stage_id", "position", "pk"):
        found[task.stage_id].append(task)
    return found


def reasons(actor: Actor) -> ScopedQuerySet[LossReason]:
    """Reasons for winning and losing."""
    return LossReason.objects.visible_to(actor).naming().order_by("outcome", "code", "pk")
