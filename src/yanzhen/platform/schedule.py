"""What the worker does each second, beside the jobs: functions that look whether there is something to do."""

from collections.abc import Callable

import structlog

from yanzhen.platform import functions, warehouse

log = structlog.get_logger(__name__)

_registry: dict[str, Callable[[], object]] = {}


def each_second(name: str, work: Callable[[], object]) -> None:
    """Have the worker call `work` each second; it must be quick when there is nothing to do."""
    _registry[name] = work


each_second("warehouse", warehouse.refresh)


def tick() -> None:
    """Call all of it once; what fails is logged and does not keep the rest from its turn."""
    functions.discover("jobs")
    for name, work in _registry.items():
        try:
            work()
        except Exception:
            log.exception("periodic work failed", work=name)
