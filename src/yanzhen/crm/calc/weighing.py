"""What each level of agreement of a field weighs: what was learnt, tempered by what is usual."""

from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.crm.calc import levels, linking
from yanzhen.crm.calc.comparing import Kind

KNOWN, BEFORE = 0.98, 1_000
"""How far m goes by what was learnt, the rest by what is usual; and u, as if so many pairs had been seen before."""


@dataclass(frozen=True)
class Weighed:
    """The levels of a field from 0 upward: what each weighs, and its m and u."""

    weights: tuple[float, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]


def pooled(kind: Kind, m: Sequence[float | None], u: Sequence[float | None], same: float, seen: int) -> Weighed:
    """m and u of each level (from 0 upward) as they are used, with weights that never fall.

    Parameters: `m` and `u` as learnt, None where nothing was; `same` how often two records have the same value by
    chance; `seen` from how many pairs u was learnt.
    """
    usual_m, usual_u = levels.USUAL_M[kind], levels.usual_u(kind)
    is_known = any(value is not None for value in m)
    ms = [KNOWN * (a or 0.0) + (1 - KNOWN) * b if is_known else b for a, b in zip(m, usual_m, strict=True)]
    us = [((a or 0.0) * seen + b * BEFORE) / (seen + BEFORE) for a, b in zip(u, usual_u, strict=True)]
    us[-1] = same
    weights = linking.rising(ms, us)
    return Weighed(weights, tuple(min(0.999999, b * 2**weight) for b, weight in zip(us, weights, strict=True)), (*us,))
