"""The two kinds of model, behind one face: fit rows of codes to outcomes, give the log odds of any row.

Logistic regression takes a weight for each level and for each number; histogram gradient boosting finds what goes
together. In its second form it is also told of each number how often exactly this figure won (shrunk, each training row
by the rows of other folds) and how round it is: a guess is a round figure, a quotation is not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from yanzhen.crm.calc.lead_scores.fields import LARGEST, NUMBER, Coding

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOGISTIC, BOOSTING, FIGURES = "logistic", "boosting", "boosting_figures"
LEAVES = {BOOSTING: 12, FIGURES: 31}
BOOSTING_FROM = 5_000
"""Closed leads from which boosting is tried."""


class Model(Protocol):
    """What can be fitted and asked."""

    def fit(self, table: Floats, outcomes: Ints, folds: Ints) -> None: ...
    def log_odds(self, table: Floats) -> Floats: ...


def new(name: str, codings: Sequence[Coding]) -> Model:
    """An unfitted model of this name."""
    return Logistic(codings) if name == LOGISTIC else Boosting(codings, LEAVES[name], knows_figures=name == FIGURES)


def candidates(closed: int) -> tuple[str, ...]:
    """The models that so many closed leads can carry."""
    return (LOGISTIC, BOOSTING, FIGURES) if closed >= BOOSTING_FROM else (LOGISTIC,)


@dataclass
class Logistic:
    """Ridge-regularised logistic regression (strength 1 on standardised columns)."""

    codings: Sequence[Coding]
    intercept: float = 0.0
    weights: list[Floats] = field(default_factory=list)
    """By field: one of each code; of a number its slope and what missing it adds."""

    def fit(self, table: Floats, outcomes: Ints, folds: Ints) -> None:
        from sklearn.linear_model import LogisticRegression

        blocks = [self._block(coding, table[:, n]) for n, coding in enumerate(self.codings)]
        made = LogisticRegression(max_iter=1000).fit(np.hstack(blocks), outcomes)
        self.intercept = float(made.intercept_[0])
        ends = np.cumsum([block.shape[1] for block in blocks])[:-1]
        self.weights = np.split(np.asarray(made.coef_[0], dtype=np.float64), ends)

    @staticmethod
    def _block(coding: Coding, column: Floats) -> Floats:
        if coding.kind == NUMBER:
            return np.column_stack([_standard(coding, column), np.isnan(column)])
        hot: Floats = (column[:, None] == np.arange(coding.width)).astype(np.float64)
        return hot

    def log_odds(self, table: Floats) -> Floats:
        found = np.full(len(table), self.intercept)
        for n, (coding, weight) in enumerate(zip(self.codings, self.weights, strict=True)):
            if coding.kind == NUMBER:
                found += _standard(coding, table[:, n]) * weight[0] + np.isnan(table[:, n]) * weight[1]
            else:
                found += weight[table[:, n].astype(np.int64)]
        return found


def _standard(coding: Coding, column: Floats) -> Floats:
    """Cut to the bounds, in standard deviations from the centre; missing stands in the centre."""
    cut = (np.clip(column, coding.low, coding.high) - coding.centre) / coding.spread
    return np.nan_to_num(cut)


class Boosting:
    """Histogram gradient boosting over codes, numbers, and (`knows_figures`) what is derived from numbers."""

    def __init__(self, codings: Sequence[Coding], leaves: int, *, knows_figures: bool) -> None:
        self.codings = codings
        self.leaves = leaves
        self.numbers = [n for n, coding in enumerate(codings) if coding.kind == NUMBER and knows_figures]
        self.shares: list[Shares] = []
        self.made: Any = None

    def fit(self, table: Floats, outcomes: Ints, folds: Ints) -> None:
        from sklearn.ensemble import HistGradientBoostingClassifier

        self.shares = [Shares.learn(table[:, n], outcomes) for n in self.numbers]
        seen = [_by_other_folds(table[:, n], outcomes, folds) for n in self.numbers]
        categories = [n for n, coding in enumerate(self.codings) if coding.kind != NUMBER]
        self.made = HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=200, max_leaf_nodes=self.leaves, categorical_features=categories or None,
            early_stopping=False, random_state=0,
        )  # fmt: skip
        self.made.fit(self._columns(table, seen), outcomes)

    def log_odds(self, table: Floats) -> Floats:
        seen = [shares.of(table[:, n]) for n, shares in zip(self.numbers, self.shares, strict=True)]
        found: Floats = np.asarray(self.made.decision_function(self._columns(table, seen)), dtype=np.float64)
        return found

    def _columns(self, table: Floats, seen: Sequence[Floats]) -> Floats:
        return np.column_stack([table, *seen, *(roundness(table[:, n]) for n in self.numbers)])


def roundness(column: Floats) -> Floats:
    """Significant digits of each figure to two decimals, and the zeros behind them; −1 for none, zero and below.

    12 300.00 has 3 digits and 4 zeros (two of them decimals).
    """
    values, place = np.unique(np.nan_to_num(column, nan=-1.0), return_inverse=True)
    digits = [_digits(value) for value in values.tolist()]
    return np.array(digits, dtype=np.float64).reshape(-1, 2)[place.reshape(-1)]


def _digits(value: float) -> tuple[int, int]:
    if not 0.005 <= value <= LARGEST:
        return -1, -1
    whole = str(round(value * 100))
    shown = whole.rstrip("0")
    return len(shown), len(whole) - len(shown)


@dataclass(frozen=True)
class Shares:
    """How often each exact figure won, shrunk to the share of all by the variance between figures."""

    values: Floats
    shares: Floats
    mean: float

    @classmethod
    def learn(cls, column: Floats, outcomes: Ints) -> "Shares":
        """(won + m · k) ÷ (n + k), where k = variance within ÷ between of won or lost by figure, m the share of all."""
        values, place = np.unique(np.nan_to_num(column, nan=-1.0), return_inverse=True)
        rows = np.bincount(place.reshape(-1)).astype(np.float64)
        wins = np.bincount(place.reshape(-1), weights=outcomes)
        mean = float(outcomes.mean())
        weight = _within_to_between(rows, wins, mean)
        shares = np.full(len(values), mean) if math.isinf(weight) else (wins + mean * weight) / (rows + weight)
        return cls(values, shares, mean)

    def of(self, column: Floats) -> Floats:
        """The share of each figure; one never seen has that of all."""
        wanted = np.nan_to_num(column, nan=-1.0)
        place = np.minimum(np.searchsorted(self.values, wanted), len(self.values) - 1)
        found: Floats = np.where(self.values[place] == wanted, self.shares[place], self.mean)
        return found


def _within_to_between(rows: Floats, wins: Floats, mean: float) -> float:
    """As in `repurchase.shrinkage`, for outcomes of 0 and 1; infinite where figures do not differ."""
    total, groups = float(rows.sum()), len(rows)
    if groups < 2 or total <= groups:
        return math.inf
    share = wins / rows
    within = float((wins * (1 - share)).sum()) / (total - groups)
    size = (total - float((rows**2).sum()) / total) / (groups - 1)
    between = (float((rows * (share - mean) ** 2).sum()) / (groups - 1) - within) / size
    return within / between if between > 0 else math.inf


def _by_other_folds(column: Floats, outcomes: Ints, folds: Ints) -> Floats:
    found = np.full(len(column), float(outcomes.mean()))
    for fold in np.unique(folds):
        here = folds == fold
        if not here.all():
            found[here] = Shares.learn(column[~here], outcomes[~here]).of(column[here])
    return found
