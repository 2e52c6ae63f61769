"""Whose a firm is when two people claim it: who did what first, and what that weighs.

Each kind of evidence (registered, contacted, worked on a deal, sold) gives its points to the side that was first. The
side with more points is proposed as owner; a split follows the points in whole percent, by largest remainder, so that
the parts are 100 exactly. It is a proposal with its working: a manager decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HOLDER, CLAIMANT = "holder", "claimant"
POINTS = {"ordered": 4, "deal": 2, "contacted": 2, "registered": 1}
"""What being first is worth: a sale more than a talk, a talk more than an entry in the book."""


@dataclass(frozen=True)
class Evidence:
    """One kind of evidence: the day each side first did it, None where it never did."""

    kind: str
    holder_on: date | None
    claimant_on: date | None


@dataclass(frozen=True)
class Step:
    """Who was first in one kind ("" when neither, or both on one day), and the points that gives."""

    kind: str
    first: str
    points: int


@dataclass(frozen=True)
class Proposal:
    """The side proposed as owner, the parts in percent (they add up to 100 exactly), and the working."""

    owner: str
    holder_percent: Decimal
    claimant_percent: Decimal
    steps: tuple[Step, ...]


def propose(evidence: Sequence[Evidence]) -> Proposal:
    """Weigh the evidence of both sides.

    Parameters: at most one `Evidence` for each kind of `POINTS`; other kinds count nothing. Equal points leave the firm
    with its holder; no evidence at all leaves everything with the holder.
    """
    steps = tuple(_step(one) for one in evidence if one.kind in POINTS)
    holder = sum(step.points for step in steps if step.first == HOLDER)
    claimant = sum(step.points for step in steps if step.first == CLAIMANT)
    if not holder + claimant:
        return Proposal(HOLDER, Decimal(100), Decimal(0), steps)
    exact = Decimal(100 * claimant) / (holder + claimant)
    part = exact.quantize(Decimal(1), rounding="ROUND_HALF_UP")
    return Proposal(CLAIMANT if claimant > holder else HOLDER, 100 - part, part, steps)


def _step(one: Evidence) -> Step:
    if one.holder_on == one.claimant_on:
        return Step(one.kind, "", 0)
    if one.claimant_on is None or (one.holder_on is not None and one.holder_on < one.claimant_on):
        return Step(one.kind, HOLDER, POINTS[one.kind])
    return Step(one.kind, CLAIMANT, POINTS[one.kind])
