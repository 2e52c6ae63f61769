"""What one should know before a visit: each floor declares its facts, this page only sets them one below the other.

Field work knows neither orders nor grades; whoever does hands them down by `declare`, as with `crm.queries.traces`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Fact:
    """One line: what it is, its value, a hint behind it, a tone (good, warning, bad), and the way to more."""

    label: Any
    value: str
    hint: str = ""
    url: str = ""
    tone: str = ""


Read = Callable[[Any, Actor], Sequence[Fact]]


@dataclass(frozen=True)
class Source:
    """A group of facts about a customer under one heading."""

    name: str
    label: Any
    read: Read
    order: int = 50


@dataclass(frozen=True)
class Group:
    """A heading and what stands below it for one reader."""

    name: str
    label: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Door:
    """Something to do for a customer on another floor: enter an order. `url` is empty for whom it is closed to."""

    name: str
    label: Any
    icon: str
    url: Callable[[Any, Actor], str]
    order: int = 50


_sources: dict[str, Source] = {}
_doors: dict[str, Door] = {}


def declare(name: str, label: Any, read: Read, *, order: int = 50) -> None:
    """Hand a group of facts down to the page; `read(customer, actor)` gives only what `actor` may see."""
    _sources[name] = Source(name, label, read, order)


def declare_door(name: str, label: Any, icon: str, url: Callable[[Any, Actor], str], *, order: int = 50) -> None:
    """Hand a way to another floor down: it stands on the pages before and after a visit."""
    _doors[name] = Door(name, label, icon, url, order)


def of(customer: Any, actor: Actor) -> list[Group]:
    """The groups that say something about this customer to this reader."""
    functions.discover("nouns")
    read = ((source, list(source.read(customer, actor))) for source in sorted(_sources.values(), key=_place))
    return [Group(source.name, str(source.label), facts) for source, facts in read if facts]


def doors(customer: Any, actor: Actor) -> list[dict[str, str]]:
    """The ways that are open to this reader."""
    functions.discover("nouns")
    found = ((door, door.url(customer, actor)) for door in sorted(_doors.values(), key=_place))
    return [{"name": d.name, "label": str(d.label), "icon": d.icon, "url": url} for d, url in found if url]


def _place(declared: Source | Door) -> tuple[int, str]:
    return declared.order, declared.name
