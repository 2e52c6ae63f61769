"""Stages of a process and their exit tasks: made, changed, put in order, removed without losing an opportunity."""

from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, F, FloatField, Max, Value
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.crm.calc import deals
from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import ExitTask, Opportunity, Process, Stage, StageEntry
from yanzhen.crm.queries import processes as rows
from yanzhen.crm.services import stays
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MINOR_DIGITS
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

MOST_STAGES, MOST_TASKS = 20, 20


@writes.write("crm.change_process")
def create(*, actor: Actor, process: Process, **values: Any) -> Stage:
    """Add a stage behind the others."""
    _locked_process(process.pk)
    found = rows.stages_of(process.pk)
    if len(found) >= MOST_STAGES:
        raise RuleBroken(_("A process has at most {most} stages.").format(most=MOST_STAGES), code="most")
    position = found[-1].position + 1 if found else 1
    return writes.create(Stage, actor=actor, process=process, position=position, **values)


@writes.write("crm.change_process")
def change(instance: Stage, *, actor: Actor, version: int | None = None, **values: Any) -> Stage:
    """Change a stage. Another usual duration decides anew which of its opportunities are stuck; another probability
    goes to those that had the stage's."""
    before = stays.locked_stage(instance)
    changed = writes.change(instance, actor=actor, version=version, **values)
    if changed.usual_days != before.usual_days:
        _tell_stuck(changed)
    if changed.likely != before.likely:
        _reweigh(changed, before.likely)
    return changed


@writes.write("crm.change_process")
def learn(instance: Stage, *, actor: Actor, probability: Decimal | None) -> Stage:
    """Let a probability learnt from closed opportunities count, in percent; None returns to the one set by hand."""
    before = stays.locked_stage(instance)
    changed = writes.change(instance, actor=actor, verb="learn", learnt_probability=probability)
    if changed.likely != before.likely:
        _reweigh(changed, before.likely)
    return changed


@writes.write("crm.change_process")
def shift(stage: Stage, *, actor: Actor, step: int) -> Stage:
    """Move a stage one place up (-1) or down (1) among the others; at the end nothing happens."""
    _locked_process(stage.process_id)
    _swap(rows.stages_of(stage.process_id), stage, step, actor)
    return Stage.objects.get(pk=stage.pk)


@writes.write("crm.change_process")
def remove(stage: Stage, *, actor: Actor, move_to: Stage | None = None, version: int | None = None) -> None:
    """Remove a stage. Open opportunities in it go to `move_to`; without that, a stage that has some is kept.

    Stays of the past move along to `move_to` too, since history is not lost.
    """
    locked = sorted({stage.pk, *([move_to.pk] if move_to else [])})
    found = {row.pk: row for row in Stage.objects.select_for_update().filter(pk__in=locked).order_by("pk")}
    if stage.pk not in found:
        raise RuleBroken(_("This stage is gone."), code="gone")
    _check_target(stage, move_to)
    _empty(found[stage.pk], found.get(move_to.pk) if move_to else None, actor)
    writes.remove(found[stage.pk], actor=actor, version=version)


def _check_target(stage: Stage, move_to: Stage | None) -> None:
    if move_to is not None and (move_to.pk == stage.pk or move_to.process_id != stage.process_id):
        raise RuleBroken(_("Choose another stage of the same process."), field="move_to", code="stage")
    if Stage.objects.filter(process_id=stage.process_id).count() == 1 and held(stage):
        raise RuleBroken(_("The last stage stays while opportunities are in it."), field="move_to", code="last")


def held(stage: Stage) -> int:
    """How many opportunities are in a stage, closed ones too."""
    return Opportunity.objects.filter(stage=stage).count()


