"""Imports for programs: the same steps as the pages, through the same functions."""

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import idempotency
from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import describing, drafts, mappings, options, tasks, templates, undoing
from yanzhen.platform.imports import parts, service
from yanzhen.platform.models import FileImport, SavedMapping
from yanzhen.platform.pages.api import answer

router = Router(tags=["imports"])
RUN, VIEW = drafts.RUN, drafts.VIEW
MOST = 200


class ColumnIn(Schema):
    """What one column fills; `lookup` says how it names related records."""

    model_config = ConfigDict(extra="forbid")
    slot: str = Field("", max_length=120)
    lookup: str = Field("", max_length=20, description="either, code or name")


class MappingIn(Schema):
    """Which kind of record, which sheet and header row, and which column fills which field."""

    model_config = ConfigDict(extra="forbid")
    noun: str | None = Field(None, max_length=80)
    sheet: str | None = Field(None, max_length=120)
    header: int | None = Field(None, ge=1, le=20)
    columns: dict[str, ColumnIn | str] | None = Field(
        None, description="field by column; “lines.…” for a document's lines"
    )
    on_existing: str | None = Field(None, max_length=20, description="update, skip or refuse")
    on_new: str | None = Field(None, max_length=20, description="create, skip or refuse")
    on_duplicate: str | None = Field(None, max_length=20, description="off, mark, refuse or update")
    keys: list[str] | None = Field(None, description="the fields that find a record again")
    constants: dict[str, str] | None = Field(None, description="one value for all rows, by field")
    version: int | None = Field(None, ge=0, le=2**31 - 1)


class CorrectionsIn(Schema):
    """New values by row and column; null takes a correction back."""

    model_config = ConfigDict(extra="forbid")
    cells: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    version: int | None = Field(None, ge=0, le=2**31 - 1)


class RunIn(Schema):
    """`tried` is the token of the preview; with it the import is refused when anything was changed since."""

    model_config = ConfigDict(extra="forbid")
    tried: str | None = Field(None, max_length=64)


class UndoIn(Schema):
    """Why the import is taken back."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field("", max_length=500)


class ImportOut(Schema):
    """Where an import stands; counts once it has ended."""

    id: int
    file: str
    noun: str
    state: str
    who: str
    created_at: str
    rows: int
    done: int
    total: int
    counts: dict[str, int] | None
    job: int | None
    undo_job: int | None
    version: int


class ImportPage(Schema):
    """The newest first; `next` is given as `before` for older ones."""

    items: list[ImportOut]
    next: int | None


class Held(Schema):
    """How many bytes of a file have arrived."""

    held: int


class SlotOut(Schema):
    """One field that a column can fill."""

    key: str
    label: str
    kind: str
    required: bool
    lookups: list[str]
    allowed: list[str]


class ColumnOut(Schema):
    """One column: examples, what it seems to fill and how surely (0 to 1), what it is set to."""

    name: str
    samples: list[str]
    guess: str
    confidence: float
    slot: str
    lookup: str


class MappingOut(Schema):
    """The mapping as it stands, and what would be possible."""

    noun: str
    sheet: str
    sheets: list[str]
    header: int
    columns: list[ColumnOut]
    slots: list[SlotOut]
    missing: list[str]
    options: dict[str, Any]
    version: int


class ErrorOut(Schema):
    """A refused row."""

    file: str
    row: int
    column: str
    reason: str
    cells: list[str]


class ErrorPage(Schema):
    """Refused rows; `next` is given as `after`."""

    items: list[ErrorOut]
    next: int | None


class PreviewOut(Schema):
    """What the import would do; while a large file is tried, `ready` is false and the rest is empty."""

    ready: bool
    tried: str
    counts: dict[str, int]
    samples: list[dict[str, Any]]
    errors: list[ErrorOut]


class UndoOut(Schema):
    """What taking it back would do."""

    is_large: bool
    removed: int
    restored: int
    refused: int
    refusals: list[dict[str, Any]]


class SavedOut(Schema):
    """A mapping that is used again by itself."""

    id: int
    name: str
    noun: str
    columns: list[str]
    who: str
    shared: bool
    mine: bool
    times: int


class SavedIn(Schema):
    """Whether all who import may use it."""

    model_config = ConfigDict(extra="forbid")
    shared: bool = False


def _function(code: str) -> dict[str, Any]:
    return {"x-function": code}


def _actor(request: HttpRequest, code: str) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(code)
    return actor


def _key(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise Http404
    return int(raw)


def _own(request: HttpRequest, pk: str) -> tuple[FileImport, Actor]:
    actor = _actor(request, RUN)
    return drafts.found(_key(pk), actor, own=True), actor


@router.get("/imports", response={200: ImportPage}, operation_id="imports_list",
            summary="List imports", openapi_extra=_function(VIEW))  # fmt: skip
def listed(request: HttpRequest, before: int | None = None, limit: int = 50) -> HttpResponse:
    """One's own imports; all of them for those who read the audit trail."""
    rows = drafts.visible(_actor(request, VIEW))
    if before is not None:
        rows = rows.filter(pk__lt=min(max(before, 0), 2**63 - 1))
    most = min(max(limit, 1), MOST)
    found = list(rows[: most + 1])
    following = found[most - 1].pk if len(found) > most else None
    return answer({"items": [describing.one(d) for d in found[:most]], "next": following})


