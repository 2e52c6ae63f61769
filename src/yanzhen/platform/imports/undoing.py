"""Taking a whole import back: what it made is removed, what it changed is put back.

Batch by batch, the last one first, each in one transaction; a record is refused that somebody changed since, that
others refer to, or that lies outside the reach of whoever undoes. What was refused stays in the books of the import, so
that a second undo tries just that again.
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, outbox
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import bookkeeping, nouns, restoring
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.models import Job
from yanzhen.platform.models.imports import ImportBatch, ImportProgress
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.services import jobs

KIND = "undo_import"
VERB = "undo_import"
LISTED = 500
"""Refusals that a report names; the rest is counted."""


@dataclass(frozen=True)
class Refusal:
    """A record that was left as it is, and why."""

    noun: str
    key: int
    title: str
    reason: str


@dataclass
class UndoReport:
    """What an undo did."""

    removed: int = 0
    restored: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    job_id: int | None = None
    was_cancelled: bool = False

    def add(self, removed: int, restored: int, refusals: list[Refusal]) -> None:
        self.removed += removed
        self.restored += restored
        self.refused += len(refusals)
        self.refusals += refusals[: LISTED - len(self.refusals)]


def permit(job: Job, actor: Actor) -> None:
    """Refuse somebody who may not import, or may not remove and change what this import made and changed."""
    actor.require("platform.run_import")
    if not Job.objects.visible_to(actor).filter(pk=job.pk).exists():
        raise PermissionDenied("platform.view_job")
    known = nouns.importable()
    lacking = set()
    for batch in ImportBatch.objects.filter(job=job).values("noun_name").distinct().order_by("noun_name"):
        app, name = batch["noun_name"].split(".")
        if batch["noun_name"] in known:
            lacking |= {f for f in (f"{app}.remove_{name}", f"{app}.change_{name}") if not actor.can(f)}
    if lacking:
        raise PermissionDenied(", ".join(sorted(lacking)))


def undo(job: Job, *, actor: Actor, reason: str = "", job_of_undo: Job | None = None) -> UndoReport:
    """Take the import `job` back; `job_of_undo` is the job that does it, where the worker does."""
    permit(job, actor)
    if Job.objects.get(pk=job.pk).state in jobs.OPEN:
        raise RuleBroken(_("This import still runs. Stop it first, then take it back."), code="running")
    left = list(ImportBatch.objects.filter(job=job, undone_at=None).order_by("-pk").values_list("pk", flat=True))
    mine = job_of_undo or jobs.start(
        kind=KIND, title=_("Undo of: {job}").format(job=job.title), actor=actor, arguments={"of": job.pk}
    )
    report = UndoReport(job_id=mine.pk)
    try:
        # What runs again after an undo begins from the first row.
        ImportProgress.objects.filter(fingerprint=job.arguments.get("fingerprint", "")).delete()
        for done, key in enumerate(left, start=1):
            with transaction.atomic():
                jobs.proceed(mine, done, len(left))
                _batch(key, job, actor, reason, report)
    except jobs.Cancelled:
        report.was_cancelled = True
        return report
    except Exception as error:
        jobs.fail(mine, jobs.in_words(error))
        raise
    with transaction.atomic():
        jobs.note(mine, report=to_plain(report))
        for refusal in report.refusals[:200]:
            jobs.log(mine, _("{record}: {reason}").format(record=refusal.title, reason=refusal.reason), "warning")
        jobs.log(mine, summary(report), "warning" if report.refused else "info")
        jobs.finish(mine)
    return report


def summary(report: UndoReport) -> str:
    """All counts as one line."""
    return _("{removed} removed, {restored} put back, {refused} left as they are.").format(
        removed=report.removed, restored=report.restored, refused=report.refused
    )


def to_plain(report: UndoReport) -> dict[str, Any]:
    """The report as JSON values."""
    return {**vars(report), "refusals": [vars(r) for r in report.refusals]}


def report_of(job: Job) -> UndoReport | None:
    """What an undo told at its end."""
    plain = job.arguments.get("report")
    if not plain:
        return None
    return UndoReport(**{**plain, "refusals": [Refusal(**r) for r in plain["refusals"]]})


def can_be_undone(job: Job) -> bool:
    """Whether this job left anything that could be taken back."""
    return (
        job.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
        and ImportBatch.objects.filter(job=job, undone_at=None).exists()
    )


def _batch(key: int, job: Job, actor: Actor, reason: str, report: UndoReport) -> None:
    """One batch under the lock of its row, so that two undos at once do not meet."""
    batch = ImportBatch.objects.select_for_update(no_key=True).filter(pk=key, undone_at=None).first()
    if batch is None:
        return
    noun = nouns.importable().get(batch.noun_name)
    if noun is None:
        raise RuleBroken(_("“{noun}” can no longer be imported.").format(noun=batch.noun_name))
    work = restoring.Work(noun, job, batch, actor)
    work.run()
    batch.created, batch.updated = bookkeeping.runs(work.left_created), work.left_updated
    batch.undone_at = None if batch.created or batch.updated else timezone.now()
    batch.save(update_fields=["created", "updated", "undone_at"])
    if work.removed or work.restored:
        _record(noun, work, job, actor, reason)
    report.add(len(work.removed), len(work.restored), [Refusal(noun.name, *r) for r in work.refused])


def _record(noun: Noun, work: "restoring.Work", job: Job, actor: Actor, reason: str) -> None:
    titles = [*work.removed, *work.restored]
    outbox.facts_changed(work.partitions)
    audit.record(
        actor,
        VERB,
        titles[0] if len(titles) == 1 else f"{titles[0]} … {titles[-1]}",
        noun=noun.name,
        before=work.before,
        after={
            "job": job.pk,
            "records_removed": len(work.removed),
            "records_restored": len(work.restored),
            "records_refused": len(work.refused),
            **({"values": work.after} if work.after else {}),
        },
        reason=reason,
    )
