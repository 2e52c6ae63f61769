"""What closed opportunities teach about a stage: how likely it leads to a win, and how long it usually takes.

Probability of a stage: of the closed opportunities that reached it, the share that was won, drawn towards the win rate
of the whole process as if `STRENGTH` more opportunities had behaved like that (beta-binomial: the prior is
Beta(STRENGTH · p, STRENGTH · (1 − p)), the result the mean of the posterior).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yanzhen.crm.calc.pipeline.funnel import reach
from yanzhen.crm.calc.pipeline.terms import (
    OPEN,
    SECONDS_A_DAY,
    WON,
    Deal,
    Share,
    in_days,
    median,
    seconds_by_stage,
    within,
)

STRENGTH = 10
"""How many opportunities the win rate of the process weighs."""
ENOUGH = 20
"""Closed opportunities that must have reached a stage before its probability is learnt."""
ENOUGH_STAYS = 5
"""Won opportunities that must have stayed in a stage before a usual duration is suggested."""


@dataclass(frozen=True)
class Learnt:
    """What is learnt of one stage.

    reached : closed opportunities that reached it, and how many of them were won
    percent : the learnt probability with two decimals, None when too few reached it
    median_days, most_days, stays : half, and four fifths, of the `stays` won opportunities stayed no longer
    usual_days : the suggestion: the median in whole days, rounded up, at least one; None when too few
    """

    stage: int
    reached: Share
    percent: Decimal | None
    median_days: Decimal | None
    most_days: Decimal | None
    stays: int
    usual_days: int | None

    @property
    def is_enough(self) -> bool:
        return self.percent is not None


@dataclass(frozen=True)
class Learning:
    """What is learnt of a process, its stages in their order, and its win rate over all."""

    overall: Share
    stages: tuple[Learnt, ...]


def shrunk(share: Share, overall: Fraction, strength: int = STRENGTH) -> Fraction:
    """The share drawn towards `overall`, which weighs like `strength` more cases."""
    return (share.part + strength * overall) / (share.whole + strength)


def as_percent(rate: Fraction) -> Decimal:
    """A rate in percent with two decimals, half up."""
    return Decimal(int(rate * 10_000 + Fraction(1, 2))).scaleb(-2)


def learn(stages: Sequence[int], deals: Iterable[Deal]) -> Learning:
    """Learn from the closed deals of a process; open ones are passed over: nobody knows yet how they end."""
    places = {stage: at for at, stage in enumerate(stages)}
    reached, won = [0] * len(stages), [0] * len(stages)
    spent: list[list[int]] = [[] for _ in stages]
    for deal in deals:
        at = -1 if deal.state == OPEN else reach(deal, places)
        for passed in range(at + 1):
            reached[passed] += 1
            won[passed] += deal.state == WON
        if at >= 0 and deal.state == WON:
            for stage, seconds in seconds_by_stage(deal.stays).items():
                if stage in places:
                    spent[places[stage]].append(seconds)
    overall = Share(won[0], reached[0]) if stages else Share(0, 0)
    return Learning(
        overall,
        tuple(_learnt(stage, Share(won[at], reached[at]), overall.rate, spent[at]) for stage, at in places.items()),
    )


def _learnt(stage: int, reached: Share, overall: Fraction | None, spent: list[int]) -> Learnt:
    spent.sort()
    middle = median(spent)
    percent = None
    if overall is not None and reached.whole >= ENOUGH:
        percent = as_percent(shrunk(reached, overall))
    usual = None
    if middle is not None and len(spent) >= ENOUGH_STAYS:
        usual = max(1, -int(-middle // SECONDS_A_DAY))
    return Learnt(stage, reached, percent, in_days(middle), in_days(within(spent)), len(spent), usual)
