"""An import from the file to the result: each step is a function that page and API share.

Nothing is in the books before `start`. Whoever began an import goes on with it; others with the right only look.
"""

import json
import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import guess, mappings, options, slots
from yanzhen.platform.importing.guess import Guess
from yanzhen.platform.importing.slots import Slot
from yanzhen.platform.imports import keeping, parts, reports, service
from yanzhen.platform.imports.rejects import Rejects
from yanzhen.platform.imports.rows import Rejection
from yanzhen.platform.imports.values import shown
from yanzhen.platform.models import FileImport, Job
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.services import jobs
from yanzhen.platform.writes import write

RUN, VIEW = "platform.run_import", "platform.view_import"
NOUN = "platform.fileimport"
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv", ".gz")
SHOWN_REFUSALS = 100
REFUSED = "refused-"
AT_ONCE = 5_000
"""A file with more rows is tried by the worker, so that no page waits for it."""
MOST_CORRECTIONS = 5_000
OPEN = (JobState.WAITING, JobState.RUNNING)
COPIED = (
    "noun_name", "file_name", "size", "digest", "sheets", "sheet", "header_row", "mapping", "options", "corrections"
)  # fmt: skip


class Changed(RuleBroken):
    """What would be imported is no longer what was looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("The file, its columns or what to do were changed after the preview. Look at a new preview first."),
            code="not_previewed",
        )


def visible(actor: Actor) -> QuerySet[FileImport]:
    """One's own imports; all of them for those who look after the installation or check it."""
    if not (actor.can(VIEW) or actor.can(RUN)):
        return FileImport.objects.none()
    rows = FileImport.objects.select_related("job", "preview_job", "undo_job")
    if actor.is_system or actor.can("platform.view_auditentry"):
        return rows
    return rows.filter(user_id=actor.user_id) if actor.user_id is not None else rows.none()


def found(pk: int, actor: Actor, *, own: bool = False) -> FileImport:
    """An import that this person may see; with `own` only one they began, for its content is theirs."""
    rows = visible(actor)
    if own and not actor.is_system:
        rows = rows.filter(user_id=actor.user_id)
    row = rows.filter(pk=pk).first() if 0 <= pk < 2**63 else None
    if row is None:
        raise Http404
    return row


# -- the file ----------------------------------------------------------------------------------------------------------


def upload(name: str, blocks: Iterable[bytes], *, actor: Actor, noun: str = "") -> FileImport:
    """Take a file, look into it and guess what it holds."""
    actor.require(RUN)
    if noun:
        options.require(options.noun_of(noun), actor)
    bare = str(name).replace("\\", "/").rpartition("/")[2].strip()
    if not bare.lower().endswith(SUFFIXES):
        raise RuleBroken(
            _("Bring a spreadsheet (.xlsx, .xls, .ods) or a table as text (.csv, .txt, .tsv)."),
            field="file",
            code="kind_of_file",
        )
    path = service.receive(bare, blocks)
    try:
        seen = service.inspect(path)
        if not any(s.columns for s in seen.sheets):
            raise RuleBroken(_("“{file}” is empty.").format(file=bare), field="file", code="empty")
        return _begin(bare, path, seen, noun, actor=actor)
    except BaseException:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise


def gather(name: str, key: str, *, actor: Actor, noun: str = "") -> FileImport:
    """The same with a file that has arrived in pieces."""
    actor.require(RUN)
    draft = upload(name, parts.blocks(key, actor=actor), actor=actor, noun=noun)
    parts.forget(key, actor=actor)
    return draft


@write(RUN)
def _begin(name: str, path: Path, seen: service.Inspection, noun: str, *, actor: Actor) -> FileImport:
    draft = FileImport(
        file_name=name[:200],
        path=str(path.relative_to(settings.VAR)),
        size=seen.size,
        digest=seen.digest,
        sheets=[asdict(s) for s in seen.sheets],
        options={"encoding": seen.encoding, "separator": seen.separator},
        user_id=actor.user_id,
        who=actor.name,
    )
    sheet = next((s for s in draft.sheets if s["columns"] and not s["hidden"]), draft.sheets[0])
    _choose(draft, noun or _likeliest(sheet["columns"], (sheet["name"], name), actor), sheet["name"], actor)
    draft.save()
    audit.record(actor, "upload", draft.file_name, noun=NOUN, after={"file": draft.file_name, "rows": sheet["rows"]})
    return draft


