"""How a term of an agreement stands. See docs/algorithms/key-accounts.md."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

RISK = Decimal(10)
"""Missed by up to so many percent of what was agreed a term is at risk, by more it is broken."""
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
SOLD_WITHIN = 60
"""Listed goods should be ordered again within so many days, unless the term says otherwise."""


@dataclass(frozen=True)
class Verdict:
    """Kept, risk, broken or unknown; `wanted` and `actual` in the unit of the term, None where not known."""

    state: str
    wanted: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True)
class Paid:
    """A part of an invoice: its amount, the day of issue, and the day it was paid, or None."""

    amount: Decimal
    issued_on: date
    paid_on: date | None


@dataclass(frozen=True)
class Tier:
    """From an amount on, a rebate of so many percent."""

    start: Decimal
    percent: Decimal


def at_least(actual: Decimal | None, wanted: Decimal | None) -> Verdict:
    """More is better: kept from `wanted` on, at risk from 90 % of it."""
    if actual is None or wanted is None:
        return Verdict("unknown", wanted, actual)
    if actual >= wanted:
        return Verdict("kept", wanted, actual)
    return Verdict("risk" if actual * HUNDRED >= wanted * (HUNDRED - RISK) else "broken", wanted, actual)


def at_most(actual: Decimal | None, wanted: Decimal | None) -> Verdict:
    """Less is better: kept up to `wanted`, at risk up to 110 % of it."""
    if actual is None or wanted is None:
        return Verdict("unknown", wanted, actual)
    if actual <= wanted:
        return Verdict("kept", wanted, actual)
    return Verdict("risk" if actual * HUNDRED <= wanted * (HUNDRED + RISK) else "broken", wanted, actual)


def about(actual: Decimal | None, wanted: Decimal | None) -> Verdict:
    """Neither less nor much more: as `at_least`, and at risk from more than 110 % of `wanted` on."""
    found = at_least(actual, wanted)
    if found.state == "kept" and actual * HUNDRED > wanted * (HUNDRED + RISK):  # type: ignore[operator]
        return Verdict("risk", wanted, actual)
    return found


@dataclass(frozen=True)
class Month:
    """A month of which a statement is due: its last day, and the day it was signed back, or None."""

    end: date
    signed_on: date | None


def reconciling_days(months: Iterable[Month], today: date) -> list[tuple[Month, int]]:
    """Days from the end of each month to its statement signed back; what is open counts until today.

    Months before the first that was noted are left out: nobody kept account of them. None noted: an empty list.
    """
    known = sorted((m for m in months if m.end < today), key=lambda m: m.end)
    first = next((n for n, m in enumerate(known) if m.signed_on is not None), len(known))
    return [(m, ((m.signed_on or today) - m.end).days) for m in known[first:]]


def share_elapsed(start: date, end: date, today: date) -> tuple[int, int]:
    """Days of a period that are over (today included) and all of them; nothing before it, all after it."""
    whole = (end - start).days + 1
    return max(0, min((today - start).days + 1, whole)), whole


def target_due(target: Decimal, elapsed: int, whole: int) -> Decimal:
    """What of a target should be there after so many days, evenly spread, half up to the cent."""
    return (target * elapsed / whole).quantize(CENT, ROUND_HALF_UP)


def payment_days(parts: Iterable[Paid], today: date) -> Decimal | None:
    """Σ amount × days from issue to payment ÷ Σ amount; what is open counts until today. None without invoices."""
    total, weighed = Decimal(0), Decimal(0)
    for part in parts:
        total += part.amount
        weighed += part.amount * max(0, ((part.paid_on or today) - part.issued_on).days)
    return (weighed / total).quantize(Decimal("0.1"), ROUND_HALF_UP) if total > 0 else None


def listing(last_ordered: date | None, today: date, within: int) -> str:
    """Ordered within so many days: kept; longer ago: at risk; never under the agreement: broken."""
    if last_ordered is None:
        return "broken"
    return "kept" if (today - last_ordered).days <= within else "risk"


def tiers(text: str) -> tuple[Tier, ...]:
    """Read `5000000:2; 8000000:3.5` (from an amount on: percent), rising; raises ValueError on anything else."""
    found = []
    for piece in filter(None, (part.strip() for part in text.replace("；", ";").replace("：", ":").split(";"))):
        start, mark, percent = piece.partition(":")
        if not mark:
            raise ValueError(piece)
        found.append(Tier(_number(start), _number(percent)))
    starts = [tier.start for tier in found]
    if starts != sorted(set(starts)) or any(t.percent > HUNDRED for t in found):
        raise ValueError(text)
    return tuple(found)


def _number(text: str) -> Decimal:
    plain = text.strip().replace(",", "").rstrip("%").strip()
    whole, _dot, rest = plain.partition(".")
    if not (plain.isascii() and whole.isdigit() and (rest.isdigit() or not _dot)) or len(plain) > 18:
        raise ValueError(text)
    return Decimal(plain)


def tier_of(found: Iterable[Tier], amount: Decimal) -> Tier | None:
    """The highest tier that an amount reaches."""
    return max((t for t in found if amount >= t.start), key=lambda t: t.start, default=None)


def rebate(found: Iterable[Tier], amount: Decimal) -> Decimal:
    """The rebate on an amount: the reached rate on all of it, half up to the cent."""
    tier = tier_of(found, amount)
    return (amount * tier.percent / HUNDRED).quantize(CENT, ROUND_HALF_UP) if tier else Decimal(0)


def run_rate(actual: Decimal, elapsed: int, whole: int) -> Decimal:
    """What a period comes to when the rest goes as the days that are over."""
    return (actual * whole / elapsed).quantize(CENT, ROUND_HALF_UP) if elapsed else Decimal(0)


def mean(shares: Collection[Decimal]) -> Decimal | None:
    """The plain mean with one decimal, half up; None of nothing."""
    return (sum(shares, Decimal(0)) / len(shares)).quantize(Decimal("0.1"), ROUND_HALF_UP) if shares else None


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Percent with one decimal, half up; None of nothing."""
    return (Decimal(part) * HUNDRED / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
