"""Share of the market, its movement, and why it moved.

All rates are in the trade's ratio form: 1.12 is 12 % more than before. Amounts of one reading are in one currency;
others are refused by `MixedCurrencies`. Everything is computed in exact fractions; only `rounded` rounds, half up.

    share m = own / industry                relative share = own / sales of the largest rival
    market growth = industry now / before   own growth g = own now / before
    expansion e = m now / m before          real growth r = own growth / market growth

On one data set e = r, since both are (own now · industry before) / (own before · industry now). Where the industry is
known twice, by a long period and by the short ones inside it, e is taken from the first and r from the second; if they
differ, one of the two sources is wrong, and `Fault.TWO_READINGS` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from yanzhen.market.calc.ledger import MixedCurrencies


class Case(StrEnum):
    """The eleven cases: four in which a share rises, their four mirrors, three in which it stands."""

    UP_FASTER = "up_faster"
    UP_STILL_MARKET = "up_still_market"
    UP_FALLING_MARKET = "up_falling_market"
    UP_FELL_SLOWER = "up_fell_slower"
    DOWN_FELL_FASTER = "down_fell_faster"
    DOWN_STILL_MARKET = "down_still_market"
    DOWN_GROWING_MARKET = "down_growing_market"
    DOWN_GREW_SLOWER = "down_grew_slower"
    STILL_GROWING = "still_growing"
    STILL_FALLING = "still_falling"
    STILL_BOTH = "still_both"


class Gap(StrEnum):
    """Why something cannot be said."""

    NO_MARKET = "no_market"
    NO_MARKET_BEFORE = "no_market_before"
    NO_OWN_BEFORE = "no_own_before"
    RETURNS = "returns"
    RETURNS_BEFORE = "returns_before"
    EMPTY_MARKET = "empty_market"
    EMPTY_MARKET_BEFORE = "empty_market_before"
    NO_RIVAL = "no_rival"


class Fault(StrEnum):
    """What cannot be true of one market."""

    TWO_READINGS = "two_readings"
    OWN_ABOVE_MARKET = "own_above_market"
    ALL_ABOVE_MARKET = "all_above_market"


@dataclass(frozen=True)
class Side:
    """One period of one part of the market.

    Parameters
    ----------
    own : own net sales; below zero when returns outweigh sales
    market : sales of the whole industry; None when unknown
    rivals : sales of each known rival
    market_again : the industry as its shortest periods add up to, when they are known apart; else None
    currencies : of all these figures
    """

    own: Decimal
    market: Decimal | None = None
    rivals: tuple[Decimal, ...] = ()
    market_again: Decimal | None = None
    currencies: frozenset[str] = frozenset()

    @property
    def largest(self) -> Decimal | None:
        """The sales of the largest rival."""
        return max(self.rivals, default=None)


@dataclass(frozen=True)
class Step:
    """One line of the working: what was divided by what, and what came out."""

    name: str
    upper: Decimal | Fraction
    lower: Decimal | Fraction
    result: Fraction


@dataclass(frozen=True)
class Reading:
    """What two periods say. Rates are exact; None where they have no meaning, and then `gaps` says why."""

    share: Fraction | None
    share_before: Fraction | None
    relative: Fraction | None
    market_growth: Fraction | None
    own_growth: Fraction | None
    expansion: Fraction | None
    real_growth: Fraction | None
    case: Case | None
    is_against: bool
    gaps: tuple[Gap, ...]
    faults: tuple[Fault, ...]
    steps: tuple[Step, ...]


def rounded(rate: Fraction | None, places: int = 4) -> Decimal | None:
    """An exact rate as a decimal, half up (away from zero); None stays None."""
    if rate is None:
        return None
    units = (abs(rate.numerator) * 10**places * 2 + rate.denominator) // (2 * rate.denominator)
    return Decimal(units if rate >= 0 else -units).scaleb(-places)


def read(now: Side, before: Side, *, still: Decimal = Decimal("0.005")) -> Reading:
    """Read two periods of one part of the market against each other.

    Parameters
    ----------
    now, before : the period and the same days a year earlier
    still : a ratio within 1 ± `still` counts as standing still

    Raises
    ------
    MixedCurrencies : when the figures are in more than one currency
    """
    if len(currencies := now.currencies | before.currencies) > 1:
        raise MixedCurrencies(currencies)
    gaps = _gaps(now, before)
    own, own_before = Fraction(now.own), Fraction(before.own)
    market, market_before = _positive(now.market), _positive(before.market)
    again = _positive(now.market_again) or market
    again_before = _positive(before.market_again) or market_before
    steps: list[Step] = []
    share = _over(steps, "share", own, market) if own >= 0 else None
    share_before = _over(steps, "share_before", own_before, market_before) if own_before >= 0 else None
    relative = _over(steps, "relative_share", own, _positive(now.largest)) if own >= 0 else None
    market_growth = _over(steps, "market_growth", again, again_before)
    own_growth = _over(steps, "own_growth", own, own_before if own_before > 0 else None) if own >= 0 else None
    expansion = _over(steps, "expansion", share, share_before or None)
    real = _over(steps, "real_growth", own_growth, market_growth)
    case = None
    if expansion is not None and own_growth is not None and market_growth is not None:
        case = case_of(own_growth, market_growth, expansion, Fraction(still))
    return Reading(
        share=share,
        share_before=share_before,
        relative=relative,
        market_growth=market_growth,
        own_growth=own_growth,
        expansion=expansion,
        real_growth=real,
        case=case,
        is_against=case is not None and _moved(own_growth, still) * _moved(market_growth, still) < 0,
        gaps=gaps,
        faults=_faults(now, expansion, real),
        steps=tuple(steps),
    )


def case_of(own: Fraction, market: Fraction, share: Fraction, still: Fraction) -> Case:
    """Which of the eleven cases two growths and the movement of the share make; there is always exactly one.

    Parameters
    ----------
    own, market, share : ratios to the period before
    still : within 1 ± `still` a ratio stands
    """
    mine, all_, moved = (_moved(ratio, still) for ratio in (own, market, share))
    if moved == 0:
        return (Case.STILL_BOTH, Case.STILL_GROWING, Case.STILL_FALLING)[all_ or mine]
    if mine == all_ == 0:
        # Two movements too small to see made one that can be seen: the larger of them tells which.
        if abs(own - 1) >= abs(market - 1):
            mine = moved
        else:
            all_ = -moved
    if moved > 0:
        if all_ > 0:
            return Case.UP_FASTER
        if all_ == 0:
            return Case.UP_STILL_MARKET
        return Case.UP_FELL_SLOWER if mine < 0 else Case.UP_FALLING_MARKET
    if all_ < 0:
        return Case.DOWN_FELL_FASTER
    if all_ == 0:
        return Case.DOWN_STILL_MARKET
    return Case.DOWN_GREW_SLOWER if mine > 0 else Case.DOWN_GROWING_MARKET


def _moved(ratio: Fraction | None, still: Decimal | Fraction) -> int:
    if ratio is None:
        return 0
    away = ratio - 1
    return 0 if abs(away) <= Fraction(still) else 1 if away > 0 else -1


def _positive(amount: Decimal | None) -> Fraction | None:
    return Fraction(amount) if amount is not None and amount > 0 else None


def _over(steps: list[Step], name: str, upper: Fraction | None, lower: Fraction | None) -> Fraction | None:
    if upper is None or not lower:
        return None
    steps.append(Step(name, upper, lower, upper / lower))
    return upper / lower


def _gaps(now: Side, before: Side) -> tuple[Gap, ...]:
    """What is missing or has no meaning, the weightiest first."""
    found: Sequence[tuple[bool, Gap]] = (
        (now.market is None, Gap.NO_MARKET),
        (now.market is not None and now.market <= 0, Gap.EMPTY_MARKET),
        (now.own < 0, Gap.RETURNS),
        (before.own == 0, Gap.NO_OWN_BEFORE),
        (before.own < 0, Gap.RETURNS_BEFORE),
        (before.market is None, Gap.NO_MARKET_BEFORE),
        (before.market is not None and before.market <= 0, Gap.EMPTY_MARKET_BEFORE),
        (not now.largest or now.largest <= 0, Gap.NO_RIVAL),
    )
    return tuple(gap for is_so, gap in found if is_so)


def _faults(now: Side, expansion: Fraction | None, real: Fraction | None) -> tuple[Fault, ...]:
    found = []
    if expansion is not None and real is not None and expansion != real:
        found.append(Fault.TWO_READINGS)
    if now.market is not None and now.own > now.market:
        found.append(Fault.OWN_ABOVE_MARKET)
    elif now.market is not None and max(now.own, Decimal(0)) + sum(now.rivals) > now.market:
        found.append(Fault.ALL_ABOVE_MARKET)
    return tuple(found)
