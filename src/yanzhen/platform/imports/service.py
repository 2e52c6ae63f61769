"""What pages, the API and commands ask of the imports: look into a file, try a plan, run it, take it back.

All of them go through the same pipeline with the same plan (`mapping.load` from a file, `mapping.single` in memory).
"""

import re
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import keeping, pipeline, reading, rejects, tasks, undoing, values
from yanzhen.platform.imports.limits import MB, Limits, standard
from yanzhen.platform.imports.mapping import Plan
from yanzhen.platform.imports.pipeline import Report
from yanzhen.platform.imports.reading import Sheet, Unreadable
from yanzhen.platform.imports.undoing import UndoReport
from yanzhen.platform.models import Job
from yanzhen.platform.services import jobs

__all__ = [
    "Inspection", "Limits", "Report", "SheetSeen", "UndoReport", "Unreadable", "enqueue", "enqueue_undo", "inspect",
    "preview", "receive", "rejected_file", "report_of", "resume", "run", "undo",
]  # fmt: skip


@dataclass(frozen=True)
class SheetSeen:
    """One table as a person sees it: names of columns, the first rows as text, how many rows there are."""

    name: str
    hidden: bool
    header_row: int
    columns: list[str]
    first_rows: list[list[str]]
    rows: int
    problem: str = ""


@dataclass(frozen=True)
class Inspection:
    """What is in a file. `encoding` and `separator` are empty for a spreadsheet."""

    file: str
    size: int
    digest: str
    encoding: str
    separator: str
    sheets: list[SheetSeen] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(s.rows for s in self.sheets)


def receive(name: str, blocks: Iterable[bytes], *, limits: Limits | None = None) -> Path:
    """Keep an uploaded file under its own plain name, in a folder nobody else knows; refuse one that is too large."""
    limits = limits or standard()
    plain = _plain(name)
    folder = keeping.files() / uuid.uuid4().hex
    folder.mkdir(parents=True)
    path, size = folder / plain, 0
    try:
        with path.open("xb") as file:
            for block in blocks:
                size += len(block)
                if size > limits.size:
                    message = _("{file} is larger than {limit} MB. Split it into several files.")
                    raise Unreadable(message.format(file=plain, limit=limits.size // MB))
                file.write(block)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unreadable(reading.of_system(plain, error.errno, str(error))) from error
    except Unreadable:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path


def _plain(name: str) -> str:
    """The last part of a name, without what means something to a file system."""
    last = str(name).replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[^\w.()（）·-]+", "_", last)[-100:].lstrip(".") or "file"


def inspect(path: Path, *, limits: Limits | None = None, **wanted: Any) -> Inspection:
    """Look into a file in the reading process; `sheet`, `encoding`, `separator` and `header` may be given.

    Raises `Unreadable` (422) with a sentence for whatever cannot be read.
    """
    found = reading.look(path, limits=limits, **wanted)
    return Inspection(
        file=path.name,
        size=path.stat().st_size,
        digest=found.digest,
        encoding=found.encoding,
        separator=found.separator,
        sheets=[_seen(path, sheet) for sheet in found.sheets],
    )


def _seen(path: Path, sheet: Sheet) -> SheetSeen:
    from yanzhen.platform.imports import sources

    problem = ""
    try:
        columns = sources.names_of(f"{path.name} [{sheet.name}]" if sheet.name else path.name, sheet)
    except Unreadable as error:
        columns, problem = [values.shortened(c if c is not None else "") for c in sheet.header], str(error)
    first = [[values.shown(c) for c in row.cells] for row in sheet.first]
    return SheetSeen(sheet.name, sheet.hidden, sheet.header_row, columns, first, sheet.rows, problem)


def preview(plan: Plan, path: Path, *, actor: Actor, keep: Path | None = None) -> Report:
    """Do everything an import would do and take it back: the same counts, refusals and values before and after.

    All refused rows stay in the folder `keep`, where one is given.
    """
    return pipeline.run(plan, path, actor=actor, dry_run=True, keep=keep)


def run(plan: Plan, path: Path, *, actor: Actor) -> Report:
    """Import at once, in this process."""
    return pipeline.run(plan, path, actor=actor)


def enqueue(plan: Plan, path: Path, *, actor: Actor, reason: str = "") -> Job:
    """Have the worker import in the name of `actor`; the job shows progress, can be cancelled and is resumed."""
    pipeline.permit(plan, actor)
    kept = keeping.keep(path)
    with transaction.atomic():
        job = jobs.wait(
            kind=pipeline.KIND,
            title=_("Import: {mapping}").format(mapping=plan.name),
            actor=actor,
            arguments={
                "plan": plan.content,
                "mapping": plan.name,
                "path": str(kept),
                "reason": reason[:500],
                **_asked_by(actor),
            },
        )
        tasks.enqueue(tasks.run_import, job)
    return job


def _asked_by(actor: Actor) -> dict[str, Any]:
    """In whose language the worker speaks, and whether the system itself asked."""
    return {"system": actor.is_system, "language": get_language() or actor.language}


def resume(job: Job, *, actor: Actor) -> Job:
    """Let a cancelled or failed import go on where it stopped."""
    pipeline.permit(tasks.plan_of(job), actor)
    with transaction.atomic():
        jobs.again(job, actor=actor)
        tasks.enqueue(tasks.run_import, job)
    return job


def report_of(job: Job) -> Report | None:
    """What an import did, as it was told at its end."""
    return pipeline.stored_report(job)


def undo(job: Job, *, actor: Actor, reason: str = "") -> UndoReport:
    """Take a whole import back at once: see `undoing`."""
    return undoing.undo(job, actor=actor, reason=reason)


def enqueue_undo(job: Job, *, actor: Actor, reason: str = "") -> Job:
    """Have the worker take a large import back."""
    undoing.permit(job, actor)
    with transaction.atomic():
        taking_back = jobs.wait(
            kind=undoing.KIND,
            title=_("Undo of: {job}").format(job=job.title)[:200],
            actor=actor,
            arguments={"of": job.pk, "reason": reason[:500], **_asked_by(actor)},
        )
        tasks.enqueue(tasks.run_undo, taking_back)
    return taking_back


def rejected_file(job: Job, form: str = "xlsx") -> Path | None:
    """The refused rows with their own columns, and behind them sheet, row, column and reason; None when all are in.

    It can be corrected and imported again with the same plan.
    """
    return rejects.of_job(job, form)
