"""Forecasts many series at once, on all cores, in processes of their own that have neither database nor secrets.

A series whose process dies or takes too long is forecast by a simple model that says so; the others go on.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from yanzhen.planning.calc.forecasting import Forecast, begun, forecast, kind_of
from yanzhen.platform import processes
from yanzhen.platform.services.jobs import Cancelled

log = structlog.get_logger(__name__)

WORKER = "yanzhen.planning.calc.forecast_worker"
SECONDS = 120.0
"""For one series, the start of its process included; the usual is a third of a second."""
BEAT = 0.5


@dataclass(frozen=True)
class Request:
    """One series to forecast; `values` are monthly, oldest first. See `calc.forecasting.forecast`."""

    key: Hashable
    values: Sequence[float]
    ahead: int
    is_simple: bool = False
    holds_out: bool = True
    floor: float | None = None

    def here(self) -> Forecast:
        """Forecast it in this process, by a simple model."""
        return forecast(self.values, self.ahead, is_simple=True, floor=self.floor)

    @property
    def is_heavy(self) -> bool:
        """Whether it needs the full models."""
        return not self.is_simple and kind_of(begun(self.values))[0] == "ensemble"


@dataclass
class _Hand:
    """One process at work, and since when it has been on the series in hand."""

    process: "subprocess.Popen[str] | None" = None
    since: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def end(self) -> None:
        with self.lock:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()


def cores() -> int:
    """How many processes may run at once."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def run(
    requests: Iterable[Request],
    *,
    processes: int | None = None,
    on_done: Callable[[int], None] = lambda done: None,
    is_cancelled: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
) -> dict[Hashable, Forecast]:
    """Forecast all; `on_done` hears how many are done, `is_cancelled` is asked about twice a second (Cancelled)."""
    everything = list(requests)
    heavy = [r for r in everything if r.is_heavy]
    found: dict[Hashable, Forecast] = {
        r.key: forecast(r.values, r.ahead, is_simple=r.is_simple, holds_out=r.holds_out, floor=r.floor)
        for r in everything
        if not r.is_heavy
    }
    on_done(len(found))
    if heavy:
        _share_out(heavy, min(processes or cores(), len(heavy)), found, on_done, is_cancelled, seconds)
    return found


def _share_out(
    heavy: list[Request],
    number: int,
    found: dict[Hashable, Forecast],
    on_done: Callable[[int], None],
    is_cancelled: Callable[[], bool],
    seconds: float,
) -> None:
    waiting: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[Hashable, Forecast]] = queue.SimpleQueue()
    for request in [*heavy, *[None] * number]:
        waiting.put(request)
    hands = [_Hand() for _ in range(number)]
    threads = [threading.Thread(target=_work, args=(hand, waiting, done), daemon=True) for hand in hands]
    for thread in threads:
        thread.start()
    try:
        wanted = len(found) + len(heavy)
        while len(found) < wanted:
            _collect(done, found)
            on_done(len(found))
            if is_cancelled():
                raise Cancelled
            _end_late(hands, seconds)
            if len(found) < wanted and done.empty() and not any(thread.is_alive() for thread in threads):
                raise RuntimeError("the threads of the forecast ended early")
    finally:
        _end_all(hands, threads, waiting)


def _collect(done: "queue.SimpleQueue[tuple[Hashable, Forecast]]", found: dict[Hashable, Forecast]) -> None:
    """Take what came within a beat."""
    try:
        key, made = done.get(timeout=BEAT)
        found[key] = made
        while True:
            key, made = done.get_nowait()
            found[key] = made
    except queue.Empty:
        return


def _end_late(hands: list[_Hand], seconds: float) -> None:
    for hand in hands:
        since = hand.since
        if since is not None and time.monotonic() - since > seconds:
            hand.since = None
            hand.end()


def _end_all(hands: list[_Hand], threads: list[threading.Thread], waiting: "queue.SimpleQueue[Request | None]") -> None:
    try:
        while True:
            waiting.get_nowait()
    except queue.Empty:
        for _thread in threads:
            waiting.put(None)
    for hand in hands:
        hand.end()
    for thread in threads:
        thread.join(timeout=10)


def _work(
    hand: _Hand,
    waiting: "queue.SimpleQueue[Request | None]",
    done: "queue.SimpleQueue[tuple[Hashable, Forecast]]",
) -> None:
    """One process's thread: a series at a time, another process when it died."""
    while (request := waiting.get()) is not None:
        try:
            made = _asked(hand, request)
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("a series could not be forecast by the full models", error=str(error)[:200])
            hand.since = None
            made = replace(request.here(), note="failed", failures=(str(error)[:200],))
        done.put((request.key, made))
    _dismiss(hand)


def _dismiss(hand: _Hand) -> None:
    """End a process and give back what it held."""
    hand.end()
    process, hand.process = hand.process, None
    if process is not None:
        with contextlib.suppress(OSError):
            process.communicate()


def _asked(hand: _Hand, request: Request) -> Forecast:
    if hand.process is not None and hand.process.poll() is not None:
        _dismiss(hand)
    with hand.lock:
        process = hand.process = hand.process or _started()
    assert process.stdin is not None
    assert process.stdout is not None
    hand.since = time.monotonic()
    wanted = {
        "id": 0,
        "values": list(request.values),
        "ahead": request.ahead,
        "holds_out": request.holds_out,
        "floor": request.floor,
    }
    process.stdin.write(json.dumps(wanted) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    hand.since = None
    if not line:
        _dismiss(hand)
        raise OSError("the process ended")
    return _read(json.loads(line))


def _read(answer: dict[str, Any]) -> Forecast:
    if "error" in answer:
        raise ValueError(answer["error"])
    made: dict[str, Any] = answer["forecast"]
    values: dict[str, Any] = {n: tuple(value) if isinstance(value, list) else value for n, value in made.items()}
    return Forecast(**values)


def _started() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=processes.single_threaded(),
        cwd="/" if os.name == "posix" else None,
    )
