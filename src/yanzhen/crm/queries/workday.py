"""Work done by people on days, told by every floor that knows of it: orders taken, calls made, leads and deals begun.

The floors of orders and of field work stand beside each other; both tell here, and the reports of field work read it.
Every figure is a count of rows, so that it always opens to exactly the documents it was made of.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Document:
    """One row behind a figure: whose, of which day, its key, and how it reads. Money where it has some."""

    person: int
    day: date
    key: int
    title: str
    words: str = ""
    amount: Decimal | None = None
    currency: str = ""


Read = Callable[[Actor, Collection[int], date, date], Iterable[Document]]


@dataclass(frozen=True)
class Source:
    """One kind of work done: its function, the page of its records, and how they are read inside an actor's reach."""

    name: str
    label: Any
    code: str
    page: str
    read: Read
    order: int = 50


_sources: dict[str, Source] = {}


def declare(name: str, label: Any, code: str, page: str, read: Read, *, order: int = 50) -> None:
    """Hand down one kind of work: `read(actor, people, first, last)` gives its documents, both days included."""
    _sources[name] = Source(name, label, code, page, read, order)


def sources(actor: Actor) -> list[Source]:
    """The kinds of work that `actor` may see, in the order of the day."""
    functions.discover("nouns")
    found = [source for source in _sources.values() if actor.can(source.code)]
    return sorted(found, key=lambda source: source.order)


def source(name: str, actor: Actor) -> Source | None:
    """One of them by its name."""
    return next((one for one in sources(actor) if one.name == name), None)
