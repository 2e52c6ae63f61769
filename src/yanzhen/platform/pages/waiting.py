"""What waits for a person: every part of the product adds its own, the Today page shows them together."""

from collections.abc import Callable
from typing import Any

from yanzhen.platform.actor import Actor

Source = Callable[[Actor], list[dict[str, Any]]]
_sources: list[tuple[int, Source]] = []


def add(source: Source, order: int = 50) -> None:
    """Register a source of entries `{"text", "figure", "url"}`; a lower `order` stands higher.

    An entry with an "icon" tells of the day as it was planned; the others call for something to be put right.
    """
    _sources.append((order, source))


def of(actor: Actor) -> list[dict[str, Any]]:
    """Everything that waits for `actor`, the most pressing kinds first."""
    return [entry for _order, source in sorted(_sources, key=lambda s: s[0]) for entry in source(actor)]
