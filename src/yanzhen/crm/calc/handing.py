"""Who gets what of a leaver: by territory, the manager, evenly, with the customer, or one person.

Plain Python. Input: the things by kind with what decides on them; output: the heir of each, or none. The same input
gives the same answer; evenly means that no two get numbers that differ by more than one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TERRITORY, MANAGER, EVEN, CUSTOMER, PERSON, LATER = "territory", "manager", "even", "customer", "person", "later"


@dataclass(frozen=True)
class Thing:
    """One record of the leaver. `territory` and `customer` are keys, or None where it has none."""

    key: int
    territory: int | None = None
    customer: int | None = None


@dataclass(frozen=True)
class Heirs:
    """Who may get something: the manager, the mates of the unit, by territory, and by customer as already decided."""

    manager: int | None = None
    mates: Sequence[int] = ()
    by_territory: Mapping[int, int] | None = None
    by_customer: Mapping[int, int] | None = None


def shared_out(things: Sequence[Thing], rule: str, heirs: Heirs, person: int | None = None) -> dict[int, int | None]:
    """The heir of each thing. A territory without a next person, and a customer without a new owner, fall to the
    manager; a unit without mates too.

    >>> shared_out([Thing(1), Thing(2), Thing(3)], EVEN, Heirs(manager=9, mates=[5, 6]))
    {1: 5, 2: 6, 3: 5}
    """
    if rule == EVEN and heirs.mates:
        return {thing.key: heirs.mates[n % len(heirs.mates)] for n, thing in enumerate(things)}
    return {thing.key: _one(thing, rule, heirs, person) for thing in things}


def _one(thing: Thing, rule: str, heirs: Heirs, person: int | None) -> int | None:
    if rule == LATER:
        return None
    if rule == PERSON:
        return person
    if rule == TERRITORY and thing.territory is not None:
        return (heirs.by_territory or {}).get(thing.territory, heirs.manager)
    if rule == CUSTOMER and thing.customer is not None:
        return (heirs.by_customer or {}).get(thing.customer, heirs.manager)
    return heirs.manager
