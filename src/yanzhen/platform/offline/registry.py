"""The kinds of entries that a phone may send; each app declares its own and says how one is entered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform import functions
from yanzhen.platform.actor import Actor


class Shape(BaseModel):
    """What an entry of some kind carries; anything else is refused."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Typed[S: Shape]:
    """One entry on its way into the books. `is_forced`: somebody looked at both sides and wants this one."""

    content: S
    key: UUID
    at: datetime
    stated_at: datetime
    skew_seconds: int = 0
    is_doubtful: bool = False
    is_forced: bool = False
    upload: Any = None


@dataclass(frozen=True)
class Subject:
    """The record an entry is about, and who looks after it now."""

    noun: str = ""
    key: int | None = None
    title: str = ""
    owner_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Side:
    """One value as it was typed and as it stands in the books."""

    label: str
    mine: str
    theirs: str = ""

    @property
    def differs(self) -> bool:
        """Whether both are there and not the same."""
        return bool(self.mine and self.theirs) and self.mine != self.theirs


class Waits(RuleBroken):
    """Why an entry waits, by a code whose words its kind knows: whoever looks at it reads their own language."""

    def __init__(self, reasons: Mapping[str, Any], code: str) -> None:
        super().__init__(reasons[code], code=code)


Record = Any


@dataclass(frozen=True)
class Kind:
    """A kind of entry.

    `place` enters it through the usual services and gives the record; a `RuleBroken` or a missing function keeps the
    entry waiting, with that reason. `subject` tells what it is about, whoever asks. `sides` shows it beside what stands
    in the books, as far as the reader may see that. `warns_of_twin` stops the same content under another key. `reasons`
    are the words of what it `Waits` for, by code.
    """

    name: str
    label: Any
    shape: type[Any]
    place: Callable[[Typed[Any], Actor], Record]
    subject: Callable[[Any], Subject]
    sides: Callable[[Any, Actor], list[Side]]
    takes_file: bool = False
    warns_of_twin: bool = False
    reasons: Mapping[str, Any] = field(default_factory=dict)

    def read(self, payload: Mapping[str, Any]) -> Any:
        """The content in its shape; `RuleBroken` names the fields that have another one."""
        try:
            return self.shape.model_validate_json(json.dumps(payload))
        except ValidationError as error:
            faults = {".".join(map(str, e["loc"])) or FORM: e["msg"] for e in error.errors()}
            raise RuleBroken(code="shape", errors={f"payload.{k}": v for k, v in faults.items()}) from error


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Let phones send entries of this kind."""
    _kinds[kind.name] = kind
    return kind


def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    functions.discover("nouns")
    return _kinds


def find(name: str) -> Kind | None:
    """A kind by its name; None for one that nobody declares."""
    return kinds().get(name)
