"""Two managers on one board, on real connections: nothing is lost. The twin shows what happens without the lock."""

import threading
from typing import Any

import pytest
from tests.test_races import together

from yanzhen.lib.errors import Stale
from yanzhen.planning.calc import cubes, packing
from yanzhen.planning.models import Board, BoardMove
from yanzhen.planning.queries import board_views
from yanzhen.planning.queries.board_views import View
from yanzhen.planning.services import board_acts
from yanzhen.planning.tests.drafts import firm
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
VIEW = View("person", "month")
HANDS = 6


def first_cells(board: Board) -> list[int]:
    board.refresh_from_db()
    return board_views.window(board, VIEW, 0, 1)["cells"][0][:HANDS]  # type: ignore[no-any-return]


def put(board: Board, column: int, cents: int) -> Any:
    fresh = Board.objects.get(pk=board.pk)
    return board_acts.put(fresh, actor=SYSTEM, seen=0, view=VIEW, cells=[(0, column, cents)])


def test_figures_of_different_cells_all_stay() -> None:
    board = firm().draft()
    results = together(lambda n: put(board, n, 1_000 + n), hands=HANDS)
    assert not any(isinstance(r, Exception) for r in results), results
    assert first_cells(board) == [1_000 + n for n in range(HANDS)]
    assert BoardMove.objects.filter(board=board).count() == HANDS


def test_of_figures_for_the_same_cell_one_stays_and_the_others_are_told() -> None:
    board = firm().draft()
    results = together(lambda n: put(board, 0, 1_000 + n), hands=HANDS)
    assert sum(isinstance(r, Stale) for r in results) == HANDS - 1
    assert first_cells(board)[0] in {1_000 + n for n in range(HANDS)}


def test_without_the_lock_figures_are_lost() -> None:
    """The twin: both hands read the board before either writes it back."""
    board = firm().draft()
    looked = threading.Barrier(2)

    def write(column: int) -> None:
        row = Board.objects.get(pk=board.pk)
        cube = board_views.cube(row)
        looked.wait(timeout=120)
        selection = board_views.selection(row, VIEW, [0], [column])
        changed = cubes.put(cube, selection, 1_000 + column, board_views.weights(row))
        row.cells = packing.pack(changed.cells, "cents")
        row.save(update_fields=["cells"])

    together(write, hands=2)
    cells = first_cells(board)
    assert sum(cells[n] == 1_000 + n for n in range(2)) == 1
