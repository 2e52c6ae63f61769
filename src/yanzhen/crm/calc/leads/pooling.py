"""When the pool takes a lead back, and who may take one from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NO_FOLLOW_UP, NO_DEAL = "no_follow_up", "no_deal"
KEEP, WARN, RECLAIM = "keep", "warn", "reclaim"
FULL, ENOUGH_TODAY, BARRED = "full", "enough_today", "barred"


@dataclass(frozen=True)
class Bounds:
    """What the firm has set; 0 switches a bound off. Days are of 24 hours."""

    silent_days: int
    deal_days: int
    warn_days: int
    hold_most: int
    claim_most: int
    barred_days: int
    new_days: int


@dataclass(frozen=True)
class Deadline:
    """When a lead goes back, and for which of two reasons."""

    at: datetime
    reason: str


def deadline(assigned_at: datetime, followed_at: datetime | None, bounds: Bounds) -> Deadline | None:
    """The earlier of: so many days after the last follow-up of its owner, so many days after the owner got it."""
    found = []
    if bounds.silent_days:
        since = max(assigned_at, followed_at or assigned_at)
        found.append(Deadline(since + timedelta(days=bounds.silent_days), NO_FOLLOW_UP))
    if bounds.deal_days:
        found.append(Deadline(assigned_at + timedelta(days=bounds.deal_days), NO_DEAL))
    return min(found, key=lambda one: one.at) if found else None


def verdict(found: Deadline | None, warned_at: datetime | None, bounds: Bounds, now: datetime) -> str:
    """What is to be done with a lead in somebody's hands now.

    Nobody loses a lead unwarned: one whose warning is younger than the days of warning stays that long, even when its
    deadline is over. A warning counts for the deadline it was given for: not when that has moved on since.
    """
    if found is None:
        return KEEP
    notice = timedelta(days=bounds.warn_days)
    if now < found.at - notice:
        return KEEP
    is_warned = warned_at is not None and warned_at >= found.at - notice
    if not is_warned and bounds.warn_days:
        return WARN
    told = warned_at + notice if is_warned and warned_at is not None else found.at
    return RECLAIM if now >= max(found.at, told) else KEEP


def refusal(held: int, claimed_today: int, left_at: datetime | None, bounds: Bounds, now: datetime) -> str:
    """Why somebody may not take a lead from the pool; "" when they may. `left_at` is when they had it last."""
    if bounds.hold_most and held >= bounds.hold_most:
        return FULL
    if bounds.claim_most and claimed_today >= bounds.claim_most:
        return ENOUGH_TODAY
    if bounds.barred_days and left_at is not None and now < left_at + timedelta(days=bounds.barred_days):
        return BARRED
    return ""