def _likeliest(columns: list[str], hints: tuple[str, ...], actor: Actor) -> str:
    ranked = guess.rank(options.allowed(actor), columns, hints)
    if not ranked:
        raise RuleBroken(_("There is no kind of record that you may import."), field="noun", code="noun")
    return ranked[0]


def path_of(draft: FileImport) -> Path:
    path = Path(settings.VAR) / draft.path
    if not path.is_file():
        raise RuleBroken(
            _("The file is no longer kept; files are removed after {days} days. Bring it again.").format(
                days=keeping.DAYS
            ),
            code="file_gone",
        )
    return path


def sheet_of(draft: FileImport) -> dict[str, Any]:
    """The table in hand, as it was seen at the upload or under another header."""
    return next((s for s in draft.sheets if s["name"] == draft.sheet), draft.sheets[0])


def columns_of(draft: FileImport) -> list[str]:
    return [c for c in sheet_of(draft)["columns"] if c]


# -- the columns -------------------------------------------------------------------------------------------------------


def guesses(draft: FileImport, actor: Actor) -> list[Guess]:
    """What every column seems to hold, with examples."""
    noun, sheet = options.noun_of(draft.noun_name), sheet_of(draft)
    return guess.columns(noun, sheet["columns"], sheet["first_rows"], slots.of_noun(noun, actor))


def known(draft: FileImport, actor: Actor) -> dict[str, Slot]:
    return slots.of_noun(options.noun_of(draft.noun_name), actor)


def _choose(draft: FileImport, noun: str, sheet: str, actor: Actor) -> None:
    """Settle on a kind of record and a table, and map its columns as last time, or as they seem."""
    draft.noun_name, draft.sheet = noun, sheet
    declared, table = options.noun_of(noun), sheet_of(draft)
    draft.header_row, draft.corrections = table["header_row"], {}
    kept = mappings.fitting(noun, table["columns"], actor)
    read = {k: draft.options.get(k, "") for k in ("encoding", "separator")}
    if kept is not None:
        seen = slots.of_noun(declared, actor)
        draft.mapping = {c: e for c, e in kept.mapping.items() if e.get("slot") in seen}
        draft.options = {**options.cleaned(declared, kept.options), **read, "kept": kept.pk}
    else:
        draft.mapping = {
            g.column: {"slot": g.slot, **({"lookup": "either"} if g.lookup else {})}
            for g in guesses(draft, actor)
            if g.slot
        }
        draft.options = {**options.cleaned(declared, {}), **read}


def _locked(draft: FileImport, actor: Actor, version: int | None) -> FileImport:
    """The row under its lock, still open to change and not changed by another window."""
    row = FileImport.objects.select_for_update().filter(pk=draft.pk, user_id=actor.user_id).first()
    if row is None:
        raise Http404
    if version is not None and row.version != version:
        raise Stale(_("This import was changed in another window. Reload to go on from there."))
    if row.job_id is not None:
        raise RuleBroken(_("This import has been started already."), code="started")
    return row


def _save(row: FileImport) -> FileImport:
    row.version += 1
    row.save()
    return row


def set_table(
    draft: FileImport, *, actor: Actor, noun: str, sheet: str = "", header: int = 0, version: int | None = None
) -> FileImport:
    """Choose the kind of record, the sheet and the row of the header; columns are guessed anew."""
    actor.require(RUN)
    options.require(options.noun_of(noun), actor)
    sheets = list(draft.sheets)
    chosen = next((s for s in sheets if s["name"] == sheet), None)
    if chosen is None:
        raise RuleBroken(_("The file has no such sheet."), field="sheet", code="sheet")
    if header and header != chosen["header_row"]:
        if not 0 < header <= guess.HEAD_ROWS:
            message = _("The header stands in one of the first {rows} rows.").format(rows=guess.HEAD_ROWS)
            raise RuleBroken(message, field="header", code="header")
        seen = asdict(service.inspect(path_of(draft), sheet=sheet, header=header).sheets[0])
        sheets = [seen if s is chosen else s for s in sheets]
    return _set_table(draft, noun, sheet, sheets, version, actor=actor)


