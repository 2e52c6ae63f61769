"""What a page of pace is asked: which plan, whose, over which span, of which metric, as of which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end, month_start, quarter_of, shifted
from yanzhen.organization.queries import employees
from yanzhen.planning.enums import Metric
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import attainment, pace, plans
from yanzhen.planning.queries.pace import Subject
from yanzhen.platform.actor import SYSTEM, Actor

SPANS = ("plan", "quarter", "month")


@dataclass(frozen=True)
class Question:
    """The address, read and made complete."""

    plan: Plan
    subject: Subject
    span: str
    metric: str
    on: date
    units: tuple[int, ...]
    people: tuple[int, ...]

    @property
    def period(self) -> Period:
        """The whole plan, or the month or quarter of the day, cut to the plan."""
        whole = plans.period(self.plan)
        day = min(max(self.on, whole.start), whole.end)
        if self.span == "month":
            return Period(month_start(day), month_end(day))
        if self.span == "quarter":
            first = date(day.year, 3 * quarter_of(day) - 2, 1)
            return Period(max(first, whole.start), min(month_end(shifted(first, 2)), whole.end))
        return whole


def question(actor: Actor, plan: Plan, given: Mapping[str, str]) -> Question:
    """Read an address; raises `RuleBroken` at what makes no sense, or lies out of reach."""
    units, people = pace.subjects(actor, plan)
    span, metric = given.get("span", "") or "plan", given.get("metric", "") or Metric.REVENUE
    if span not in SPANS:
        raise RuleBroken(_("Choose the plan, the quarter or the month."), field="span", code="span")
    if metric not in Metric.values or not attainment.may_see(actor, metric):
        raise RuleBroken(_("There are no books of this metric that you may see."), field="metric", code="metric")
    subject = _subject(actor, given, units, people)
    return Question(plan, subject, span, metric, _day(given.get("on", "")), tuple(units), tuple(people))


def _day(text: str) -> date:
    if not text:
        return timezone.localdate()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken(
            _("“{text}” is not a date such as 2026-01-31.").format(text=text[:40]), field="on", code="date"
        ) from error


def _subject(actor: Actor, given: Mapping[str, str], units: list[int], people: list[int]) -> Subject:
    for side, keys in (("person", people), ("unit", units)):
        text = given.get(side, "")
        if text:
            if not (text.isascii() and text.isdigit() and int(text) in keys):
                raise RuleBroken(_("The plan has no figures of this part in your reach."), field=side, code="part")
            return Subject(side, int(text))
    if given.get("whole"):
        return Subject()
    return usual(actor, units, people)


def usual(actor: Actor, units: list[int], people: list[int]) -> Subject:
    """What one sees first: everything, one's own unit, or oneself."""
    if actor.is_system or actor.reach("planning.view_plan").everything:
        return Subject()
    own = employees.visible(SYSTEM).filter(pk=actor.employee_id or 0).first()
    if own is not None and own.unit_id in units:
        return Subject("unit", own.unit_id)
    if actor.employee_id in people:
        return Subject("person", actor.employee_id)
    return Subject()
