"""A mapping in memory: which file fills which records, and which column which field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yanzhen.platform.imports.nouns import Noun

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Source:
    """Where the value of one field comes from, and what is done to it on the way.

    A date goes to the `nearest` "month" start where that is asked for, and is then moved by `shift_months`.
    """

    column: str = ""
    const: Any = None
    template: str = ""
    first: tuple["Source", ...] = ()
    map: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    default: Any = None
    missing: str = "reject"
    lookup: str = ""
    shift_months: int = 0
    nearest: str = ""

    def columns(self) -> set[str]:
        """All columns that are read."""
        mine = {self.column} if self.column else set(PLACEHOLDER.findall(self.template))
        return mine.union(*(s.columns() for s in self.first))


@dataclass(frozen=True)
class FilePart:
    """A table of a file as the mapping names it."""

    file: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header: int = 0
    corrections: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Join:
    """Columns of another file, found by equal values; named `<as>.<column>`."""

    name: str
    part: FilePart
    on: Mapping[str, str]
    missing: str


@dataclass(frozen=True)
class Step:
    """One file (or rows written in the mapping) that fills one noun."""

    name: str
    noun: Noun
    part: FilePart | None
    fields: Mapping[str, Source]
    rows: tuple[Mapping[str, Any], ...] = ()
    lines: Mapping[str, Source] = field(default_factory=dict)
    group: str = ""
    distinct: bool = False
    leave_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    key: tuple[str, ...] = ()
    on_existing: str = "update"
    on_new: str = "create"
    on_duplicate: str = "off"

    def columns(self) -> set[str]:
        """All columns that the step reads, joined ones too."""
        used = {c for s in (*self.fields.values(), *self.lines.values()) for c in s.columns()}
        used |= set(self.leave_out) | ({self.group} if self.group else set())
        return used.union(*(set(j.on) for j in self.joins))


@dataclass(frozen=True)
class Plan:
    """A whole mapping, ready to run; `digest` changes with every letter of it, `content` makes it again."""

    name: str
    steps: tuple[Step, ...]
    digest: str
    content: Mapping[str, Any] = field(default_factory=dict)
