"""Makes forecasts add up: of all figures that do, those nearest to the forecasts made series by series.

Minimum trace with variances on the diagonal (Wickramasuriya, Athanasopoulos, Hyndman 2019, "Optimal forecast
reconciliation through trace minimization"; for trees that share only their top: Di Fonzo and Girolimetto 2023), solved
here by one sparse projection: y − W·C'·(C·W·C')⁻¹·C·y, where each row of C says that a total is the sum of its parts.
Leaves under zero are held at zero and the rest projected again. Then whole cents: the top is rounded half up, the
leaves of each tree by largest remainders to it, every total is the sum of its leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]
Cents = NDArray[np.int64]
ROUNDS = 25
FIXED = 1e-9
"""The variance, beside the mean one, of a figure that is to stay where it is."""


@dataclass(frozen=True)
class Structure:
    """What adds up to what, by place in the list of series.

    `sums`: (total, its leaves); the top stands once for each tree. `trees`: the leaves of each tree; each leaf stands
    in one tree only.
    """

    top: int
    sums: tuple[tuple[int, tuple[int, ...]], ...]
    trees: tuple[tuple[int, ...], ...]


def reconcile(
    base: Sequence[Sequence[float]] | Real,
    variances: Sequence[float] | Real,
    structure: Structure,
    *,
    fixed: Sequence[int] = (),
    may_be_negative: bool = False,
) -> Cents:
    """Whole cents, series × months, that add up exactly. `base` in cents; `variances` of the base, in cents².

    Series in `fixed` keep their base (a person who left stays at zero) as far as anything else can give way.
    """
    y = np.array(base, dtype=np.float64)
    if y.ndim != 2 or not np.isfinite(y).all():
        raise ValueError("a finite figure for each series and month")
    w = _weights(np.asarray(variances, dtype=np.float64), fixed)
    c = _constraints(len(y), structure)
    leaves = np.array(sorted({leaf for tree in structure.trees for leaf in tree}), dtype=np.intp)
    made = np.empty_like(y)
    for month in range(y.shape[1]):
        made[:, month] = _nearest(y[:, month], w, c, leaves, may_be_negative)
    return whole(made, structure, may_be_negative=may_be_negative)


def _weights(variances: Real, fixed: Sequence[int]) -> Real:
    if (variances < 0).any() or not np.isfinite(variances).all():
        raise ValueError("variances are finite and not negative")
    usual = float(variances.mean()) or 1.0
    w = np.maximum(variances / usual, 1e-6)
    w[list(fixed)] = FIXED
    return w  # type: ignore[no-any-return]


def _constraints(count: int, structure: Structure) -> Any:
    from scipy import sparse  # type: ignore[import-untyped]

    rows, columns, values = [], [], []
    for row, (total, parts) in enumerate(structure.sums):
        for place, sign in ((total, 1.0), *((part, -1.0) for part in parts)):
            rows.append(row)
            columns.append(place)
            values.append(sign)
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(structure.sums), count))


def _nearest(y: Real, w: Real, c: Any, leaves: NDArray[np.intp], may_be_negative: bool) -> Real:
    """The projection of one month; leaves that come out under zero are held there and the others projected again."""
    start, weights = y.copy(), w.copy()
    made = _projected(start, weights, c)
    for _round in range(0 if may_be_negative else ROUNDS):
        under = leaves[made[leaves] < -0.5]
        if not len(under):
            break
        start[under], weights[under] = 0.0, FIXED * 1e-3
        made = _projected(start, weights, c)
    return made


def _projected(y: Real, w: Real, c: Any) -> Real:
    from scipy import sparse  # type: ignore[import-untyped]
    from scipy.sparse.linalg import splu  # type: ignore[import-untyped]

    gap = c @ y
    if not gap.any():
        return y
    spread = sparse.diags(w)
    normal = (c @ spread @ c.T).tocsc()
    return y - w * (c.T @ splu(normal).solve(gap))  # type: ignore[no-any-return]


def whole(made: Real, structure: Structure, *, may_be_negative: bool = False) -> Cents:
    """Whole cents of figures that add up nearly: the top first, then the leaves of each tree, then all sums."""
    result = np.zeros(made.shape, dtype=np.int64)
    for month in range(made.shape[1]):
        column = made[:, month] if may_be_negative else np.maximum(made[:, month], 0.0)
        top = int(np.floor(column[structure.top] + 0.5))
        for tree in structure.trees:
            result[list(tree), month] = rounded_to(column[list(tree)], top)
        result[structure.top, month] = top
    for total, parts in structure.sums:
        result[total] = result[list(parts)].sum(axis=0)
    return result


def rounded_to(values: Real, total: int) -> Cents:
    """Whole figures near `values` with the sum `total`: in proportion, rest by largest remainders, first come first.

    None of them changes its sign. Values that are all zero share the total equally, as nothing says otherwise.
    """
    if not len(values):
        if total:
            raise ValueError("nothing to spread over")
        return np.zeros(0, dtype=np.int64)
    amount = float(values.sum())
    near = abs(amount - total) <= max(1.0, 1e-6 * abs(total)) * len(values)
    if near:
        wanted = values + 0.0
    else:
        wanted = values * (total / amount) if amount else np.full(len(values), total / len(values))
    result = np.floor(wanted).astype(np.int64)
    left = total - int(result.sum())
    order = np.argsort(-(wanted - np.floor(wanted)), kind="stable")
    while left > 0:
        take = order[: min(left, len(order))]
        result[take] += 1
        left -= len(take)
    while left < 0:
        able = [place for place in order[::-1] if result[place] > 0] or list(order[::-1])
        take = np.array(able[: min(-left, len(able))], dtype=np.intp)
        result[take] -= 1
        left += len(take)
    return result
