"""The eleven findings against which the use of time in a team is checked: figures, and what they say."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from yanzhen.field.calc.workday.results import percent

YES, PARTLY, NO, UNKNOWN = "yes", "partly", "no", "unknown"
MOSTLY, SOME = 80, 30
"""From how many percent on a finding holds, and from how many it holds in part."""
ENOUGH = 5
"""So many visits of a class, measured, tell how long one takes."""
CODES = (
    "time_measured", "customers_classed", "schedule", "fair_frequency", "time_per_call", "sales_plan",
    "customer_goal", "profit_goal", "call_reports", "planned_routes", "computer",
)  # fmt: skip
"""In the order of the check-list."""


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return percent(self.part, self.whole)


@dataclass(frozen=True)
class OfClass:
    """Customers of a class: how many, their visits done in the period, and those visits that were measured."""

    name: str
    customers: int
    visits: int
    measured: int = 0
    minutes: int = 0

    @property
    def frequency(self) -> float | None:
        """Visits done for each customer."""
        return self.visits / self.customers if self.customers else None


@dataclass(frozen=True)
class Team:
    """What is known of a team over the period; None where nothing keeps it."""

    days_measured: Part
    classed: Part
    scheduled: Part
    classes: tuple[OfClass, ...]
    planned_sales: Part | None
    customer_goals: Part
    profit_goals: Part | None
    reported: Part
    routed: Part
    checked_in: Part


@dataclass(frozen=True)
class Finding:
    """One finding: its answer and the figure it rests on. It speaks of the team's ways, not of a person."""

    code: str
    answer: str
    figure: Part | None = None


def check(team: Team) -> list[Finding]:
    """The eleven findings: yes from 80 %, partly from 30 %, otherwise no; unknown where there is nothing to count."""
    figures = {
        "time_measured": team.days_measured, "customers_classed": team.classed, "schedule": team.scheduled,
        "sales_plan": team.planned_sales, "customer_goal": team.customer_goals, "profit_goal": team.profit_goals,
        "call_reports": team.reported, "planned_routes": team.routed, "computer": team.checked_in,
        "time_per_call": _known_classes(team.classes),
    }  # fmt: skip
    found = {code: Finding(code, of_share(figure), figure) for code, figure in figures.items()}
    found["fair_frequency"] = Finding("fair_frequency", _frequency(team.classes))
    return [found[code] for code in CODES]


def of_share(figure: Part | None) -> str:
    """What a share says."""
    if figure is None or figure.percent is None:
        return UNKNOWN
    return YES if figure.percent >= MOSTLY else PARTLY if figure.percent >= SOME else NO


def _known_classes(classes: tuple[OfClass, ...]) -> Part:
    """Of how many classes that are visited the time of a visit is known."""
    visited = [one for one in classes if one.visits]
    return Part(sum(one.measured >= ENOUGH for one in visited), len(visited))


def _frequency(classes: tuple[OfClass, ...]) -> str:
    """Fair when a better class is visited more often: yes throughout, partly when only the best over the last."""
    often = [one.frequency for one in classes if one.frequency is not None]
    if len(often) < 2 or not any(often):
        return UNKNOWN
    if all(a > b for a, b in pairwise(often)):
        return YES
    return PARTLY if often[0] > often[-1] else NO
