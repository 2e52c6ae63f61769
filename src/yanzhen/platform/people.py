"""People as the platform knows them. Who they are is kept by `accounts`, which registers its directory here."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, as far as others need to know."""

    user_id: int
    username: str
    name: str
    employee_id: int | None = None
    unit_id: int | None = None
    email: str = ""
    language: str = "zh-hans"
    is_active: bool = True
    left_on: date | None = None


class Directory(Protocol):
    """What `accounts` answers about people."""

    def people(self, user_ids: Iterable[int]) -> dict[int, Person]:
        """The persons behind these keys; unknown keys are left out."""

    def colleagues(self, text: str, *, actor: Actor, limit: int = 8) -> list[Person]:
        """Active people whose name or sign-in name holds `text`, for mentions and assignments."""

    def actor(self, user_id: int) -> Actor:
        """The actor this person is today; one that may do nothing when inactive or unknown."""

    def holding(self, code: str, *, unit_id: int | None = None, employee_id: int | None = None) -> list[Person]:
        """Active people whose function `code` reaches this unit or employee; without either, all who have it."""

    def acquainted(self, user_ids: Iterable[int], *, actor: Actor) -> dict[int, Person]:
        """Those of these active people whom `actor` may name: of the same company, or within reach."""

    def of_employees(self, employee_ids: Iterable[int]) -> dict[int, Person]:
        """The active people who sign in as these employees, by the key of the employee."""

    def manager(self, user_id: int) -> Person | None:
        """The nearest active superior on the first line who signs in."""

    def standing_in_for(self, user_id: int) -> list[Person]:
        """The absent people whom this person substitutes today."""

    def epoch(self, user_id: int) -> int | None:
        """The epoch this person's access is in; it counts up when sessions end. None without access."""

    def still_in(self, user_id: int, epoch: int) -> bool:
        """Whether the access that was there at `epoch` still holds; also False after leaving and coming back."""

    def role_codes(self, user_id: int) -> list[str]:
        """The codes of the roles this person holds today."""

    def roles(self) -> list[tuple[str, str]]:
        """Every role by code and name."""

    def units_above(self, unit_id: int) -> list[int]:
        """This unit and those above it, the nearest first."""

    def units(self) -> list[tuple[int, str]]:
        """Every unit by key and name, in the order of the tree."""


_directory: Directory | None = None


def register(directory: Directory) -> None:
    """Name the one directory; called once when `accounts` is ready."""
    global _directory
    _directory = directory


def directory() -> Directory:
    """The directory of people."""
    assert _directory is not None, "accounts registers its directory when Django starts"
    return _directory


def person(user_id: int | None) -> Person | None:
    """One person; None without a key or an account."""
    return None if user_id is None else directory().people([user_id]).get(user_id)


class AccessEnded(Exception):
    """The person who reads a stream has lost access: it breaks off, so that nobody takes it for whole."""


LOOKS_EVERY = 0.3


def while_in[T](user_id: int | None, pieces: Iterable[T]) -> Iterator[T]:
    """The pieces of a stream (an export, a download, a feed) as long as this person has access.

    Looked at before the first piece and then at most every 0.3 seconds; raises `AccessEnded` in between, which breaks
    the connection off. Wrap what a response streams: `StreamingHttpResponse(while_in(actor.user_id, lines))`.
    """
    if user_id is None:
        yield from pieces
        return
    epoch, looked = directory().epoch(user_id), time.monotonic()
    if epoch is None:
        raise AccessEnded
    for piece in pieces:
        if time.monotonic() - looked >= LOOKS_EVERY:
            if not directory().still_in(user_id, epoch):
                raise AccessEnded
            looked = time.monotonic()
        yield piece


def initials(name: str) -> str:
    """Two letters for the round picture: the given name of a Chinese person, initials of another."""
    if name and ord(name[0]) > 0x2E7F:
        return name[-2:] if len(name) > 2 else name
    return "".join(word[0] for word in name.split()[:2]).upper()
