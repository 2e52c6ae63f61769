"""Ten thousand random boards: every margin holds to the cent and no lock moves."""

import pytest
from hypothesis import HealthCheck, given, settings

from yanzhen.planning.tests.boards import Case, boards, check

pytestmark = pytest.mark.slow


@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(boards())
def test_ten_thousand_boards(board: Case) -> None:
    check(board)
