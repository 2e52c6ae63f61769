"""A sales process drafted from won deals: the sequence the best sellers follow, with what supports each step.

The method, on purpose a simple one:

1. Sellers with at least `least` closed deals are ranked by their win rate; the best are the top quarter, with those
   who are level with the last of them.
2. Of each deal the best have won, the order in which it first came to each step is its *variant*; going back and
   standing twice in a step change nothing.
3. The variant that occurs most often is the draft. Each step tells how many of the deals went through it, how many
   had it right after the step before, how long they stayed, and what was done in it.
4. Beside it stands how many won deals of everybody else went through the step: what all do anyway explains nothing.
   Lost ones are no comparison: many ended before they could come to a step.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from yanzhen.crm.calc.pipeline.terms import Share, in_days, median

LEAST_CLOSED = 10
"""Closed deals a seller must have before a win rate says something."""
LEAST_WON = 5
"""Won deals of the best that a draft needs."""
QUARTER = Fraction(1, 4)
TASK_SHARE = Fraction(1, 2)
"""A thing done in at least this share of the deals in a step becomes an exit task of it."""
OTHER_VARIANTS = 3


class Path(NamedTuple):
    """A closed deal: who sold it, whether it was won, its steps in the order of time, seconds spent and things done."""

    key: int
    seller: int
    won: bool
    steps: tuple[str, ...]
    seconds: dict[str, int]
    done: dict[str, frozenset[str]]


class Seller(NamedTuple):
    """How somebody closes."""

    key: int
    closed: Share

    @property
    def rate(self) -> Fraction:
        return Fraction(self.closed.part, self.closed.whole)


class Done(NamedTuple):
    """Something done in a step, and in how many of the deals that went through it."""

    name: str
    share: Share


@dataclass(frozen=True)
class DraftStep:
    """One step of the draft.

    support : of the won deals of the best, how many went through it
    after : of those that went through this step and the one before it, in how many it came later; None for the first
    elsewhere : of the won deals of everybody else, how many went through it
    """

    name: str
    support: Share
    after: Share | None
    elsewhere: Share
    median_days: Decimal | None
    stays: int
    tasks: tuple[Done, ...]


class Variant(NamedTuple):
    """An order of steps and how many deals followed it."""

    steps: tuple[str, ...]
    deals: int


@dataclass(frozen=True)
class Draft:
    """The drafted process with its working. `candidates` are the sellers with enough closed deals."""

    best: tuple[Seller, ...]
    candidates: int
    overall: Share
    deals: int
    variant: Variant
    others: tuple[Variant, ...]
    variants: int
    steps: tuple[DraftStep, ...]

    @property
    def is_compared(self) -> bool:
        """Whether anybody was there to be better than."""
        return self.candidates > len(self.best)


class TooFew(Exception):
    """Not enough to draft from: `sellers` with enough closed deals, and `won` deals of the best."""

    def __init__(self, sellers: int, won: int):
        self.sellers, self.won = sellers, won
        super().__init__(f"{sellers} sellers, {won} won deals")


def sellers(paths: Iterable[Path], least: int = LEAST_CLOSED) -> tuple[Seller, ...]:
    """Those with at least `least` closed deals, the highest win rate first; level ones by what they won."""
    closed: Counter[int] = Counter()
    won: Counter[int] = Counter()
    for path in paths:
        closed[path.seller] += 1
        won[path.seller] += path.won
    found = [Seller(key, Share(won[key], number)) for key, number in closed.items() if number >= least]
    return tuple(sorted(found, key=lambda one: (-one.rate, -one.closed.part, one.key)))


def best_of(ranked: Sequence[Seller]) -> tuple[Seller, ...]:
    """The top quarter, rounded up, and those who are level with its last."""
    if not ranked:
        return ()
    last = ranked[-(-QUARTER.numerator * len(ranked) // QUARTER.denominator) - 1]
    return tuple(one for one in ranked if one.rate >= last.rate and one.closed.part)


def firsts(steps: Iterable[str]) -> tuple[str, ...]:
    """The steps in the order in which each was first come to."""
    return tuple(dict.fromkeys(steps))


def draft(paths: Sequence[Path], least: int = LEAST_CLOSED) -> Draft:
    """Draft a process from closed deals; TooFew when the best have not won enough."""
    ranked = sellers(paths, least)
    best = best_of(ranked)
    keys = {one.key for one in best}
    models = [path for path in paths if path.won and path.steps and path.seller in keys]
    if len(models) < LEAST_WON:
        raise TooFew(len(ranked), len(models))
    chosen = {path.key for path in models}
    rest = [path for path in paths if path.won and path.key not in chosen]
    variants = _variants(models)
    steps = tuple(_step(at, variants[0].steps, models, rest) for at in range(len(variants[0].steps)))
    return Draft(
        best,
        len(ranked),
        Share(sum(path.won for path in paths), len(paths)),
        len(models),
        variants[0],
        tuple(variants[1 : 1 + OTHER_VARIANTS]),
        len(variants),
        steps,
    )


def _variants(models: Sequence[Path]) -> list[Variant]:
    """The orders that occur, the most common first; of equally common ones the one whose steps more deals share."""
    counted = Counter(firsts(path.steps) for path in models)
    support = Counter(step for path in models for step in set(path.steps))
    found = [Variant(steps, deals) for steps, deals in counted.items()]
    return sorted(found, key=lambda v: (-v.deals, -sum(support[step] for step in v.steps), v.steps))


def _step(at: int, order: Sequence[str], models: Sequence[Path], rest: Sequence[Path]) -> DraftStep:
    name = order[at]
    through = [path for path in models if name in path.steps]
    spent = sorted(path.seconds[name] for path in through if name in path.seconds)
    return DraftStep(
        name,
        Share(len(through), len(models)),
        _after(order[at - 1], name, through) if at else None,
        Share(sum(name in path.steps for path in rest), len(rest)),
        in_days(median(spent)),
        len(spent),
        _tasks(name, through),
    )


def _after(earlier: str, name: str, through: Sequence[Path]) -> Share:
    both = [path.steps for path in through if earlier in path.steps]
    return Share(sum(steps.index(earlier) < steps.index(name) for steps in both), len(both))


def _tasks(name: str, through: Sequence[Path]) -> tuple[Done, ...]:
    """What at least half of the deals did in the step, the most common first."""
    done = Counter(task for path in through for task in path.done.get(name, ()))
    found = [Done(task, Share(times, len(through))) for task, times in done.items()]
    return tuple(
        one for one in sorted(found, key=lambda d: (-d.share.part, d.name)) if (one.share.rate or 0) >= TASK_SHARE
    )
