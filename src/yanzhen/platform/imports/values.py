"""From a cell to a value: the one place where imported text, numbers and dates are checked.

A parser takes what a file holds (text from csv; text, numbers, dates and booleans from xlsx) and returns a clean value,
or raises `BadValue` with a reason in the reader's language. Nothing is guessed and nothing is rounded.
"""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib import periods

type Cell = str | int | float | bool | date | datetime | timedelta | None

EARLIEST = date(1950, 1, 1)
YEARS_AHEAD = 10
EXACT_FLOAT = 10**15
"""Spreadsheets keep fifteen digits of a number; a longer code in a number cell has lost its end."""

MARKS = "\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u2060\u00ad"
"""Invisible signs that carry nothing at the ends of a text."""
OVERRIDES = {"\u202d", "\u202e"}
"""Signs that turn the reading direction of letters around; only used to deceive."""

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?|[+-]?\.\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,\u00a0\u202f ])\d{3}(\1\d{3})*(\.\d+)?")
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_SERIAL_ZERO = date(1899, 12, 30)

YES = {"1", "true", "yes", "y", "是", "有", "对"}
NO = {"0", "false", "no", "n", "否", "无", "错"}


class BadValue(ValueError):
    """A cell that cannot be taken as it is; the text says why."""


def _written(raw: Cell) -> str:
    """What a cell of any type says, as text."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return _written_number(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ")
    return raw.isoformat() if isinstance(raw, date) else str(raw)


def _written_number(raw: float) -> str:
    if not math.isfinite(raw):
        raise BadValue(_("“{value}” is not a number").format(value=raw))
    if raw.is_integer():
        if abs(raw) >= EXACT_FLOAT:
            raise BadValue(
                _("the number is too long to be exact; format the column as text in the spreadsheet and enter it again")
            )
        return str(int(raw))
    return format(Decimal(format(raw, ".15g")), "f")


def shown(raw: Cell) -> str:
    """What a cell says, for people; never fails."""
    try:
        return _written(raw)
    except BadValue:
        return str(raw)


def is_empty(raw: Cell) -> bool:
    """Whether a cell holds nothing anybody could see."""
    if not isinstance(raw, str):
        return raw is None
    seen = raw.strip()
    return not seen or (not seen.isascii() and not seen.strip(MARKS).strip())


def text(raw: Cell, max_length: int | None = None) -> str:
    """Free text: names, addresses. Any script; invisible marks and blanks at the ends are dropped."""
    value = _written(raw)
    if not (value.isascii() and value.isprintable()):
        value = _cleaned(value)
    value = value.strip()
    if max_length is not None and len(value) > max_length:
        raise BadValue(
            _("longer than {limit} characters ({length}): “{value}”").format(
                limit=max_length, length=len(value), value=shortened(value)
            )
        )
    return value


def _cleaned(value: str) -> str:
    value = re.sub(r"[\r\n\t\v\f]+", " ", value)
    before = None
    while before != value:
        before, value = value, value.strip().strip(MARKS)
    for sign in value:
        category = unicodedata.category(sign)
        if category in {"Cc", "Cs"} or sign in OVERRIDES:
            raise BadValue(_("contains a control character (U+{code})").format(code=f"{ord(sign):04X}"))
    return value


def code(raw: Cell, max_length: int | None = None) -> str:
    """A business code or number of a document: kept letter by letter, leading zeros too; no invisible signs inside."""
    value = text(raw, max_length)
    if not value.isascii():
        for sign in value:
            if unicodedata.category(sign) in {"Cf", "Zl", "Zp"}:
                raise BadValue(
                    _("a code must not contain invisible characters (U+{code})").format(code=f"{ord(sign):04X}")
                )
    return value


def number(raw: Cell, places: int, digits: int) -> Decimal:
    """An amount, price or quantity with at most `places` decimals and `digits` digits in all."""
    if isinstance(raw, str):
        return _number_of_text(raw, places, digits)
    if isinstance(raw, bool | date | timedelta) or raw is None:
        raise BadValue(_("“{value}” is not a number").format(value=_written(raw)))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise BadValue(_("“{value}” is not a number").format(value=raw))
    value = Decimal(format(raw, ".15g")) if isinstance(raw, float) else Decimal(raw)
    return _within(value, places, digits, str(raw))


@lru_cache(maxsize=20_000)
def _number_of_text(raw: str, places: int, digits: int) -> Decimal:
    plain = raw.strip()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain.replace("\u2212", "-").strip(MARKS).strip())
    if not _PLAIN.fullmatch(plain):
        if not _GROUPED.fullmatch(plain):
            raise BadValue(_("“{value}” is not a number").format(value=shortened(raw)))
        plain = re.sub(r"[,\s]", "", plain)
    return _within(Decimal(plain), places, digits, raw)


def _within(value: Decimal, places: int, digits: int, shown: str) -> Decimal:
    if value and value.adjusted() >= digits - places:
        raise BadValue(_("“{value}” is too large").format(value=shortened(shown)))
    exact = value.quantize(Decimal(1).scaleb(-places))
    if exact != value:
        raise BadValue(_("“{value}” has more than {places} decimals").format(value=shortened(shown), places=places))
    return exact + 0  # minus zero becomes zero


def whole(raw: Cell) -> int:
    """A whole number."""
    return int(number(raw, 0, 18))


def day(raw: Cell, pattern: str = "") -> date:
    """A business date: ISO, 2024/1/31, 2024年1月31日, 20240131, a spreadsheet's day number, or `pattern` (strptime)."""
    if isinstance(raw, datetime):
        return _plausible(raw.date(), _written(raw))
    if isinstance(raw, date):
        return _plausible(raw, _written(raw))
    if isinstance(raw, bool | timedelta) or raw is None:
        raise BadValue(_("“{value}” is not a date").format(value=_written(raw)))
    return _plausible(_day_of_text(_written(raw), pattern), _written(raw))