@router.post("/imports", response={201: ImportOut}, operation_id="imports_upload",
             summary="Upload a file", openapi_extra=_function(RUN))  # fmt: skip
def upload(
    request: HttpRequest,
    file: UploadedFile | None = File(None),  # noqa: B008
    noun: str = Form("", max_length=80),
    part: str = Form("", max_length=32, description="the key of a file that was sent in pieces, instead of the file"),
    name: str = Form("", max_length=200, description="the name of that file"),
) -> HttpResponse:
    """Take a file and guess what it holds; an idempotency key makes sure that it is taken once."""
    actor = _actor(request, RUN)
    if part:
        status, body = idempotency.once(
            request,
            actor,
            lambda: (201, describing.one(drafts.gather(name, part, actor=actor, noun=noun))),
            content=f"{noun}\n{name}\n{part}".encode("utf-8", "replace"),
        )
        return answer(body, status)
    if file is None:
        raise RuleBroken(_("Choose a file first."), field="file", code="required")
    digest = hashlib.sha256(f"{noun}\n{file.name}\n".encode("utf-8", "replace"))
    for block in file.chunks():
        digest.update(block)

    def carry_out() -> tuple[int, Any]:
        return 201, describing.one(drafts.upload(file.name or "", file.chunks(), actor=actor, noun=noun))

    status, body = idempotency.once(request, actor, carry_out, content=digest.digest())
    return answer(body, status)


@router.get("/imports/parts/{key}", response={200: Held}, operation_id="imports_part",
            summary="How much of a file has arrived", openapi_extra=_function(RUN))  # fmt: skip
def part_held(request: HttpRequest, key: str) -> HttpResponse:
    """Where to go on after the connection broke."""
    return answer({"held": parts.held(key, actor=_actor(request, RUN))})


@router.put("/imports/parts/{key}", response={200: Held}, operation_id="imports_part_send",
            summary="Send a piece of a file",
            openapi_extra=_function(RUN) | {"requestBody": {"content": {"application/octet-stream": {}}}})  # fmt: skip
def part_send(request: HttpRequest, key: str, at: int = Query(0, ge=0, le=2**53)) -> HttpResponse:
    """A piece that begins at byte `at`. The sender chooses the key, 32 hexadecimal digits; files are kept for a day."""
    actor = _actor(request, RUN)
    return answer({"held": parts.add(key, at, iter(lambda: request.read(parts.BLOCK), b""), actor=actor)})


@router.get("/imports/nouns", response={200: dict[str, list[SlotOut]]}, operation_id="imports_nouns",
            summary="What can be imported", openapi_extra=_function(RUN))  # fmt: skip
def nouns(request: HttpRequest) -> HttpResponse:
    """Kinds of record this person may import, with the fields that columns can fill."""
    actor = _actor(request, RUN)
    return answer({n.name: describing.slots_of(n, actor) for n in options.allowed(actor)})


@router.get("/imports/templates/{noun}", response={200: None}, operation_id="imports_template",
            summary="A file to fill in", openapi_extra=_function(RUN))  # fmt: skip
