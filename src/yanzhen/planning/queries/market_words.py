"""The reading of a share in one sentence with its figures, the same for pages and API."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.lib.money import MISSING, in_words
from yanzhen.market.calc.matrix import Field
from yanzhen.market.calc.share import Case, Fault, Gap, rounded
from yanzhen.planning.queries.market_terms import Line

CASES: Mapping[Case, Any] = {
    Case.UP_FASTER: gettext_lazy("grew faster than the market"),
    Case.UP_STILL_MARKET: gettext_lazy("grew in a still market"),
    Case.UP_FALLING_MARKET: gettext_lazy("held in a falling market"),
    Case.UP_FELL_SLOWER: gettext_lazy("fell slower than the market"),
    Case.DOWN_FELL_FASTER: gettext_lazy("fell faster than the market"),
    Case.DOWN_STILL_MARKET: gettext_lazy("fell in a still market"),
    Case.DOWN_GROWING_MARKET: gettext_lazy("stood in a growing market"),
    Case.DOWN_GREW_SLOWER: gettext_lazy("grew slower than the market"),
    Case.STILL_GROWING: gettext_lazy("grew with the market"),
    Case.STILL_FALLING: gettext_lazy("fell with the market"),
    Case.STILL_BOTH: gettext_lazy("stood like the market"),
}
AGAINST: Mapping[Case, Any] = {
    Case.UP_FALLING_MARKET: gettext_lazy("grew against a falling market"),
    Case.DOWN_GROWING_MARKET: gettext_lazy("fell against a growing market"),
}
MOVED: Mapping[str, Any] = {
    "up": gettext_lazy("Share rose from {before} to {now}: own sales {own}, the market {market}."),
    "down": gettext_lazy("Share fell from {before} to {now}: own sales {own}, the market {market}."),
    "still": gettext_lazy("Share stands at {now}: own sales {own}, the market {market}."),
}
GAPS: Mapping[Gap, Any] = {
    Gap.NO_MARKET: gettext_lazy("No industry sales are known for all of this period, so there is no share."),
    Gap.EMPTY_MARKET: gettext_lazy("Industry sales of zero make no share."),
    Gap.RETURNS: gettext_lazy("Returns outweigh sales in this period: a share below zero has no meaning."),
    Gap.NO_OWN_BEFORE: gettext_lazy("No own sales in the year before: there is a share, but no growth."),
    Gap.RETURNS_BEFORE: gettext_lazy("Returns outweighed sales in the year before: growth has no meaning."),
    Gap.NO_MARKET_BEFORE: gettext_lazy("No industry sales are known for the year before, so the movement is unknown."),
    Gap.EMPTY_MARKET_BEFORE: gettext_lazy("Industry sales of zero in the year before: growth has no meaning."),
    Gap.NO_RIVAL: gettext_lazy("No rival's sales are known, so there is no relative share."),
}
FAULTS: Mapping[Fault, Any] = {
    Fault.TWO_READINGS: gettext_lazy(
        "The data contradict each other: expansion is {e}, real growth {r}. "
        "Industry sales of the long period and those of its parts differ."
    ),
    Fault.OWN_ABOVE_MARKET: gettext_lazy("The data cannot be right: own sales of {own} exceed the market of {market}."),
    Fault.ALL_ABOVE_MARKET: gettext_lazy(
        "The data cannot be right: own and rivals' sales of {all} exceed the market of {market}."
    ),
}
FIELDS: Mapping[Field, Any] = {
    Field.STAR: pgettext_lazy("growth-share matrix", "Star"),
    Field.COW: pgettext_lazy("growth-share matrix", "Cash cow"),
    Field.QUESTION: pgettext_lazy("growth-share matrix", "Question mark"),
    Field.DOG: pgettext_lazy("growth-share matrix", "Dog"),
}
ADVICE: Mapping[Field, Any] = {
    Field.STAR: gettext_lazy("invest to keep the lead"),
    Field.COW: gettext_lazy("hold, and earn"),
    Field.QUESTION: gettext_lazy("invest or withdraw: decide"),
    Field.DOG: gettext_lazy("harvest, niche or exit"),
}


def percent(rate: Fraction | Decimal | None, places: int = 1) -> str:
    """0.1234 → 12.3 %."""
    if rate is None:
        return MISSING
    return f"{rounded(Fraction(rate) * 100, places):,f} %"


def ratio(rate: Fraction | None) -> str:
    """0.9 → 0.90."""
    return MISSING if rate is None else f"{rounded(rate, 2):,f}"


def movement(growth: Fraction | None) -> str:
    """A ratio as a change with its sign: 1.12 → +12.0 %."""
    return MISSING if growth is None else f"{rounded((growth - 1) * 100, 1):+,f} %"


def case(line: Line) -> str:
    """The case in a few words; nothing when it is not known."""
    found = line.reading.case
    if found is None:
        return ""
    return str((AGAINST if line.reading.is_against else CASES).get(found, CASES[found]))


def sentence(line: Line) -> str:
    """Why the share rose, fell or stood, with its figures; or what is missing to say so."""
    reading = line.reading
    if reading.case is None:
        gaps = [gap for gap in reading.gaps if gap is not Gap.NO_RIVAL]
        return str(GAPS[gaps[0]]) if gaps else ""
    words = str(MOVED[reading.case.partition("_")[0]])
    return words.format(
        before=percent(reading.share_before),
        now=percent(reading.share),
        own=movement(reading.own_growth),
        market=movement(reading.market_growth),
    )


def faults(line: Line, currency: str) -> list[str]:
    """What cannot be true of the data, each with its figures."""
    now, reading = line.now, line.reading
    amounts = {
        "own": in_words(now.own, currency=currency),
        "market": in_words(now.market, currency=currency),
        "all": in_words(max(now.own, Decimal(0)) + sum(now.rivals), currency=currency),
        "e": percent(reading.expansion, 2),
        "r": percent(reading.real_growth, 2),
    }
    return [str(FAULTS[fault]).format(**amounts) for fault in reading.faults]


def gaps(line: Line) -> list[str]:
    """What is missing, each in a sentence."""
    return [str(GAPS[gap]) for gap in line.reading.gaps]


def finding(line: Line) -> str:
    """The title of the picture: the finding itself."""
    reading = line.reading
    if reading.share is None:
        return _("The share is not known")
    if reading.share_before is None or reading.expansion is None:
        return _("Share {now}").format(now=percent(reading.share))
    told = {"now": percent(reading.share), "before": percent(reading.share_before)}
    direction = reading.case.partition("_")[0] if reading.case else ""
    if direction == "up":
        return _("Share rose to {now}, from {before} a year before").format(**told)
    if direction == "down":
        return _("Share fell to {now}, from {before} a year before").format(**told)
    return _("Share stands at {now}").format(**told)