@write(RUN)
def _set_table(
    draft: FileImport, noun: str, sheet: str, sheets: list[dict[str, Any]], version: int | None, *, actor: Actor
) -> FileImport:
    row = _locked(draft, actor, version)
    row.sheet, row.sheets = sheet, sheets
    _choose(row, noun, sheet, actor)
    return _save(row)


@write(RUN)
def set_columns(
    draft: FileImport,
    *,
    actor: Actor,
    columns: Mapping[str, Any],
    choices: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> FileImport:
    """Say which column fills which field, and what to do with records that are there already."""
    row = _locked(draft, actor, version)
    noun = options.noun_of(row.noun_name)
    options.require(noun, actor)
    if problem := sheet_of(row)["problem"]:
        raise RuleBroken(problem, field="columns", code="header")
    row.mapping = options.columns(slots.of_noun(noun, actor), columns_of(row), columns)
    kept = {k: row.options.get(k) for k in ("encoding", "separator")}
    row.options = {**options.cleaned(noun, {**row.options, **(choices or {})}), **kept}
    options.plan_of(row, actor)
    return _save(row)


@write(RUN)
def correct(
    draft: FileImport, *, actor: Actor, cells: Mapping[str, Mapping[str, Any]], version: int | None = None
) -> FileImport:
    """Keep new values for cells of refused rows, by row and column; an empty entry takes a correction back (`None`)."""
    row = _locked(draft, actor, version)
    header = columns_of(row)
    corrections = {number: dict(values) for number, values in row.corrections.items()}
    for number, values in cells.items():
        if not str(number).isdecimal() or len(str(number)) > 8:
            raise RuleBroken(_("Name the row by its number."), field="cells", code="row")
        for column, value in values.items():
            if column not in header:
                message = _("The file has no column “{name}”.").format(name=str(column)[:60])
                raise RuleBroken(message, field="cells", code="column")
            if value is None:
                corrections.get(str(int(number)), {}).pop(column, None)
            else:
                corrections.setdefault(str(int(number)), {})[column] = str(value)[:32_767]
    row.corrections = {n: v for n, v in corrections.items() if v}
    if sum(map(len, row.corrections.values())) > MOST_CORRECTIONS:
        message = _("Correct at most {most} cells here; correct the file itself, and bring it again.")
        raise RuleBroken(message.format(most=MOST_CORRECTIONS), field="cells", code="too_many")
    return _save(row)


# -- the preview -------------------------------------------------------------------------------------------------------


def is_large(draft: FileImport) -> bool:
    return int(sheet_of(draft)["rows"]) > AT_ONCE


def is_tried(draft: FileImport) -> bool:
    """Whether the preview that is kept is one of exactly what would be imported now."""
    return bool(draft.tried) and draft.tried_digest == options.digest(draft)


def try_out(draft: FileImport, *, actor: Actor) -> FileImport:
    """Do everything the import would do, keep what came of it, and take it back."""
    actor.require(RUN)
    wanted, path, before = options.digest(draft), path_of(draft), refused(draft)
    keep = path.parent / f"{REFUSED}{uuid.uuid4().hex}"
    report = service.preview(options.plan_of(draft, actor), path, actor=actor, keep=keep)
    plain = reports.to_plain(report)
    plain["refused"] = keep.name
    plain["rejections"] = [_refusal(r) for r in report.rejections[:SHOWN_REFUSALS]]
    plain["counts"] = {**vars(report.total), "left_out": report.total.left_out}
    FileImport.objects.filter(pk=draft.pk, user_id=actor.user_id).update(
        tried=json.loads(json.dumps(plain, default=str)), tried_digest=wanted
    )
    if before is not None:
        before.clear()
    draft.refresh_from_db()
    return draft


def refused(draft: FileImport) -> Rejects | None:
    """All refused rows of the last preview; they lie beside its file and go with it."""
    name = draft.tried.get("refused", "")
    return Rejects(folder=(Path(settings.VAR) / draft.path).parent / name) if name else None


def refused_file(draft: FileImport, form: str = "xlsx") -> Path | None:
    """The refused rows of the import once it has run, before that of its preview; None when there are none."""
    if draft.job is not None:
        return service.rejected_file(draft.job, form)
    path_of(draft)
    kept = refused(draft)
    if kept is None:
        raise Changed
    return kept.file(form)


def _refusal(refused: Rejection) -> dict[str, Any]:
    return {
        "file": refused.file, "row": refused.row, "column": refused.column, "reason": refused.reason,
        "cells": [shown(c) for c in refused.cells],
    }  # fmt: skip


# -- the import --------------------------------------------------------------------------------------------------------


def start(draft: FileImport, *, actor: Actor, tried: str | None = None) -> FileImport:
    """Import in the background what the preview showed; refused when anything was changed since."""
    actor.require(RUN)
    path = path_of(draft)
    with transaction.atomic():
        row = _locked(draft, actor, None)
        if tried is not None and (tried != options.digest(row) or not is_tried(row)):
            raise Changed
        plan = options.plan_of(row, actor)
        mappings.keep(row, columns_of(row), actor=actor)
        row.job = service.enqueue(plan, path, actor=actor)
        return _save(row)


def cancel(draft: FileImport, *, actor: Actor) -> None:
    """Stop an import that runs; forget one that was not started, with its file."""
    actor.require(RUN)
    if draft.job is not None:
        jobs.cancel(draft.job, actor=actor)
        return
    _forget(draft, actor=actor)
    shutil.rmtree((Path(settings.VAR) / draft.path).parent, ignore_errors=True)


@write(RUN)
def _forget(draft: FileImport, *, actor: Actor) -> None:
    row = _locked(draft, actor, None)
    audit.record(actor, "remove", row.file_name, noun=NOUN, before={"file": row.file_name})
    row.delete()


def again(draft: FileImport, *, actor: Actor) -> FileImport:
    """Begin anew with the same file, columns and corrections: for the rows that were refused, once corrected."""
    actor.require(RUN)
    path = path_of(draft)
    with path.open("rb") as file:
        copy = service.receive(path.name, iter(lambda: file.read(1 << 20), b""))
    return _repeat(draft, copy, actor=actor)


@write(RUN)
def _repeat(draft: FileImport, copy: Path, *, actor: Actor) -> FileImport:
    row = FileImport(**{n: getattr(draft, n) for n in COPIED}, path=str(copy.relative_to(settings.VAR)))
    row.user_id, row.who = actor.user_id, actor.name
    row.save()
    audit.record(actor, "upload", row.file_name, noun=NOUN, after={"file": row.file_name, "again": draft.pk})
    return row


def report(draft: FileImport) -> reports.Report | None:
    """What the import did, once it has ended."""
    return service.report_of(draft.job) if draft.job is not None else None


def undo(draft: FileImport, *, actor: Actor, reason: str = "") -> FileImport:
    """Take the whole import back in the background, but for records that somebody changed since."""
    actor.require(RUN)
    if draft.job is None:
        raise RuleBroken(_("Nothing was imported yet."), code="not_started")
    with transaction.atomic():
        row = FileImport.objects.select_for_update().get(pk=draft.pk)
        if row.undo_job is not None and row.undo_job.state in OPEN:
            raise RuleBroken(_("This import is being taken back already."), code="undoing")
        row.undo_job = service.enqueue_undo(draft.job, actor=actor, reason=reason)
        row.save(update_fields=["undo_job", "updated_at"])
    return row


def is_open(job: Job | None) -> bool:
    return job is not None and job.state in OPEN


def token(draft: FileImport) -> str:
    """What a page sends back to show which preview it was made from."""
    return options.digest(draft)


def state_of(draft: FileImport) -> tuple[str, Any]:
    """Where an import stands, as a word for programs and one for people."""
    if draft.undo_job is not None:
        if draft.undo_job.state in OPEN:
            return "undoing", _("being taken back")
        if draft.undo_job.state == JobState.DONE:
            return "undone", _("taken back")
    if draft.job is None:
        return "draft", _("not started")
    return str(draft.job.state), draft.job.get_state_display()
