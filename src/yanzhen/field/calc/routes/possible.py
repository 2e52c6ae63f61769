"""The best routes even where not every appointment can be kept: the rest is planned, and what was given up is named.

One visit that nobody can keep must not cost the plan of a whole week. `answer.plan` says which visits already fail by
themselves or together; those that fail by themselves are given up, of those that only fail together the one of least
value (of equal value the one named last), until a plan stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.field.calc.routes.answer import Plan, plan
from yanzhen.field.calc.routes.faults import AppointmentsOverlap, NoRoute
from yanzhen.field.calc.routes.stops import Day, Stop
from yanzhen.field.calc.routes.travel import Travel


@dataclass(frozen=True)
class Possible:
    """A plan, and the stops given up for it with the rule that each of them breaks, or the fault."""

    plan: Plan
    given_up: dict[str, str]


def possible(
    stops: Sequence[Stop], days: Sequence[Day], travel: Travel, *, seconds: float = 10.0, seed: int = 1
) -> Possible:
    """The best routes of what can be visited. Raises the faults of `plan` that no giving up mends."""
    left, given_up = list(stops), dict[str, str]()
    while True:
        try:
            return Possible(plan(left, days, travel, seconds=seconds, seed=seed), given_up)
        except (NoRoute, AppointmentsOverlap) as fault:
            gone = _given_up(left, fault)
            given_up |= gone
            left = [stop for stop in left if stop.key not in gone]


def _given_up(stops: Sequence[Stop], fault: NoRoute | AppointmentsOverlap) -> dict[str, str]:
    """At least one, so that there is an end."""
    if isinstance(fault, NoRoute) and fault.rules:
        return fault.rules
    named = [stop for stop in stops if stop.key in fault.stops]
    least = min(reversed(named), key=lambda stop: stop.value)
    return {least.key: fault.code if isinstance(fault, AppointmentsOverlap) else fault.detail}
