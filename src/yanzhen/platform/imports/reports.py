"""What an import did, in counts, refusals and samples; kept with its job."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import progress
from yanzhen.platform.imports.nouns import Draft, Noun
from yanzhen.platform.imports.progress import Counts
from yanzhen.platform.imports.rows import Rejection

SAMPLES = 50
"""Records of each fate that a report shows."""


@dataclass(frozen=True)
class StepReport:
    """One step's file, encoding and counts."""

    name: str
    noun: str
    file: str
    encoding: str
    counts: Counts


@dataclass(frozen=True)
class Sample:
    """One record of the file: its row, what becomes of it (`created`, `updated`, `unchanged`, `marked`), and per field
    its name, its words for people, and the values before and after."""

    step: str
    noun: str
    row: int
    fate: str
    title: str
    changes: list[tuple[str, str, str, str]]


@dataclass
class Report:
    """What an import did."""

    steps: list[StepReport] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    marked: int = 0
    rejected_file: Path | None = None
    job_id: int | None = None
    was_continued: bool = False
    was_cancelled: bool = False
    seconds: float = 0.0

    @property
    def total(self) -> Counts:
        total = Counts()
        for name in ("read", *progress.COUNTS):
            setattr(total, name, sum(getattr(s.counts, name) for s in self.steps))
        return total


def to_plain(report: Report) -> dict[str, Any]:
    """A report as JSON values, without the cells of the refused rows."""
    return {
        "steps": [{**vars(s), "counts": vars(s.counts)} for s in report.steps],
        "rejections": [[r.file, r.row, r.column, r.reason] for r in report.rejections],
        "samples": [[s.step, s.noun, s.row, s.fate, s.title, s.changes] for s in report.samples],
        "marked": report.marked,
        "was_cancelled": report.was_cancelled,
        "seconds": round(report.seconds, 2),
    }


def from_plain(plain: dict[str, Any], job_id: int) -> Report:
    """The report that was kept."""
    return Report(
        steps=[StepReport(**{**s, "counts": Counts(**s["counts"])}) for s in plain["steps"]],
        rejections=[Rejection(r[0], r[1], r[2], r[3], []) for r in plain["rejections"]],
        samples=[Sample(s[0], s[1], s[2], s[3], s[4], [tuple(c) for c in s[5]]) for s in plain["samples"]],
        marked=plain["marked"],
        job_id=job_id,
        was_cancelled=plain["was_cancelled"],
        seconds=plain["seconds"],
    )


def in_words(rejection: Rejection) -> str:
    """A rejection as one line."""
    where: dict[str, Any] = {"file": rejection.file, "row": rejection.row, "reason": rejection.reason}
    if rejection.column:
        return _("{file}, row {row}, {column}: {reason}").format(column=rejection.column, **where)
    return _("{file}, row {row}: {reason}").format(**where)


def summary(report: Report) -> str:
    """All counts as one line."""
    total = report.total
    return _(
        "{read} rows read: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected, "
        "{left_out} left out by the mapping."
    ).format(left_out=total.left_out, **vars(total))


class Sampler:
    """Takes the first records of each fate, in words and masked as the actor would see the records themselves."""

    def __init__(self, actor: Actor, report: Report):
        self.actor, self.report = actor, report
        self._taken: dict[tuple[str, str], int] = {}

    def take(self, step: str, noun: Noun, outcome: Any) -> None:
        for fate in ("created", "updated", "unchanged"):
            for draft in getattr(outcome, fate):
                if self._taken.get((step, fate), 0) >= SAMPLES:
                    break
                self._taken[step, fate] = self._taken.get((step, fate), 0) + 1
                self.report.samples.append(self._sample(step, noun, fate, draft))

    def _sample(self, step: str, noun: Noun, fate: str, draft: Draft) -> Sample:
        changes = []
        names = {t.attribute: t for t in noun.targets.values()}
        after = {a: v for a, v in draft.values.items() if a in names}
        before = draft.before
        shown = after if fate == "created" else {a: after.get(a) for a in before} if fate == "updated" else {}
        for attribute, value in shown.items():
            target = names.get(attribute)
            if target is None:
                continue
            old = self._words(noun, target, before.get(attribute)) if fate == "updated" else ""
            new = self._words(noun, target, value)
            if fate == "created" and not new:
                continue
            changes.append((target.name, target.label, old, new))
        return Sample(step, noun.name, draft.numbers[0], fate, draft.title(noun), changes)

    def _words(self, noun: Noun, target: Any, value: Any) -> str:
        if masks.is_hidden(noun.model, target.name, self.actor):
            return str(masks.HIDDEN)
        if value in (None, ""):
            return ""
        if target.related:
            row = target.related._default_manager.filter(pk=value).first()
            return str(row) if row is not None else ""
        if target.field.choices:
            return str(dict(target.field.flatchoices).get(value, value))
        if isinstance(value, bool) or str(value) in {"True", "False"}:
            return _("yes") if str(value) == "True" else _("no")
        return str(value)