def template(request: HttpRequest, noun: str, format: str = "xlsx") -> HttpResponse:
    """xlsx or csv, in the reader's language."""
    actor = _actor(request, RUN)
    if noun not in {n.name for n in options.allowed(actor)}:
        raise Http404
    declared = options.noun_of(noun)
    return _file(
        templates.as_csv(declared, actor) if format == "csv" else templates.as_xlsx(declared, actor), noun, format
    )


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    suffix = "csv" if form == "csv" else "xlsx"
    response = HttpResponse(content, content_type=describing.FORMATS[suffix])
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


@router.get("/imports/mappings", response={200: list[SavedOut]}, operation_id="imports_mappings",
            summary="Saved mappings", openapi_extra=_function(RUN))  # fmt: skip
def saved(request: HttpRequest) -> HttpResponse:
    """One's own and the shared ones."""
    actor = _actor(request, RUN)
    return answer([describing.saved(m, actor) for m in mappings.visible(actor)[:500]])


def _saved(request: HttpRequest, pk: str) -> tuple[SavedMapping, Actor]:
    actor = _actor(request, RUN)
    kept = mappings.visible(actor).filter(pk=_key(pk), user_id=actor.user_id or 0).first()
    if kept is None:
        raise Http404
    return kept, actor


@router.patch("/imports/mappings/{pk}", response={200: SavedOut}, operation_id="imports_mapping_share",
              summary="Share a mapping, or stop", openapi_extra=_function(RUN))  # fmt: skip
def share(request: HttpRequest, pk: str, payload: SavedIn) -> HttpResponse:
    kept, actor = _saved(request, pk)
    return answer(describing.saved(mappings.share(kept, actor=actor, is_shared=payload.shared), actor))


@router.delete("/imports/mappings/{pk}", response={204: None}, operation_id="imports_mapping_remove",
               summary="Forget a mapping", openapi_extra=_function(RUN))  # fmt: skip
def forget(request: HttpRequest, pk: str) -> HttpResponse:
    kept, actor = _saved(request, pk)
    mappings.remove(kept, actor=actor)
    return HttpResponse(status=204)


@router.get("/imports/{pk}", response={200: ImportOut}, operation_id="imports_read",
            summary="Where an import stands", openapi_extra=_function(VIEW))  # fmt: skip
def read(request: HttpRequest, pk: str) -> HttpResponse:
    return answer(describing.one(drafts.found(_key(pk), _actor(request, VIEW))))


@router.get("/imports/{pk}/mapping", response={200: MappingOut}, operation_id="imports_mapping",
            summary="What the columns seem to hold", openapi_extra=_function(RUN))  # fmt: skip
def mapping(request: HttpRequest, pk: str) -> HttpResponse:
    draft, actor = _own(request, pk)
    return answer(describing.mapping(draft, actor))


@router.put("/imports/{pk}/mapping", response={200: MappingOut}, operation_id="imports_set_mapping",
            summary="Say what the columns fill", openapi_extra=_function(RUN))  # fmt: skip
def set_mapping(request: HttpRequest, pk: str, payload: MappingIn) -> HttpResponse:
    """Another kind of record, sheet or header guesses the columns anew; then `columns` and the choices are applied."""
    draft, actor = _own(request, pk)
    given = payload.dict(exclude_unset=True)
    version = given.pop("version", None)
    if any(given.get(k) is not None for k in ("noun", "sheet", "header")):
        sheet = given.get("sheet")
        draft = drafts.set_table(
            draft,
            actor=actor,
            noun=given.get("noun") or draft.noun_name,
            sheet=draft.sheet if sheet is None else sheet,
            header=given.get("header") or 0,
            version=version,
        )
        version = draft.version
    choices = {k: given[k] for k in (*options.CHOICES, "keys", "constants") if given.get(k) is not None}
    columns = given.get("columns")
    if columns is not None or choices:
        wanted = draft.mapping if columns is None else columns
        draft = drafts.set_columns(draft, actor=actor, columns=wanted, choices=choices, version=version)
    return answer(describing.mapping(draft, actor))


@router.put("/imports/{pk}/corrections", response={200: ImportOut}, operation_id="imports_correct",
            summary="Correct cells", openapi_extra=_function(RUN))  # fmt: skip
