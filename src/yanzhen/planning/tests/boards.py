"""Random boards: tables of two and three sides with history, locks and floors that can hold, and what must be true."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from yanzhen.planning.calc.allocation import Cents, fit


@dataclass(frozen=True)
class Case:
    """`weights` may be zero or negative; margins are those of a table that exists, so that there is a way."""

    weights: Cents
    margins: list[Cents | None]
    locked: Any
    values: Cents
    floors: Cents


@st.composite
def boards(draw: st.DrawFn) -> Case:
    """A board; the seed of the figures is drawn so that Hypothesis can shrink shape and kind."""
    sides = draw(st.integers(2, 3))
    shape = tuple(draw(st.integers(1, 7)) for _ in range(sides))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([10, 10_000, 10**9]))
    truth = random.integers(0, size, shape)
    weights = random.integers(-size // 4, size, shape) * (random.random(shape) < draw(st.sampled_from([0.3, 0.8, 1.0])))
    locked = random.random(shape) < draw(st.sampled_from([0.0, 0.1, 0.4, 0.8]))
    floors = (truth * random.random(shape) * draw(st.sampled_from([0.0, 0.5]))).astype(np.int64)
    margins = [truth.sum(axis=tuple(n for n in range(sides) if n != axis)) for axis in range(sides)]
    left_free = draw(st.integers(-1, sides - 1)) if sides == 3 else -1
    given = [None if axis == left_free else margin for axis, margin in enumerate(margins)]
    return Case(weights, given, locked, truth, floors)


def check(board: Case) -> None:
    """Every margin holds to the cent, every lock is untouched, no floor is broken."""
    found = fit(board.weights, board.margins, locked=board.locked, values=board.values, floors=board.floors).values
    for axis, margin in enumerate(board.margins):
        if margin is not None:
            assert found.sum(axis=tuple(n for n in range(found.ndim) if n != axis)).tolist() == margin.tolist()
    assert (found[board.locked] == board.values[board.locked]).all()
    assert (found >= np.where(board.locked, board.values, board.floors)).all()