def _empty(stage: Stage, move_to: Stage | None, actor: Actor) -> None:
    """Take everything that refers to the stage to another one."""
    count = held(stage)
    if move_to is None:
        if count or StageEntry.objects.filter(stage=stage).exists():
            message = ngettext(
                "{n} opportunity is in “{stage}”. Choose the stage it goes to.",
                "{n} opportunities are in “{stage}”. Choose the stage they go to.",
                count,
            )
            if not count:
                message = _("Opportunities passed “{stage}”. Choose the stage under which their history is kept.")
            raise RuleBroken(message.format(n=count, stage=stage), field="move_to", code="in_use")
        return
    for row in Opportunity.objects.select_for_update().filter(stage=stage).order_by("pk"):
        if row.is_open:
            stays.enter(row, move_to, actor, verb="move")
        else:
            writes.change(row, actor=actor, verb="move", stage=move_to)
    StageEntry.objects.filter(stage=stage).update(stage=move_to)


# -- Exit tasks --------------------------------------------------------------------------------------------------------


@writes.write("crm.change_process")
def add_task(stage: Stage, *, actor: Actor, name: str, name_en: str = "") -> ExitTask:
    """Add an exit task behind the others of its stage."""
    stays.locked_stage(stage)
    if ExitTask.objects.filter(stage=stage).count() >= MOST_TASKS:
        raise RuleBroken(_("A stage has at most {most} exit tasks.").format(most=MOST_TASKS), code="most")
    last = ExitTask.objects.filter(stage=stage).aggregate(last=Max("position"))["last"] or 0
    return writes.create(ExitTask, actor=actor, stage=stage, name=name, name_en=name_en, position=last + 1)


@writes.write("crm.change_process")
def change_task(task: ExitTask, *, actor: Actor, version: int | None = None, **values: Any) -> ExitTask:
    """Put an exit task in other words."""
    return writes.change(task, actor=actor, version=version, **values)


@writes.write("crm.change_process")
def shift_task(task: ExitTask, *, actor: Actor, step: int) -> ExitTask:
    """Move an exit task one place up (-1) or down (1)."""
    stays.locked_stage(task.stage)
    _swap(rows.exit_tasks([task.stage_id])[task.stage_id], task, step, actor)
    return ExitTask.objects.get(pk=task.pk)


@writes.write("crm.change_process")
def remove_task(task: ExitTask, *, actor: Actor, version: int | None = None) -> None:
    """Remove an exit task with its ticks; the history of each opportunity keeps who ticked it off."""
    writes.remove(task, actor=actor, version=version)


def _swap(ordered: list[Any], moved: Any, step: int, actor: Actor) -> None:
    """Renumber so that `moved` stands one place further on or back."""
    if step not in {-1, 1}:
        raise RuleBroken(_("Up or down by one place."), field="step", code="step")
    keys = [one.pk for one in ordered]
    place = keys.index(moved.pk)
    if 0 <= place + step < len(ordered):
        ordered[place], ordered[place + step] = ordered[place + step], ordered[place]
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            writes.change(one, actor=actor, position=position)


def _locked_process(pk: int) -> None:
    if Process.objects.select_for_update().filter(pk=pk).first() is None:
        raise RuleBroken(_("This process is gone."), code="gone")


def _tell_stuck(stage: Stage) -> None:
    """Work out anew from when the open opportunities of a stage are stuck, one day of entering at a time."""
    held = Opportunity.objects.filter(stage=stage, state=OpportunityState.OPEN)
    for day in sorted(set(held.order_by().values_list("stage_since", flat=True))):
        held.filter(stage_since=day).update(stuck_from=deals.stuck_from(day, stage.usual_days))


def _reweigh(stage: Stage, former: int) -> None:
    """Give the stage's probability to its open opportunities that had the former one, in whole steps of the currency.

    Half up to the step in whole numbers: hundredths × percent, plus half a step, divided without rest.
    """
    held = Opportunity.objects.filter(stage=stage, state=OpportunityState.OPEN, probability=former)
    for currency in sorted(set(held.order_by().values_list("currency", flat=True))):
        step = 100 * 10 ** (2 - MINOR_DIGITS.get(currency, 2))
        hundredths = Cast(Round(F("amount") * 100), BigIntegerField())
        steps = (hundredths * stage.likely + step // 2) / Value(step)
        cents = Cast(Cast(steps, BigIntegerField()) * (step // 100), FloatField())
        held.filter(currency=currency).update(probability=stage.likely, weighted_amount=cents / Value(100.0))
