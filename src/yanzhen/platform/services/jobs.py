"""Jobs: long work with progress, a log and an end, for the page that shows them.

Steps of a job's life are not acts of a person and leave no audit rows; what the job does leaves its own.
"""

from errno import EDQUOT, EFBIG, ENOSPC
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Job, JobLine
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.writes import write

OPEN = (JobState.WAITING, JobState.RUNNING)
FULL = ("disk is full", "No space left on device", "Disk quota exceeded")


class Cancelled(Exception):
    """Somebody stopped the job whose work this is; what is in hand is not to be kept."""


def by_key(key: int) -> Job:
    """The job whose work a task is to do."""
    return Job.objects.get(pk=key)


def start(*, kind: str, title: str, actor: Actor, total: int = 0, arguments: dict[str, Any] | None = None) -> Job:
    """Note that work has begun, in the name of whoever asked for it."""
    now = timezone.now()
    return Job.objects.create(
        kind=kind,
        title=title[:200],
        state=JobState.RUNNING,
        employee_id=actor.employee_id,
        user_id=actor.user_id,
        who=actor.name,
        arguments=arguments or {},
        total=total,
        started_at=now,
        alive_at=now,
    )


def wait(*, kind: str, title: str, actor: Actor, arguments: dict[str, Any]) -> Job:
    """Note work that the worker will begin as soon as it can, in the name of whoever asked for it."""
    return Job.objects.create(
        kind=kind,
        title=title[:200],
        state=JobState.WAITING,
        employee_id=actor.employee_id,
        user_id=actor.user_id,
        who=actor.name,
        arguments=arguments,
    )


def begin(job: Job) -> bool:
    """Take up a job that waits, or that a worker left when it died; False when somebody stopped it meanwhile."""
    now = timezone.now()
    begun = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
        state=JobState.RUNNING, started_at=Coalesce("started_at", now), alive_at=now
    )
    return bool(begun)


def again(job: Job, *, actor: Actor) -> None:
    """Let a job that was stopped or failed wait for the worker again; only those who see it may."""
    row = Job.objects.visible_to(actor).select_for_update(no_key=True).get(pk=job.pk)
    if row.state not in (JobState.CANCELLED, JobState.FAILED):
        raise RuleBroken(_("This job has not stopped."), code="running")
    Job.objects.filter(pk=row.pk).update(state=JobState.WAITING, ended_at=None)
    log(row, _("Started again by {name}.").format(name=actor.name))


def interrupted(kind: str, **arguments: Any) -> Job | None:
    """The last job of this kind and with these arguments, when it never came to its end."""
    same: QuerySet[Job] = Job.objects.filter(kind=kind, **{f"arguments__{n}": v for n, v in arguments.items()})
    last = same.order_by("-id").first()
    return last if last is not None and last.state in OPEN else None


def progress(job: Job, done: int, total: int | None = None) -> None:
    """Say how far it is, and so that it is alive."""
    values: dict[str, Any] = {"done": done, "alive_at": timezone.now()}
    if total is not None:
        values["total"] = total
    Job.objects.filter(pk=job.pk).update(**values)


def proceed(job: Job, done: int, total: int) -> None:
    """Say how far it is, inside the transaction of what was done; undo that when somebody stopped the job."""
    running = Job.objects.filter(pk=job.pk, state=JobState.RUNNING)
    if not running.update(done=done, total=total, alive_at=timezone.now()):
        raise Cancelled


def note(job: Job, *, total: int | None = None, **arguments: Any) -> None:
    """Keep something with the job: what it needs to go on, or what it found."""
    job.arguments = {**job.arguments, **arguments}
    values: dict[str, Any] = {"arguments": job.arguments}
    if total is not None:
        values["total"] = total
    Job.objects.filter(pk=job.pk).update(**values)


def fail(job: Job, reason: str) -> None:
    """Close a job that cannot go on, with the reason in its log."""
    with transaction.atomic():
        log(job, reason, "error")
        finish(job, failed=True)


def in_words(error: BaseException) -> str:
    """Why something failed, for the person who asked for it."""
    if isinstance(error, PermissionDenied):
        return _("You lack the right: {function}").format(function=error)
    text = str(error)
    if (isinstance(error, OSError) and error.errno in {ENOSPC, EDQUOT, EFBIG}) or any(sign in text for sign in FULL):
        return _("The disk is full. Nothing half-done was kept; make room, then start again.")
    return text.splitlines()[0] if text else type(error).__name__


def log(job: Job, text: str, level: str = "info") -> None:
    """Add a line to its log."""
    JobLine.objects.create(job=job, text=text, level=level)


def is_cancelled(job: Job) -> bool:
    """Whether somebody asked it to stop; long work looks between two batches."""
    return Job.objects.filter(pk=job.pk, state=JobState.CANCELLED).exists()


def finish(job: Job, *, failed: bool = False) -> None:
    """Close it; a cancelled job stays cancelled."""
    now = timezone.now()
    state = JobState.FAILED if failed else JobState.DONE
    Job.objects.filter(pk=job.pk, state__in=OPEN).update(state=state, ended_at=now, alive_at=now)


@write("platform.view_job")
def cancel(job: Job, *, actor: Actor) -> None:
    """Ask a job to stop after the batch in hand; only those who see it may, and only while it runs."""
    row = Job.objects.visible_to(actor).select_for_update(no_key=True).get(pk=job.pk)
    if row.state not in OPEN:
        raise RuleBroken(_("This job has ended already."), code="ended")
    Job.objects.filter(pk=row.pk).update(state=JobState.CANCELLED, ended_at=timezone.now())
    log(row, _("Cancelled by {name}.").format(name=actor.name), "warning")
