"""The shapes of working together in the API."""

from datetime import date, datetime, time

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    """Input that knows its fields."""

    model_config = ConfigDict(extra="forbid")


class FileOut(Schema):
    """A file on a record. `kind` was decided by its content."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    who: str
    added_at: datetime


class TaskIn(Strict):
    """Something to do about a record; without `assignee` one's own."""

    title: str = Field(..., min_length=1, max_length=200)
    due_on: date
    assignee: int | None = Field(None, ge=0, le=2**63 - 1)


class TaskPatch(Strict):
    """What changes of a task."""

    title: str | None = Field(None, max_length=200)
    due_on: date | None = None
    assignee: int | None = Field(None, ge=0, le=2**63 - 1)
    is_done: bool | None = None


class TaskOut(Schema):
    """A task; `noun` and `record` say what it is about."""

    id: int
    title: str
    noun: str
    record: int
    assignee: int
    due_on: date
    done_at: datetime | None
    who: str


class FollowIn(Strict):
    is_on: bool


class NotePatch(Strict):
    """The new words of a note; `@[key]` names a person."""

    text: str = Field(..., max_length=20_000)


class NoteOut(Schema):
    """A note; `unreached` are people named in it who cannot see the record and were not told."""

    id: int
    text: str
    is_private: bool = False
    unreached: list[str] = []


class MessageOut(Schema):
    """One message of the inbox; empty `url` where it leads nowhere, or nowhere any more."""

    id: int
    topic: str
    text: str
    url: str
    written_at: datetime
    is_read: bool


class InboxOut(Schema):
    items: list[MessageOut]
    next: int | None
    unread: int


class MarkIn(Strict):
    """Which messages; all of them without `ids`."""

    is_read: bool
    ids: list[int] | None = Field(None, max_length=500)


class Marked(Schema):
    changed: int


class ChoiceBody(Strict):
    """Where one kind of news goes: `mail` is off, now or daily; `robots` are keys of channels."""

    topic: str
    is_in_inbox: bool
    mail: str
    robots: list[int] = []


class ChoicesBody(Strict):
    topics: list[ChoiceBody]
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_hour: int = 8


class TroubleOut(Schema):
    """A message that did not reach its person."""

    id: int
    user: int
    topic: str
    channel: str
    state: str
    attempts: int
    next_at: datetime
    failure: str


class InboxQuery(Schema):
    """Which messages: `show` is all or unread; `before` is `next` of the page before."""

    show: str = "all"
    topic: str = ""
    before: int | None = Field(None, ge=0, le=2**63 - 1)
