"""What became of a batch."""

from dataclasses import dataclass, field
from typing import Any

from yanzhen.platform.imports.nouns import Draft, Touch
from yanzhen.platform.imports.rows import Rejected


class Skipped(Exception):
    """The plan says to pass this record by."""


@dataclass
class Outcome:
    """What became of a batch: drafts by fate, old and new values of updated ones, what the engine must read again."""

    created: list[Draft] = field(default_factory=list)
    updated: list[Draft] = field(default_factory=list)
    unchanged: list[Draft] = field(default_factory=list)
    skipped: list[Draft] = field(default_factory=list)
    rejected: list[tuple[Draft, Rejected]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    marked: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    partitions: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: "Outcome") -> None:
        for name in ("created", "updated", "unchanged", "skipped", "rejected", "touches"):
            getattr(self, name).extend(getattr(other, name))
        self.marked += other.marked
        self.before.update(other.before)
        self.after.update(other.after)
        self.partitions |= other.partitions
