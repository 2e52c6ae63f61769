"""Amounts of money as a reader likes to see them: whole, in larger units, or in the largest.

Which larger units those are is an affair of the language: 元, 万元 and 亿元 in Chinese; units, thousands and millions
in English. The preference names the step (`yuan`, `wan`, `yi`), not the divisor.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yanzhen.lib.money import MISSING
from yanzhen.platform.actor import Actor

MEANINGFUL = 3
_CHINESE = {"yuan": 1, "wan": 10_000, "yi": 100_000_000}
_ENGLISH = {"yuan": 1, "wan": 1_000, "yi": 1_000_000}


def divisor(actor: Actor) -> Decimal:
    """By what an amount is divided before this reader sees it, in the language of the page."""
    steps = _ENGLISH if (get_language() or "").startswith("en") else _CHINESE
    return Decimal(steps[actor.amount_unit])


def unit(actor: Actor, currency: str) -> str:
    """What amounts are counted in: yuan, k yuan, 万元, or the same of another currency."""
    name = _("yuan") if currency == "CNY" else currency
    pattern = {
        1_000: _("k {currency}"),
        10_000: _("10k {currency}"),
        1_000_000: _("m {currency}"),
        100_000_000: _("100m {currency}"),
    }.get(int(divisor(actor)), "{currency}")
    return pattern.format(currency=name)


def scaled(actor: Actor, amount: Decimal | None) -> Decimal | None:
    """An amount in the reader's unit, not rounded."""
    return None if amount is None else amount / divisor(actor)


def short(actor: Actor, amount: Decimal | None, *, signed: bool = False) -> str:
    """An amount for a card: at least three meaningful digits, and no more decimals (four at most) than those need."""
    value = scaled(actor, amount)
    return MISSING if value is None else meaningful(value, signed=signed)


def meaningful(value: Decimal, *, signed: bool = False) -> str:
    """A figure with at least three meaningful digits, and no more decimals (four at most) than those need; half up."""
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    places = min(4, max(0, MEANINGFUL - whole)) if value else 0
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:+,f}" if signed else f"{rounded:,f}"


def table(actor: Actor, amount: Decimal | None, *, signed: bool = False, places: int = 2) -> str:
    """An amount in a table: the same decimals in every row. A difference of nothing has no sign."""
    value = scaled(actor, amount)
    if value is None:
        return MISSING
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:+,f}" if signed and rounded else f"{rounded:,f}"


def with_unit(actor: Actor, text: str, currency: str) -> str:
    """An amount and its unit in running text."""
    return _("{amount} {unit}").format(amount=text, unit=unit(actor, currency))
