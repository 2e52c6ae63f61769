"""The pipeline: all steps of a mapping over a folder, batch by batch, each batch in one transaction.

A batch saves its records, counts its rows, tells the trail and the analysis engine, and moves the job on; all of it or
nothing. So a killed import continues with the batch it was in.
"""

import time
from collections.abc import Callable, Iterator
from itertools import batched
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.platform import audit, outbox
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import bookkeeping, progress, reports, trees
from yanzhen.platform.imports.nouns import Draft
from yanzhen.platform.imports.plans import Plan
from yanzhen.platform.imports.progress import Counts
from yanzhen.platform.imports.rejects import Rejects
from yanzhen.platform.imports.reports import Report, Sampler, StepReport, in_words, summary
from yanzhen.platform.imports.rows import Reader, Rejected, Rejection
from yanzhen.platform.imports.saving import Outcome, Saver, keys_of
from yanzhen.platform.imports.sources import Row, Unreadable
from yanzhen.platform.models import ImportProgress, Job
from yanzhen.platform.services import jobs

ROWS_PER_BATCH = 2_000
GROUPS_PER_BATCH = 500
LOGGED_REJECTS = 200
__all__ = ["Report", "StepReport", "in_words", "permit", "run", "stored_report", "summary"]
KIND = "import"


class _Undo(Exception):
    """Ends a dry run: everything was tried, nothing stays."""


def run(
    plan: Plan,
    path: Path,
    *,
    actor: Actor,
    dry_run: bool = False,
    watch: Callable[[str, int, int], None] | None = None,
    job: Job | None = None,
    keep: Path | None = None,
) -> Report:
    """Import the files in `path` as `plan` says; `watch` hears step, rows done and rows in all.

    A dry run leaves its refused rows in the folder `keep`, where one is given.
    """
    return Import(plan, path, actor, dry_run, watch, job, keep).run()


def permit(plan: Plan, actor: Actor) -> None:
    """Refuse (403) somebody who may not import, or not what the plan brings."""
    actor.require("platform.run_import")
    needed = {f for step in plan.steps for f in step.noun.needed_functions}
    lacking = sorted(f for f in needed if not actor.can(f))
    if lacking:
        raise PermissionDenied(", ".join(lacking))


def stored_report(job: Job) -> Report | None:
    """What an import told at its end."""
    plain = job.arguments.get("report")
    if not plain:
        return None
    report = reports.from_plain(plain, job.pk)
    if report.total.rejected:
        report.rejected_file = Rejects(str(job.arguments["fingerprint"])).folder / "rejected.csv"
    return report


