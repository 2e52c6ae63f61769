"""The eleven findings about time for the people of a team: what was counted, row by row, and what it says.

Every figure is counted from rows (`finding_rows`), so that it opens to exactly what it was counted from.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

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
BEST = ("A", "B")
BOTH_MOMENTS = Q(arrived_at__isnull=False, left_at__isnull=False)
REPORTED = ~Q(result="") & (~Q(needs="") | ~Q(next_step="") | ~Q(remark=""))
ON_THE_SPOT = Q(arrived_at__isnull=False, latitude__isnull=False)
PLACED = Q(sequence__isnull=False) | Q(starts_at__isnull=False)
CLASSED = ~Q(grade_class="")
Goals = Callable[[Actor, Collection[int], date], set[int] | None]
_goals: dict[str, Goals] = {}


def declare(name: str, read: Goals) -> None:
    """Hand down what a higher floor knows: which of these people ("sales_plan") or customers have one.

    "customer_goal" adds to the customers with an open opportunity; without "profit_goal" nothing keeps one.
    """
    _goals[name] = read


@dataclass(frozen=True)
class Scene:
    """Who is looked at, by whom and when: the rows that all findings are counted from."""

    actor: Actor
    people: Sequence[Any]
    today: date

    @property
    def keys(self) -> list[int]:
        return [person.pk for person in self.people]

    @property
    def first(self) -> date:
        """The first of the four weeks that are looked back on."""
        return self.today - SPAN

    def visits(self) -> Any:
        """Visits done by these people."""
        rows = Visit.objects.visible_to(self.actor).filter(owner__in=self.keys, state="done")
        return rows.filter(day__range=(self.first, self.today)).order_by()

    def ahead(self) -> Any:
        """Visits planned for the next days."""
        days = (self.today + timedelta(days=1), self.today + AHEAD)
        rows = Visit.objects.visible_to(self.actor).filter(owner__in=self.keys, day__range=days)
        return rows.exclude(state="cancelled").order_by()

    def routes(self) -> Any:
        """Days with two visits or more: person, day, how many, and how many have a place in the way or an hour."""
        days = (self.first, self.today + AHEAD)
        rows = Visit.objects.visible_to(self.actor).filter(owner__in=self.keys, day__range=days)
        rows = rows.exclude(state="cancelled").order_by().values("owner", "day")
        return rows.annotate(visits=Count("pk"), met=Count("pk", filter=PLACED)).filter(visits__gte=2)

    def days_out(self) -> Any:
        """Days out: person, day, visits, and how many of them have both moments."""
        rows = self.visits().values("owner", "day")
        return rows.annotate(visits=Count("pk"), met=Count("pk", filter=BOTH_MOMENTS))

    def customers(self) -> Any:
        """Active customers of these people."""
        found = customers.visible(self.actor).filter(owner__in=self.keys, is_active=True)
        return found.order_by().select_related(None)

    def classed_visits(self) -> Any:
        """Visits done at their own customers that have a class."""
        held = {"customer__owner__in": self.keys, "customer__is_active": True, "customer__grade_class__in": CLASSES}
        return self.visits().filter(**held)

    def deals(self) -> Any:
        """Open opportunities of some amount; nothing for whoever may not see any."""
        if not self.actor.can("crm.view_opportunity"):
            return opportunities.visible(self.actor).none()
        return opportunities.visible(self.actor).filter(state="open", amount__gt=0).order_by()

    def told(self, name: str, keys: Collection[int]) -> set[int] | None:
        """Which of these people or customers have what a higher floor knows of; None where nothing keeps it."""
        functions.discover("nouns")
        return _goals[name](self.actor, keys, self.today) if name in _goals else None

    def with_goal(self, keys: Collection[int]) -> set[int]:
        """Which of these customers have a goal: an open opportunity of some amount, or a figure in a plan."""
        wanted = set(self.deals().filter(customer__in=keys).values_list("customer", flat=True))
        return wanted | (self.told("customer_goal", keys) or set())


def scene(actor: Actor, today: date, unit: int | None) -> Scene:
    """The time of those in the field, of a unit and those below it."""
    return Scene(actor, workdays.in_the_field(actor, today, unit), today)


def check(found: Scene) -> tuple[Team, list[findings.Finding]]:
    """The facts of these people, who are in reach already, and what they say."""
    team = _team(found)
    return team, findings.check(team)


def _team(found: Scene) -> Team:
    counts = found.visits().aggregate(
        visits=Count("pk"), reported=Count("pk", filter=REPORTED), on_the_spot=Count("pk", filter=ON_THE_SPOT)
    )
    held = found.customers().aggregate(whole=Count("pk"), part=Count("pk", filter=CLASSED))
    best = list(found.customers().filter(grade_class__in=BEST).values_list("pk", flat=True))
    return Team(
        days_measured=_whole(found.days_out()),
        classed=Part(held["part"], held["whole"]),
        scheduled=Part(found.ahead().values("owner").distinct().count(), len(found.keys)),
        classes=classes(found),
        planned_sales=_part(found.told("sales_plan", found.keys), found.keys),
        customer_goals=Part(len(found.with_goal(best)), len(best)),
        profit_goals=_part(found.told("profit_goal", best), best),
        reported=Part(counts["reported"], counts["visits"]),
        routed=_whole(found.routes()),
        checked_in=Part(counts["on_the_spot"], counts["visits"]),
    )


def _whole(days: Any) -> Part:
    """The days of which every visit is as it should be."""
    rows = list(days.values_list("visits", "met"))
    return Part(sum(visits == met for visits, met in rows), len(rows))


def _part(have: set[int] | None, keys: Collection[int]) -> Part | None:
    return None if have is None else Part(len(have), len(keys))


def classes(found: Scene) -> tuple[OfClass, ...]:
    """Customers, visits and measured minutes of each class."""
    held = dict(found.customers().values_list("grade_class").annotate(number=Count("pk")))
    rows: dict[str, list[int]] = {letter: [0, 0, 0] for letter in CLASSES}
    for letter, came, left in found.classed_visits().values_list("customer__grade_class", "arrived_at", "left_at"):
        rows[letter][0] += 1
        if came is not None and left is not None:
            rows[letter][1] += 1
            rows[letter][2] += round((left - came).total_seconds() / 60)
    return tuple(OfClass(letter, held.get(letter, 0), *rows[letter]) for letter in CLASSES)
