"""What the worker does from time to time, beside the jobs: functions that look whether there is something to do."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from yanzhen.platform import functions, warehouse

log = structlog.get_logger(__name__)

SECOND, HOUR = 1.0, 3600.0


@dataclass
class Periodic:
    """A function called every `seconds`; `next_at` is on the monotonic clock."""

    work: Callable[[], object]
    seconds: float
    next_at: float = 0.0


_registry: dict[str, Periodic] = {}


def every(seconds: float, name: str, work: Callable[[], object]) -> None:
    """Have the worker call `work` every so many seconds; it must be quick when there is nothing to do."""
    _registry[name] = Periodic(work, seconds)


every(SECOND, "warehouse", warehouse.refresh)


def tick() -> None:
    """Call what is due; what fails is logged and does not keep the rest from its turn."""
    functions.discover("jobs")
    for name, periodic in _registry.items():
        now = time.monotonic()
        if now < periodic.next_at:
            continue
        periodic.next_at = now + periodic.seconds
        try:
            periodic.work()
        except Exception:
            log.exception("periodic work failed", work=name)
