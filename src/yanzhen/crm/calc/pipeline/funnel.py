"""The funnel of a process: how many opportunities reach each stage, of what worth, how fast, and how many win.

A deal *reached* a stage when it ever stood in it or in a later one, or was won. So a stage that was skipped counts as
passed, going back takes nothing away, and the counts never grow from stage to stage.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from yanzhen.crm.calc.pipeline.terms import (
    LOST,
    OPEN,
    WON,
    Deal,
    Money,
    Share,
    add,
    furthest,
    in_days,
    median,
    seconds_by_stage,
    within,
)
from yanzhen.lib.periods import month_start


@dataclass(frozen=True)
class Step:
    """One stage of the funnel.

    reached : deals that came to it or beyond; `value` their amounts by currency
    entered : those of them that really stood in it
    waiting : open deals that stand in it now; `waiting_value` their amounts
    onward : of those that reached it and are not still waiting at it, how many came to the next stage (at the last
        stage: were won)
    won : of those that reached it and are closed, how many were won
    median_days, most_days : half, and four fifths, of the `timed` deals that left it stayed no longer; all stays of a
        deal in the stage count together
    """

    stage: int
    reached: int
    value: Money
    entered: int
    waiting: int
    waiting_value: Money
    onward: Share
    won: Share
    median_days: Decimal | None
    most_days: Decimal | None
    timed: int


@dataclass(frozen=True)
class Funnel:
    """All stages, and how the deals stand; `unplaced` ones stood in none of the stages and are only counted."""

    steps: tuple[Step, ...]
    deals: int
    open: int
    won: int
    lost: int
    value: Money
    won_value: Money
    unplaced: int

    @property
    def win_rate(self) -> Share:
        return Share(self.won, self.won + self.lost)


@dataclass(frozen=True)
class Cohort:
    """The deals that came in during one month: how many reached each stage, and what became of them."""

    month: date
    deals: int
    reached: tuple[int, ...]
    open: int
    won: int
    lost: int
    won_value: Money

    @property
    def win_rate(self) -> Share:
        return Share(self.won, self.won + self.lost)


@dataclass
class _Counts:
    """What is counted of one stage on the way through the deals; the first four of those that came no further."""

    stopped: int = 0
    at_furthest: int = 0
    closed: int = 0
    value: Money = field(default_factory=dict)
    entered: int = 0
    waiting: int = 0
    waiting_value: Money = field(default_factory=dict)
    seconds: list[int] = field(default_factory=list)


def reach(deal: Deal, places: dict[int, int]) -> int:
    """The last place a deal reached: the end of the process for a won one; -1 when it stood in none of the stages."""
    at = furthest(deal.stays, places)
    return len(places) - 1 if deal.state == WON and at >= 0 else at


def funnel(stages: Sequence[int], deals: Iterable[Deal]) -> Funnel:
    """Count the deals of a process through its stages, given in their order.

    Amounts are added exactly, each currency by itself. Deals that stood in none of the stages are only counted.
    """
    places = {stage: at for at, stage in enumerate(stages)}
    counts = [_Counts() for _ in stages]
    states = {OPEN: 0, WON: 0, LOST: 0}
    value: Money = {}
    won_value: Money = {}
    unplaced = 0
    for deal in deals:
        at = reach(deal, places)
        if at < 0:
            unplaced += 1
            continue
        states[deal.state] += 1
        add(value, deal.currency, deal.amount)
        if deal.state == WON:
            add(won_value, deal.currency, deal.amount)
        _count(deal, at, places, counts)
    steps = tuple(_step(stage, at, counts, states[WON]) for stage, at in places.items())
    return Funnel(steps, sum(states.values()), states[OPEN], states[WON], states[LOST], value, won_value, unplaced)


def _count(deal: Deal, at: int, places: dict[int, int], counts: list[_Counts]) -> None:
    last, is_open = counts[at], deal.state == OPEN
    last.stopped += 1
    add(last.value, deal.currency, deal.amount)
    for stage in {stay[0] for stay in deal.stays}:
        if stage in places:
            counts[places[stage]].entered += 1
    for stage, seconds in seconds_by_stage(deal.stays).items():
        if stage in places:
            counts[places[stage]].seconds.append(seconds)
    if not is_open:
        last.closed += 1
    else:
        last.at_furthest += 1
        if deal.stage in places:
            here = counts[places[deal.stage]]
            here.waiting += 1
            add(here.waiting_value, deal.currency, deal.amount)


def _step(stage: int, at: int, counts: list[_Counts], won: int) -> Step:
    own, beyond = counts[at], counts[at:]
    reached = sum(one.stopped for one in beyond)
    seconds = sorted(own.seconds)
    value: Money = {}
    for one in beyond:
        for currency, amount in one.value.items():
            add(value, currency, amount)
    return Step(
        stage,
        reached,
        value,
        own.entered,
        own.waiting,
        own.waiting_value,
        Share(reached - own.stopped if beyond[1:] else won, reached - own.at_furthest),
        Share(won, sum(one.closed for one in beyond)),
        in_days(median(seconds)),
        in_days(within(seconds)),
        len(seconds),
    )


def cohorts(stages: Sequence[int], deals: Iterable[Deal]) -> tuple[Cohort, ...]:
    """The deals by the month they were created in, the oldest first; months without deals are left out."""
    places = {stage: at for at, stage in enumerate(stages)}
    by_month: dict[date, list[tuple[Deal, int]]] = {}
    for deal in deals:
        at = reach(deal, places)
        if at >= 0:
            by_month.setdefault(month_start(deal.created), []).append((deal, at))
    return tuple(_cohort(month, by_month[month], len(stages)) for month in sorted(by_month))


def _cohort(month: date, deals: Sequence[tuple[Deal, int]], stages: int) -> Cohort:
    states = {OPEN: 0, WON: 0, LOST: 0}
    stopped = [0] * stages
    won_value: Money = {}
    for deal, at in deals:
        states[deal.state] += 1
        stopped[at] += 1
        if deal.state == WON:
            add(won_value, deal.currency, deal.amount)
    reached = tuple(sum(stopped[at:]) for at in range(stages))
    return Cohort(month, len(deals), reached, states[OPEN], states[WON], states[LOST], won_value)
