"""What a kind of record is found by; a noun carries one in `find`."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Find:
    """By which fields records of a noun are found in the search.

    `titles` are found by any part, by pinyin and initials; `codes` by any part; `long_codes` by the whole, the
    beginning or the end; `phone` by its ending, for those who may see it. A document is found by its `number` alone,
    looked up in its own table; `starts` are the beginnings of numbers that people leave out.
    `rank` is the date by which the latest comes first, `shown` names the fields that stand under a hit.
    `room` above 0 gives a kind with very many records a part of the index of its own.
    """

    titles: Sequence[str] = ()
    codes: Sequence[str] = ()
    long_codes: Sequence[str] = ()
    phone: str = ""
    number: str = ""
    starts: Sequence[str] = ()
    rank: str = ""
    shown: Sequence[str] = ()
    room: int = 0

    @property
    def is_indexed(self) -> bool:
        """Whether records have entries in the index; documents have none."""
        return bool(self.titles)

    @property
    def sources(self) -> tuple[str, ...]:
        """The fields whose text makes the terms."""
        return (*self.titles, *self.codes, *self.long_codes)
