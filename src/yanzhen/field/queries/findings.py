"""The figures of the eleven findings about time, for the people of a team over the last four weeks."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from yanzhen.crm.queries import customers, opportunities
from yanzhen.field.calc.workday import findings
from yanzhen.field.calc.workday.findings import OfClass, Part, Team
from yanzhen.field.models import Visit
from yanzhen.field.queries import workdays
from yanzhen.platform import functions
from yanzhen.platform.actor import Actor

SPAN = timedelta(days=28)
AHEAD = timedelta(days=7)
CLASSES = ("A", "B", "C")
Goals = Callable[[Actor, Sequence[Any], date], Part | None]
_goals: dict[str, Goals] = {}


def declare(name: str, read: Goals) -> None:
    """Hand down what a higher floor knows: "sales_plan" and "profit_goal" as so many of so many people or customers."""
    _goals[name] = read


def check(actor: Actor, people: Sequence[Any], today: date) -> tuple[Team, list[findings.Finding]]:
    """The facts of these people, who are in reach already, and what they say."""
    functions.discover("nouns")
    team = _team(actor, people, today)
    return team, findings.check(team)


def _team(actor: Actor, people: Sequence[Any], today: date) -> Team:
    keys = [person.pk for person in people]
    done = Visit.objects.visible_to(actor).filter(owner__in=keys, state="done", day__range=(today - SPAN, today))
    counts = done.aggregate(
        visits=Count("pk"),
        reported=Count("pk", filter=~Q(result="") & (~Q(needs="") | ~Q(next_step="") | ~Q(remark=""))),
        on_the_spot=Count("pk", filter=Q(arrived_at__isnull=False, latitude__isnull=False)),
    )
    return Team(
        days_measured=_days_measured(done),
        classed=_classed(actor, keys),
        scheduled=_scheduled(actor, keys, today),
        classes=_classes(actor, keys, done),
        planned_sales=_goal("sales_plan", actor, people, today),
        customer_goals=_customer_goals(actor, keys),
        profit_goals=_goal("profit_goal", actor, people, today),
        reported=Part(counts["reported"], counts["visits"]),
        routed=_routed(actor, keys, today),
        checked_in=Part(counts["on_the_spot"], counts["visits"]),
    )


def _goal(name: str, actor: Actor, people: Sequence[Any], today: date) -> Part | None:
    return _goals[name](actor, people, today) if name in _goals else None


def _days_measured(done: Any) -> Part:
    """Days out on which every visit has both moments, of all days out."""
    both = Q(arrived_at__isnull=False, left_at__isnull=False)
    rows = done.order_by().values("owner", "day").annotate(visits=Count("pk"), both=Count("pk", filter=both))
    days = list(rows.values_list("visits", "both"))
    return Part(sum(visits == measured for visits, measured in days), len(days))


def _classed(actor: Actor, keys: list[int]) -> Part:
    found = _customers(actor, keys).aggregate(whole=Count("pk"), part=Count("pk", filter=~Q(grade_class="")))
    return Part(found["part"], found["whole"])


def _customers(actor: Actor, keys: list[int]) -> Any:
    return customers.visible(actor).filter(owner__in=keys, is_active=True).order_by().select_related(None)


def _scheduled(actor: Actor, keys: list[int], today: date) -> Part:
    """People who have planned at least one visit for the next seven days."""
    ahead = Visit.objects.visible_to(actor).filter(owner__in=keys, day__gt=today, day__lte=today + AHEAD)
    ahead = ahead.exclude(state="cancelled").order_by()
    return Part(ahead.values("owner").distinct().count(), len(keys))


def _classes(actor: Actor, keys: list[int], done: Any) -> tuple[OfClass, ...]:
    held = dict(_customers(actor, keys).values_list("grade_class").annotate(number=Count("pk")))
    rows: dict[str, list[int]] = {letter: [0, 0, 0] for letter in CLASSES}
    for letter, came, left in done.values_list("customer__grade_class", "arrived_at", "left_at").order_by():
        if letter in rows:
            rows[letter][0] += 1
            if came is not None and left is not None:
                rows[letter][1] += 1
                rows[letter][2] += round((left - came).total_seconds() / 60)
    return tuple(OfClass(letter, held.get(letter, 0), *rows[letter]) for letter in CLASSES)


def _customer_goals(actor: Actor, keys: list[int]) -> Part:
    """Customers of class A and B with an open opportunity: an amount and a day that are wanted of them."""
    best = _customers(actor, keys).filter(grade_class__in=("A", "B"))
    if not actor.can("crm.view_opportunity"):
        return Part(0, 0)
    aimed = opportunities.visible(actor).filter(state="open", amount__gt=0).order_by().values("customer")
    return Part(best.filter(pk__in=aimed).count(), best.count())


def _routed(actor: Actor, keys: list[int], today: date) -> Part:
    """Days with two visits or more on which each has its place in the way, or an hour."""
    rows = Visit.objects.visible_to(actor).filter(owner__in=keys, day__range=(today - SPAN, today + AHEAD))
    rows = rows.exclude(state="cancelled").order_by()
    placed = Count("pk", filter=Q(sequence__isnull=False) | Q(starts_at__isnull=False))
    days = rows.values("owner", "day").annotate(visits=Count("pk"), placed=placed).filter(visits__gte=2)
    return Part(days.filter(placed=F("visits")).count(), days.count())


def team_of(actor: Actor, today: date, unit: int | None) -> list[Any]:
    """Whose time is looked at: those in the field, of a unit and those below it."""
    return workdays.in_the_field(actor, today, unit)