@lru_cache(maxsize=20_000)
def _day_of_text(raw: str, pattern: str) -> date:
    plain = unicodedata.normalize("NFKC", raw).strip().strip(MARKS).strip()
    try:
        if pattern:
            return datetime.strptime(plain, pattern).date()
        if found := _DAY.fullmatch(plain):
            return date(int(found[1]), int(found[3]), int(found[4]))
        if found := _CHINESE_DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if _SERIAL.fullmatch(plain):
            return _SERIAL_ZERO + timedelta(days=int(plain.split(".")[0]))
    except (ValueError, OverflowError) as error:
        raise BadValue(_("“{value}” is not a date").format(value=shortened(raw))) from error
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}", plain):
        raise BadValue(
            _("“{value}”: the order of day and month is not clear; give the column a format in the mapping").format(
                value=plain
            )
        )
    raise BadValue(_("“{value}” is not a date").format(value=shortened(raw)))


def _plausible(value: date, shown: str) -> date:
    latest = periods.shifted(timezone.localdate(), 12 * YEARS_AHEAD)
    if not EARLIEST <= value <= latest:
        raise BadValue(
            _("“{value}” is not a plausible date: it must lie between {first} and {last}").format(
                value=shortened(shown), first=EARLIEST.isoformat(), last=latest.isoformat()
            )
        )
    return value


def moved(value: date, months: int, *, to_month: bool) -> date:
    """A date in another calendar: first to the nearest start of a month, where asked, then so many months on."""
    if to_month:
        start = value.replace(day=1)
        following = periods.shifted(start, 1)
        value = following if following - value < value - start else start
    return periods.shifted(value, months)


def flag(raw: Cell) -> bool:
    """A yes or no in figures, English or Chinese."""
    if isinstance(raw, bool):
        return raw
    word = text(raw).casefold()
    if word in YES or word in NO:
        return word in YES
    raise BadValue(_("“{value}” is neither yes nor no").format(value=shortened(word)))


def choice(raw: Cell, choices: dict[str, str]) -> str:
    """One of a list, by its stored name or its label."""
    word = text(raw)
    for name, label in choices.items():
        if word.casefold() in {name.casefold(), str(label).casefold()}:
            return name
    raise BadValue(_("“{value}” is not one of: {choices}").format(value=shortened(word), choices=", ".join(choices)))


def shortened(value: object, limit: int = 60) -> str:
    """A value as it may be quoted in a message: short and without control characters."""
    shown = "".join(s if unicodedata.category(s)[0] != "C" else "�" for s in str(value)[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "…"
