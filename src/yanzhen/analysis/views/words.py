"""Figures in words: amounts in the reader's unit, changes with sign, arrow and word, addresses of the next step."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from yanzhen.figures.calc.figures import Change
from yanzhen.figures.queries.dimensions import NONE
from yanzhen.lib.money import MISSING, from_cents, in_words
from yanzhen.lib.periods import Period
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def scaled(actor: Actor, cents: int | None) -> Decimal | None:
    """An amount in the reader's unit."""
    return amounts.scaled(actor, from_cents(cents))


def short(actor: Actor, cents: int | None) -> str:
    """An amount for a card: at least three meaningful digits, and no more decimals than those need."""
    return amounts.short(actor, from_cents(cents))


def exact(cents: int | None, currency: str) -> str:
    """An amount to the cent, for the working of a figure."""
    return in_words(from_cents(cents), currency=currency)


def table(actor: Actor, cents: int | None) -> str:
    """An amount in a table on a page of figures: two decimals in every unit."""
    return amounts.table(actor, from_cents(cents))


def count(number: int | None) -> str:
    return MISSING if number is None else f"{number:,}"


def percent(rate: Decimal | None, places: int = 1, *, signed: bool = False) -> str:
    """0.1234 → 12.3 %."""
    if rate is None:
        return MISSING
    value = (rate * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{value:+f} %" if signed else f"{value:f} %"


def delta(change: Change, label: str = "") -> dict[str, str]:
    """A change as text with its sign, its direction and the word beside it."""
    if change.rate is not None:
        return {"text": percent(change.rate, signed=True), "direction": change.direction, "label": label}
    if change.now > 0 >= change.before:
        return {"text": "", "direction": "flat", "label": _("nothing in the year before")}
    return {"text": "", "direction": "flat", "label": ""}


def points(now: Decimal | None, before: Decimal | None, label: str = "") -> dict[str, str] | None:
    """The difference of two rates in percentage points."""
    if now is None or before is None:
        return None
    moved = ((now - before) * 100).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    direction = "up" if moved > 0 else "down" if moved < 0 else "flat"
    return {"text": _("{points} points").format(points=f"{moved:+f}"), "direction": direction, "label": label}


def day(on: date) -> str:
    return formats.date_format(on, "DATE_FORMAT")


def period(of: Period) -> str:
    """A period in words, a single day as such."""
    return day(of.start) if of.start == of.end else f"{day(of.start)} – {day(of.end)}"


def moment(at: Any) -> str:
    """A moment in local time, to the second."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


# -- Addresses ---------------------------------------------------------------------------------------------------------

Filters = Mapping[str, Sequence[object]]


def explorer(by: Sequence[str], of: Period, currency: str, filters: Filters | None = None, **more: str) -> str:
    """The explorer with a question in its address."""
    given = {"by": ",".join(by), "from": of.start.isoformat(), "to": of.end.isoformat(), "currency": currency}
    given |= {code: ",".join(map(str, keys)) for code, keys in (filters or {}).items() if keys}
    return f"{reverse('analysis:sales')}?{urlencode({**given, **more}, safe=',')}"


def key(value: int | None) -> object:
    """A key as an address has it."""
    return NONE if value is None else value
