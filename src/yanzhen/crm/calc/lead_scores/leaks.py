"""Fields that know the outcome: filled in afterwards, so that a model would learn what it cannot have.

Those on the given list are left out. Others are found by what they do: one alone tells winners from losers nearly
perfectly; it is filled for one outcome only; it is filled for closed leads and never for open ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.crm.calc.lead_scores.fields import NUMBER, Value, number, word
from yanzhen.crm.calc.lead_scores.measures import auc

Floats = NDArray[np.float64]

GIVEN, SEPARATES, ONE_OUTCOME, CLOSED_ONLY, CONSTANT = "given", "separates", "one_outcome", "closed_only", "constant"
NEARLY = 0.90
"""AUC of one field alone from which it is taken for the outcome itself."""
ENOUGH = 30
"""Rows that a claim about "only" must rest on."""
FILLED_CLOSED, FILLED_OPEN = 0.2, 0.01
BINS = 20


@dataclass(frozen=True)
class LeftOut:
    """A field that is not used, why, and the figure that says so: AUC alone, rows filled, or share of closed."""

    field: str
    reason: str
    figure: float | None = None


def find(
    kinds: Mapping[str, str],
    closed: Mapping[str, Sequence[Value]],
    outcomes: NDArray[np.int64],
    folds: NDArray[np.int64],
    opened: Mapping[str, Sequence[Value]],
    given: Sequence[str] = (),
) -> tuple[LeftOut, ...]:
    """The fields to leave out, in the order of `kinds`. `folds` are those of cross-validation, for the AUC alone."""
    found = [_judge(name, kind, closed[name], outcomes, folds, opened.get(name), given) for name, kind in kinds.items()]
    return tuple(one for one in found if one is not None)


def _judge(
    name: str,
    kind: str,
    values: Sequence[Value],
    outcomes: NDArray[np.int64],
    folds: NDArray[np.int64],
    opened: Sequence[Value] | None,
    given: Sequence[str],
) -> LeftOut | None:
    if name in given:
        return LeftOut(name, GIVEN)
    filled = np.array([word(value) != "" for value in values], dtype=np.bool_)
    won, lost = int((filled & (outcomes == 1)).sum()), int((filled & (outcomes == 0)).sum())
    if max(won, lost) >= ENOUGH and min(won, lost) == 0:
        return LeftOut(name, ONE_OUTCOME, float(won + lost))
    if opened is not None and _is_closed_only(filled, opened):
        return LeftOut(name, CLOSED_ONLY, float(filled.mean()))
    alone = alone_auc(levels(kind, values), outcomes, folds)
    return LeftOut(name, SEPARATES, alone) if alone >= NEARLY else None


def _is_closed_only(filled: NDArray[np.bool_], opened: Sequence[Value]) -> bool:
    share = sum(1 for value in opened if word(value)) / len(opened) if len(opened) >= ENOUGH else 1.0
    return share <= FILLED_OPEN and float(filled.mean()) >= FILLED_CLOSED


def levels(kind: str, values: Sequence[Value]) -> NDArray[np.int64]:
    """A field's rows as numbered levels: the categories themselves, numbers in twenty parts of equal size."""
    if kind != NUMBER:
        return np.unique([word(value) for value in values], return_inverse=True)[1].reshape(-1).astype(np.int64)
    numbers = np.array([number(value) for value in values], dtype=np.float64)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return np.zeros(len(numbers), dtype=np.int64)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(np.isnan(numbers), len(edges) + 1, np.searchsorted(edges, numbers)).astype(np.int64)


def alone_auc(level: NDArray[np.int64], outcomes: NDArray[np.int64], folds: NDArray[np.int64]) -> float:
    """AUC of the share won by level, each row by the rows of the other folds (so that many levels win nothing)."""
    size = int(level.max()) + 1
    mean = float(outcomes.mean())
    guess = np.empty(len(level))
    for fold in np.unique(folds):
        here = folds == fold
        rows = np.bincount(level[~here], minlength=size)
        wins = np.bincount(level[~here], weights=outcomes[~here], minlength=size)
        guess[here] = ((wins + mean) / (rows + 1))[level[here]]
    return auc(outcomes, guess).value
