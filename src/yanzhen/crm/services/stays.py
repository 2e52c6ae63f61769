"""Stays in stages: one begins when an opportunity enters a stage and ends when it moves on or is closed."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import deals
from yanzhen.crm.models import Opportunity, Stage, StageEntry
from yanzhen.crm.queries import opportunities
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


def beginning(stage: Stage) -> dict[str, Any]:
    """What an opportunity that enters `stage` today keeps of it."""
    today = timezone.localdate()
    return {"stage_since": today, "stuck_from": deals.stuck_from(today, stage.usual_days)}


def begin(opportunity: Opportunity, actor: Actor) -> None:
    """Write that the opportunity is in its stage from now on."""
    StageEntry.objects.create(
        opportunity=opportunity,
        stage_id=opportunity.stage_id,
        entered_at=timezone.now(),
        amount=opportunity.amount,
        by_id=actor.employee_id,
    )


def end(opportunity: Opportunity) -> None:
    """Write that it has left its stage."""
    StageEntry.objects.filter(opportunity=opportunity, left_at__isnull=True).update(left_at=timezone.now())


def enter(row: Opportunity, stage: Stage, actor: Actor, *, verb: str) -> Opportunity:
    """Take a locked, open opportunity into a stage, also of another process; its probability becomes the stage's."""
    values: dict[str, Any] = {"stage": stage, "process_id": stage.process_id, "probability": stage.likely}
    values["weighted_amount"] = deals.weighted(row.amount, stage.likely, row.currency)
    moved = writes.change(row, actor=actor, verb=verb, **values, **beginning(stage))
    end(moved)
    begin(moved, actor)
    return moved


def locked_stage(stage: Stage) -> Stage:
    """The stage under a lock, so that it is not removed while something moves into it. Lock it before opportunities."""
    row = Stage.objects.select_for_update(no_key=True).filter(pk=stage.pk).first()
    if row is None:
        raise RuleBroken(_("This stage is gone."), field="stage", code="gone")
    return row


def overtaken(row: Opportunity) -> Stale:
    """The refusal for whoever acts on an older picture; it names where the opportunity is by now."""
    stay = opportunities.latest_move(row)
    who = str(stay.by) if stay is not None and stay.by is not None else _("somebody else")
    if not row.is_open:
        place = row.get_state_display()
    else:
        place = str(stay.stage) if stay is not None else ""
    return Stale(
        _("“{name}” was changed in the meantime. It is in “{place}” now; {who} moved it there last.").format(
            name=row, place=place, who=who
        )
    )
