"""The processes that forecast: the real models, and what happens when one hangs or dies."""

from decimal import Decimal
from unittest import mock

import pytest

from yanzhen.planning.calc import forecasting
from yanzhen.planning.services import forecast_pool
from yanzhen.platform.services import jobs


def test_the_full_models_run_in_processes_and_one_failure_stops_nobody() -> None:
    """The one test that starts the real models: six seconds, most of them importing."""
    season = [100 + 30 * (n % 12 == 11) + n for n in range(60)]
    requests = [
        forecast_pool.Request("good", season, 6),
        forecast_pool.Request("negative", [*season[:-1], -50], 6),
        forecast_pool.Request("bad", [Decimal(v) for v in season], 6),  # type: ignore[list-item] # cannot be written
    ]
    told: list[int] = []
    found = forecast_pool.run(requests, processes=1, on_done=told.append)
    good = found["good"]
    assert (good.model, good.note, good.held_out) == ("ensemble", "", 6)
    assert good.smape is not None
    assert good.naive_smape is not None
    assert all(a <= b <= c <= d <= e for a, b, c, d, e in zip(
        good.low95, good.low80, good.mean, good.high80, good.high95, strict=True
    ))  # fmt: skip
    assert found["negative"].note == "negative"
    assert (found["bad"].model, found["bad"].note) == ("seasonal", "failed")
    assert good.failures == ()
    assert "Decimal" in found["bad"].failures[0]
    assert told[-1] == 3


def test_a_process_that_hangs_or_dies_is_replaced() -> None:
    season = [float(100 + n % 12 + n) for n in range(40)]
    with mock.patch.object(forecast_pool, "WORKER", "http.server"):  # never answers
        found = forecast_pool.run([forecast_pool.Request(1, season, 3)], processes=1, seconds=0.5)
    assert found[1].note == "failed"
    assert found[1].mean == tuple(season[-12:-9])
    assert found[1].failures == ("the process ended",)
    with mock.patch.object(forecast_pool, "WORKER", "yanzhen.lib.money"):  # ends at once
        found = forecast_pool.run([forecast_pool.Request(1, season, 3)], processes=1)
    assert found[1].note == "failed"


def test_stopping_ends_the_processes() -> None:
    season = [float(100 + n % 12 + n) for n in range(40)]
    with mock.patch.object(forecast_pool, "WORKER", "http.server"), pytest.raises(jobs.Cancelled):
        forecast_pool.run([forecast_pool.Request(1, season, 3)], processes=1, is_cancelled=lambda: True)


def test_a_short_history_needs_no_process() -> None:
    with mock.patch.object(forecast_pool, "_started", side_effect=AssertionError):
        assert forecast_pool.run([forecast_pool.Request(1, [1.0, 2.0], 2)])[1] == forecasting.forecast([1.0, 2.0], 2)