class Import:
    """One run over all steps; `job` is the one that waits for it, where there is one."""

    def __init__(
        self,
        plan: Plan,
        path: Path,
        actor: Actor,
        dry_run: bool,
        watch: Callable[[str, int, int], None] | None,
        job: Job | None = None,
        keep: Path | None = None,
    ):
        self.plan, self.path, self.actor, self.dry_run = plan, path, actor, dry_run
        self.watch = watch or (lambda step, done, total: None)
        self.report = Report()
        self.sampler = Sampler(actor, self.report)
        self.given, self.keep = job, keep
        self.done = self.logged = 0

    def run(self) -> Report:
        begun = time.monotonic()
        permit(self.plan, self.actor)
        self.readers = self._open()
        self.total = sum(self.sizes)
        parts = [self.plan.digest, str(self.dry_run), *(d for r in self.readers for d in r.digests)]
        parts += [str(self.given.pk)] if self.given else []
        self.fingerprint = progress.fingerprint(parts)
        self.rejects = Rejects(self.fingerprint, folder=self.keep)
        self.begun = begun
        try:
            self._all_or_nothing() if self.dry_run else self._steps()
        finally:
            for reader in self.readers:
                reader.keys.close()
        self.report.seconds = time.monotonic() - begun
        return self.report

    def _open(self) -> list[Reader]:
        """Open every file and check every column before the first row is read; all mistakes at once."""
        readers, problems = [], []
        for step in self.plan.steps:
            try:
                reader = Reader(step, self.path)
            except Unreadable as error:
                problems.append(str(error))
                continue
            readers.append(reader)
            problems += reader.problems()
        if problems:
            raise Unreadable("\n".join(dict.fromkeys(problems)))
        self.sizes = [reader.count() for reader in readers]
        return readers

    def _all_or_nothing(self) -> None:
        try:
            with transaction.atomic():
                self._steps()
                raise _Undo
        except _Undo:
            self.report.job_id = None
            self.report.rejected_file = None
            if self.keep is None:
                self.rejects.clear()
        except BaseException:
            self.rejects.clear()
            raise

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _steps(self) -> None:
        before = ImportProgress.objects.filter(fingerprint=self.fingerprint)
        unfinished = before.exists() and (
            before.filter(complete=False).exists() or before.count() < len(self.plan.steps)
        )
        if not unfinished:
            before.delete()
            self.rejects.clear()
        self.job = self._job(unfinished)
        self.report.job_id, self.report.was_continued = self.job.pk, unfinished
        try:
            for order, reader in enumerate(self.readers):
                self._step(order, reader)
                if self.report.was_cancelled:
                    return
        except BaseException as error:
            # A kill comes without a word; what can still be said belongs into the log.
            if not self.dry_run and isinstance(error, Exception):
                jobs.fail(self.job, jobs.in_words(error))
            raise
        self.report.rejected_file = self.rejects.collect()
        self.report.seconds = time.monotonic() - self.begun
        with transaction.atomic():
            jobs.note(self.job, report=reports.to_plain(self.report))
            jobs.log(self.job, summary(self.report), "warning" if self.report.total.rejected else "info")
            jobs.finish(self.job)

    def _job(self, unfinished: bool) -> Job:
        if self.given:
            jobs.note(self.given, total=self.total, fingerprint=self.fingerprint)
            return self.given
        if unfinished and (job := jobs.interrupted(KIND, fingerprint=self.fingerprint)):
            jobs.log(job, _("Continued after an interruption."))
            return job
        return jobs.start(
            kind=KIND,
            title=_("Import: {mapping}").format(mapping=self.plan.name),
            actor=self.actor,
            total=self.total,
            arguments={"fingerprint": self.fingerprint, "mapping": self.plan.name, "path": str(self.path)},
        )

    def _step(self, order: int, reader: Reader) -> None:
        step = reader.step
        state = progress.of_step(self.fingerprint, step.name)
        if state.complete:
            self.done += state.rows_read
        else:
            saver = Saver(step, self.actor)
            try:
                for batch in self._batches(reader, state.rows_read):
                    self._batch(order, reader, saver, state, batch)
                progress.advance(state, Counts(), complete=True)
            except jobs.Cancelled:
                self.report.was_cancelled = True
        counts = progress.counts_of(state)
        encoding = reader.table.encoding
        self.report.steps.append(StepReport(step.name, step.noun.name, reader.file, encoding, counts))

    def _batches(self, reader: Reader, skip: int) -> Iterator[list[list[Row]]]:
        """Bundles of rows in batches; what an interrupted run has done is only noted for finding doubles."""
        bundles = reader.bundles()
        if skip:
            passed = 0
            while passed < skip:
                bundle = next(bundles)
                passed += len(bundle)
                self._note_passed(reader, bundle)
            self.done += passed
        if trees.is_tree(reader.step):
            everything = list(bundles)
            if everything:
                yield everything
            return
        for batch in batched(bundles, GROUPS_PER_BATCH if reader.step.group else ROWS_PER_BATCH):
            yield list(batch)

    @staticmethod
    def _note_passed(reader: Reader, bundle: list[Row]) -> None:
        if not reader.is_left_out(bundle[0]):
            try:
                reader.is_double(reader.draft(bundle))
            except Rejected:
                return

    def _batch(self, order: int, reader: Reader, saver: Saver, state: ImportProgress, bundles: list[list[Row]]) -> None:
        counts = Counts(read=sum(map(len, bundles)))
        rejections: list[Rejection] = []
        drafts = list(self._drafts(reader, bundles, counts, rejections))
        with transaction.atomic():
            # Under the lock of the job's row: a batch is in before somebody stops the job, or it is not in.
            jobs.proceed(self.job, self.done + counts.read, self.total)
            outcome = trees.save(saver, drafts) if trees.is_tree(reader.step) else saver.save(drafts)
            for draft, reason in outcome.rejected:
                rejections += rejected(reader, draft, reason)
            counts.created += sum(len(d.numbers) for d in outcome.created)
            counts.updated += sum(len(d.numbers) for d in outcome.updated)
            counts.unchanged += sum(len(d.numbers) for d in outcome.unchanged)
            counts.rejected = len(rejections)
            rejections.sort(key=lambda r: r.row)
            self.rejects.keep(order, reader.step.name, reader.header, state.rows_read, rejections)
            self._record(reader, outcome, counts)
            bookkeeping.keep(self.job, reader.step, outcome)
            self._log(rejections)
            progress.advance(state, counts)
        self.sampler.take(reader.step.name, reader.step.noun, outcome)
        self.report.marked += outcome.marked
        self.done += counts.read
        self.watch(reader.step.name, self.done, self.total)

    def _drafts(
        self, reader: Reader, bundles: list[list[Row]], counts: Counts, rejections: list[Rejection]
    ) -> Iterator[Draft]:
        """Drafts of the rows that make sense; the others are counted and explained."""
        for bundle in bundles:
            if reader.is_left_out(bundle[0]):
                continue
            try:
                draft = reader.draft(bundle)
                if reader.is_double(draft):
                    counts.unchanged += len(bundle)
                    continue
            except Rejected as reason:
                numbers = [row.number for row in bundle]
                rejections += rejected(reader, Draft(numbers, {}, cells=[r.cells for r in bundle]), reason)
                continue
            yield draft

    def _record(self, reader: Reader, outcome: Outcome, counts: Counts) -> None:
        touched = [*outcome.created, *outcome.updated]
        if not touched:
            return
        outbox.facts_changed(outcome.partitions)
        keys = keys_of(reader.step.noun, touched)
        audit.record(
            self.actor,
            "import",
            keys[0] if len(keys) == 1 else f"{keys[0]} … {keys[-1]}",
            noun=reader.step.noun.name,
            before=outcome.before,
            after={
                "file": reader.file,
                "step": reader.step.name,
                "job": self.job.pk,
                "records_created": len(outcome.created),
                "records_updated": len(outcome.updated),
                **vars(counts),
                **({"values": outcome.after} if outcome.after else {}),
            },
        )

    def _log(self, rejections: list[Rejection]) -> None:
        self.report.rejections += rejections[: LOGGED_REJECTS - len(self.report.rejections)]
        for rejection in rejections[: LOGGED_REJECTS - self.logged]:
            jobs.log(self.job, in_words(rejection), "warning")
            self.logged += 1


def rejected(reader: Reader, draft: Draft, reason: Rejected) -> list[Rejection]:
    """The rejections of all rows of a draft: one with the reason, the others pointing to it."""
    also = _("row {row} of the same record was refused").format(row=reason.row)
    return [
        Rejection(reader.file, number, reason.column, reason.reason, cells)
        if number == reason.row
        else Rejection(reader.file, number, "", also, cells)
        for number, cells in zip(draft.numbers, draft.cells, strict=True)
    ]
