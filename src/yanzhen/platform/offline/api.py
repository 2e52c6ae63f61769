"""What phones send by API: one entry at a time, and files each on their own; the same key again has one effect."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import OfflineEntry
from yanzhen.platform.offline import entries, registry, settling
from yanzhen.platform.offline.entries import SEND, Sent
from yanzhen.platform.pages.api import answer
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["offline"])
PERSON = "X-Yanzhen-Person"


class OfflineEntryIn(Schema):
    """One entry. `at` is when it was typed and `sent_at` now, by the phone's clock; `known_at` is when the phone last
    heard from us, by ours; `depends_on` the key of the entry that must come before it."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field(max_length=36, description="UUID made by the phone")
    kind: str = Field(max_length=40)
    payload: dict[str, Any]
    at: str = Field(max_length=40, description="ISO 8601 with zone")
    sent_at: str = Field(max_length=40, description="ISO 8601 with zone")
    known_at: str = Field("", max_length=40)
    depends_on: str = Field("", max_length=36)


class OfflineSide(Schema):
    """One value as it was typed and as it stands in the books."""

    label: str
    mine: str
    theirs: str


class OfflineRecord(Schema):
    """What the entry became; nothing while it waits or is out of reach."""

    noun: str
    id: int
    title: str
    url: str


class OfflineAnswer(Schema):
    """What became of an entry; while it waits, why, and both sides."""

    id: int
    key: str
    kind: str
    label: str
    title: str
    state: str
    state_label: str
    code: str
    reason: str
    happened_at: str
    skew_seconds: int
    is_doubtful: bool
    record: OfflineRecord | None
    sides: list[OfflineSide]


def answered(entry: OfflineEntry, actor: Actor) -> dict[str, Any]:
    """An entry as phones read it."""
    kind = registry.find(entry.kind)
    record = entries.record_of(entry, actor) if not settling.is_open(entry) else None
    waits = settling.is_open(entry)
    return {
        "id": entry.pk,
        "key": str(entry.key),
        "kind": entry.kind,
        "label": str(kind.label) if kind is not None else entry.kind,
        "title": entry.title,
        "state": str(entry.state),
        "state_label": str(entry.get_state_display()),
        "code": entry.code,
        "reason": entries.reason_of(entry),
        "happened_at": entry.happened_at.isoformat(),
        "skew_seconds": entry.skew_seconds,
        "is_doubtful": entry.is_doubtful,
        "record": None
        if record is None
        else {
            "noun": entry.noun_name,
            "id": record.pk,
            "title": str(record),
            "url": sight.url(entry.noun_name, record.pk),
        },
        "sides": [
            {"label": side.label, "mine": side.mine, "theirs": side.theirs} for side in settling.sides(entry, actor)
        ]
        if waits
        else [],
    }


@router.post(
    "/offline/entries",
    response={200: OfflineAnswer},
    operation_id="offline_send",
    summary="Send an entry typed without network",
    openapi_extra={"x-function": SEND},
)
def send(request: HttpRequest, payload: OfflineEntryIn) -> HttpResponse:
    """Entered at once, or kept waiting with its reason; the same key again gives the same answer."""
    actor = _sender(request)
    return answer(answered(entries.take(_sent(payload.dict(), payload.payload), actor=actor), actor))


@router.post(
    "/offline/uploads",
    response={200: OfflineAnswer},
    operation_id="offline_upload",
    summary="Send a photo or a recording made without network",
    openapi_extra={"x-function": SEND},
)
def upload(
    request: HttpRequest,
    file: UploadedFile | None = File(None),  # noqa: B008
    key: str = Form("", max_length=36),
    kind: str = Form("", max_length=40),
    payload: str = Form("{}", max_length=4000),
    at: str = Form("", max_length=40),
    sent_at: str = Form("", max_length=40),
    known_at: str = Form("", max_length=40),
    depends_on: str = Form("", max_length=36),
) -> HttpResponse:
    """One file with what it belongs to; sent again after a broken line it is there once."""
    actor = _sender(request)
    values = {"key": key, "kind": kind, "at": at, "sent_at": sent_at, "known_at": known_at, "depends_on": depends_on}
    sent = _sent(values, _object(payload), file)
    return answer(answered(entries.take(sent, actor=actor), actor))


def _sender(request: HttpRequest) -> Actor:
    """Who sends. A phone says whose entries these are, so that they never become those of who signed in after them."""
    actor = actor_of(request)
    actor.require(SEND)
    said = request.headers.get(PERSON, "")
    if said and said != str(actor.user_id):
        raise RuleBroken(_("Somebody else is signed in by now."), field=PERSON, code="person")
    return actor


def _sent(values: dict[str, Any], payload: dict[str, Any], file: Any = None) -> Sent:
    return Sent(
        key=_uuid(values["key"], "key"),
        kind=values["kind"],
        payload=payload,
        at=_moment(values["at"], "at"),
        sent_at=_moment(values["sent_at"], "sent_at"),
        known_at=_moment(values["known_at"], "known_at") if values["known_at"] else None,
        depends_on=_uuid(values["depends_on"], "depends_on") if values["depends_on"] else None,
        upload=file,
    )


def _uuid(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise RuleBroken(_("This is no UUID."), field=field, code="key") from error


def _moment(text: str, field: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found) or not 2000 <= found.year <= 2200:
        raise RuleBroken(_("Write the moment with its zone: 2026-11-22T09:30:00+08:00."), field=field, code="moment")
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RuleBroken(_("This is no JSON object."), field="payload", code="shape")
    return found
