"""Exit tasks of an opportunity: ticked off by people; with the last one done it moves on by itself."""

from django.db.models import F
from django.utils.translation import gettext as _

from yanzhen.crm.models import ExitTask, Opportunity, Stage, TaskDone
from yanzhen.crm.queries import opportunities
from yanzhen.crm.queries import processes as process_rows
from yanzhen.crm.services import stays
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, signing, writes
from yanzhen.platform.actor import Actor

TASK = "exit_task"
"""How the history calls one."""


@writes.write("crm.change_opportunity")
def tick(
    opportunity: Opportunity, *, actor: Actor, task: ExitTask, done: bool = True, version: int | None = None
) -> Opportunity:
    """Tick an exit task of the present stage off, or open it again.

    When all of the stage are done the opportunity moves on to the next stage; after the last stage it waits to be won
    or lost. Ticking what is ticked changes nothing.
    """
    following = process_rows.next_after(task.stage)
    target = stays.locked_stage(following) if done and following is not None else None
    row = writes.locked(opportunity)
    if version is not None and row.version != version:
        raise stays.overtaken(row)
    if not row.is_open:
        raise RuleBroken(_("This opportunity is closed. Reopen it to change it."), code="state")
    if task.stage_id != row.stage_id:
        raise RuleBroken(_("This task belongs to another stage."), field="task", code="stage")
    if (task.pk in opportunities.done_tasks(row)) == done:
        return row
    _write(row, task, actor, done)
    return _moved_on(row, target, actor) if done else Opportunity.objects.get(pk=row.pk)


def _write(row: Opportunity, task: ExitTask, actor: Actor, done: bool) -> None:
    if done:
        TaskDone.objects.create(opportunity=row, task=task, who=signing.signature(actor, row))
    else:
        TaskDone.objects.filter(opportunity=row, task=task).delete()
    Opportunity.objects.filter(pk=row.pk).update(version=F("version") + 1)
    audit.record(actor, "tick" if done else "untick", row, after={TASK: str(task)})


def _moved_on(row: Opportunity, following: Stage | None, actor: Actor) -> Opportunity:
    fresh = writes.locked(row)
    wanted = process_rows.exit_tasks([fresh.stage_id])[fresh.stage_id]
    done = opportunities.done_tasks(fresh)
    if following is None or any(task.pk not in done for task in wanted):
        return fresh
    return stays.enter(fresh, following, actor, verb="advance")
