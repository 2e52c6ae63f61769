"""What people enter around the pace: pipeline figures, actions of a week or month, and when a pace is red."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.planning.enums import ActionSpan
from yanzhen.planning.models import ActionItem, PaceBound, PipelineFigure, Plan
from yanzhen.planning.services import plans
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

SET = "planning.set_pace"


def in_reach(actor: Actor, code: str, person: Any, field: str = "person") -> Any:
    """The person meant; oneself when none is named. Refuses people outside the reach of the function."""
    person = person or employees.by_key(actor.employee_id)
    if person is None:
        raise RuleBroken(_("Say whose it is."), field=field, code="person")
    reach = actor.reach(code)
    if not (reach.everything or person.pk in reach.employee_ids or person.unit_id in reach.unit_ids):
        raise RuleBroken(_("This person is outside your reach."), field=field, code="reach")
    return person


def _placed(actor: Actor, code: str, values: dict[str, Any]) -> dict[str, Any]:
    person = in_reach(actor, code, values.get("person"))
    return {**values, "person": person, "unit": employees.unit_of(person)}


class Figures:
    """The services of pipeline figures."""

    @staticmethod
    @writes.write("planning.add_pipelinefigure")
    def create(*, actor: Actor, **values: Any) -> PipelineFigure:
        """Enter the figures of one stage in a month; without a person they are one's own."""
        values["month"] = values["month"].replace(day=1)
        return writes.create(PipelineFigure, actor=actor, **_placed(actor, "planning.add_pipelinefigure", values))

    @staticmethod
    @writes.write("planning.change_pipelinefigure")
    def change(instance: PipelineFigure, *, actor: Actor, version: int | None = None, **values: Any) -> PipelineFigure:
        """Correct figures; those of another person belong to that person's unit."""
        if "month" in values:
            values["month"] = values["month"].replace(day=1)
        if "person" in values:
            values = _placed(actor, "planning.change_pipelinefigure", values)
        return writes.change(instance, actor=actor, version=version, **values)

    remove = staticmethod(writes.plain(PipelineFigure)[2])


class Actions:
    """The services of action plans."""

    @staticmethod
    @writes.write("planning.add_actionitem")
    def create(*, actor: Actor, **values: Any) -> ActionItem:
        """Put something on a week or month plan; without a person it is one's own."""
        values["starts_on"] = began(values.get("span", ActionSpan.WEEK), values["starts_on"])
        return writes.create(ActionItem, actor=actor, **_placed(actor, "planning.add_actionitem", values))

    @staticmethod
    @writes.write("planning.change_actionitem")
    def change(instance: ActionItem, *, actor: Actor, version: int | None = None, **values: Any) -> ActionItem:
        """Change a line; the day follows the week or month it is for."""
        span, day = values.get("span", instance.span), values.get("starts_on", instance.starts_on)
        values["starts_on"] = began(span, day)
        if "person" in values:
            values = _placed(actor, "planning.change_actionitem", values)
        return writes.change(instance, actor=actor, version=version, **values)

    @staticmethod
    @writes.write("planning.change_actionitem")
    def tick(instance: ActionItem, *, actor: Actor) -> ActionItem:
        """Mark a line as done, or as not done after all."""
        row = writes.locked(instance)
        return writes.change(row, actor=actor, is_done=not row.is_done)

    remove = staticmethod(writes.plain(ActionItem)[2])


figures, actions = Figures(), Actions()


def began(span: str, day: date) -> date:
    """The Monday of the week, or the first day of the month."""
    return day - timedelta(days=day.weekday()) if span == ActionSpan.WEEK else day.replace(day=1)


@writes.write(SET)
def set_bound(plan: Plan | None, *, actor: Actor, percent: int) -> PaceBound:
    """Say under which chance a plan is red; without a plan this holds for all that have no bound of their own."""
    if plan is not None:
        plans.only_led(plan, actor, SET)
    elif not actor.reach(SET).everything:
        raise plans.OutOfReach
    row = PaceBound.objects.select_for_update().filter(plan=plan).order_by("pk").first()
    if row is None:
        return writes.create(PaceBound, actor=actor, plan=plan, percent=percent)
    return writes.change(row, actor=actor, percent=percent)