def correct(request: HttpRequest, pk: str, payload: CorrectionsIn) -> HttpResponse:
    draft, actor = _own(request, pk)
    return answer(describing.one(drafts.correct(draft, actor=actor, cells=payload.cells, version=payload.version)))


@router.post("/imports/{pk}/preview", response={200: PreviewOut, 202: PreviewOut},
             operation_id="imports_preview", summary="Try it", openapi_extra=_function(RUN))  # fmt: skip
def preview(request: HttpRequest, pk: str) -> HttpResponse:
    """Exactly what the import would do. A large file is tried in the background: ask again until `ready`."""
    draft, actor = _own(request, pk)
    if not drafts.is_tried(draft):
        if drafts.is_large(draft):
            tasks.enqueue(draft, actor=actor)
            return answer(describing.preview(None), 202)
        draft = drafts.try_out(draft, actor=actor)
    return answer(describing.preview(draft))


@router.post("/imports/{pk}/run", response={202: ImportOut}, operation_id="imports_run",
             summary="Import", openapi_extra=_function(RUN))  # fmt: skip
def run(request: HttpRequest, pk: str, payload: RunIn) -> HttpResponse:
    draft, actor = _own(request, pk)

    def carry_out() -> tuple[int, Any]:
        return 202, describing.one(drafts.start(draft, actor=actor, tried=payload.tried))

    status, body = idempotency.once(request, actor, carry_out)
    return answer(body, status)


@router.post("/imports/{pk}/resume", response={202: ImportOut}, operation_id="imports_resume",
             summary="Go on where it stopped", openapi_extra=_function(RUN))  # fmt: skip
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    draft, actor = _own(request, pk)
    if draft.job is None:
        raise RuleBroken(_("Nothing was imported yet."), code="not_started")
    service.resume(draft.job, actor=actor)
    return answer(describing.one(drafts.found(draft.pk, actor)), 202)


@router.get("/imports/{pk}/errors", response={200: ErrorPage}, operation_id="imports_errors",
            summary="Refused rows", openapi_extra=_function(RUN))  # fmt: skip
def errors(request: HttpRequest, pk: str, after: int = 0, limit: int = 100) -> HttpResponse:
    """Of the import once it has run, before that of its preview."""
    draft, _by = _own(request, pk)
    return answer(describing.errors(draft, max(0, min(after, 10**9)), min(max(limit, 1), MOST)))


@router.get("/imports/{pk}/refused", response={200: None}, operation_id="imports_refused",
            summary="Refused rows as a file", openapi_extra=_function(RUN))  # fmt: skip
def refused(request: HttpRequest, pk: str, format: str = "xlsx") -> HttpResponse:
    draft, _by = _own(request, pk)
    path = drafts.refused_file(draft, "csv" if format == "csv" else "xlsx")
    if path is None:
        raise Http404
    return _file(path.read_bytes(), f"refused-{draft.pk}", format)


@router.get("/imports/{pk}/undo", response={200: UndoOut}, operation_id="imports_look_at_undo",
            summary="What taking it back would do", openapi_extra=_function(RUN))  # fmt: skip
def look_at_undo(request: HttpRequest, pk: str) -> HttpResponse:
    draft, actor = _own(request, pk)
    blank = {"is_large": False, "removed": 0, "restored": 0, "refused": 0, "refusals": []}
    return answer({**blank, **undoing.look(draft, actor=actor)})


@router.post("/imports/{pk}/undo", response={202: ImportOut}, operation_id="imports_undo",
             summary="Take it back", openapi_extra=_function(RUN))  # fmt: skip
def undo(request: HttpRequest, pk: str, payload: UndoIn) -> HttpResponse:
    draft, actor = _own(request, pk)
    drafts.undo(draft, actor=actor, reason=payload.reason)
    return answer(describing.one(drafts.found(draft.pk, actor)), 202)


@router.delete("/imports/{pk}", response={204: None}, operation_id="imports_cancel",
               summary="Stop it, or forget a file that was not started", openapi_extra=_function(RUN))  # fmt: skip
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    draft, actor = _own(request, pk)
    drafts.cancel(draft, actor=actor)
    return HttpResponse(status=204)
