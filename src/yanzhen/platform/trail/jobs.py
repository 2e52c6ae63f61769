"""What the worker does for the trail: seals each second, heads each hour, a check each night, and the sweep."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yanzhen.platform import people, schedule
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.models import Job, ReadEntry, ReaderDay, ReaderRecord, ReadHour
from yanzhen.platform.services import jobs
from yanzhen.platform.trail import alerts, heads, policy, sealing, verifying

log = structlog.get_logger(__name__)

KIND = "audit_verify"
NIGHT = range(2, 6)
"""The hours of the night in which the daily check begins."""
KEEP_RECORDS, KEEP_DAYS = timedelta(days=3), timedelta(days=120)
BATCH = 5_000
MINUTE = 60.0


class Cancelled(Exception):
    """Somebody stopped the check."""


def start_check(actor: Actor = SYSTEM) -> Job:
    """Put a check of the whole trail into the queue."""
    with translation.override(actor.language if actor.user_id else settings.LANGUAGE_CODE):
        job = jobs.start(kind=KIND, title=_("Check of the audit trail"), actor=actor)
    run_check.enqueue(job.pk)
    return job


@task()
def run_check(job_id: int) -> None:
    """Check the trail, say in the job's log what came of it, and raise an alert where it is broken."""
    job = Job.objects.get(pk=job_id)
    if job.state not in jobs.OPEN:
        return
    asked_by = people.person(job.user_id)
    with translation.override(asked_by.language if asked_by else settings.LANGUAGE_CODE):
        try:
            found = verifying.verify(progress=lambda done, total: _progress(job, done, total))
        except Cancelled:
            return
        except Exception:
            jobs.log(job, _("The check failed; the log of the system says why."), "error")
            jobs.finish(job, failed=True)
            raise
        _tell(job, found)


def _progress(job: Job, done: int, total: int) -> None:
    if jobs.is_cancelled(job):
        raise Cancelled
    jobs.progress(job, done, total)


def _tell(job: Job, found: verifying.Finding) -> None:
    jobs.progress(job, found.rows, found.rows)
    if found.first is None:
        jobs.log(
            job,
            _("The trail is whole: {rows} rows, {heads} heads compared. Head: {head}").format(
                rows=f"{found.rows:,}", heads=f"{found.heads:,}", head=found.head
            ),
        )
        jobs.finish(job)
        return
    jobs.log(job, found.first.words(), "error")
    jobs.finish(job, failed=True)
    facts = {"row": found.first.entry_id, "error": found.first.words()}
    alerts.raise_alert("chain_broken", key=f"{timezone.localdate()}:{found.first.position}", facts=facts)


def nightly() -> None:
    """Once a night, beginning between two and six: check the whole trail."""
    now = timezone.localtime()
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if now.hour in NIGHT and not Job.objects.filter(kind=KIND, user_id=None, started_at__gte=since).exists():
        start_check()


def sweep() -> int:
    """Remove what has been kept long enough of the read log; the audit trail itself is never swept."""
    now = timezone.now()
    until, today = now - timedelta(days=policy.value("keep_days")), timezone.localdate(now)
    removed = 0
    while keys := _oldest(until):
        ReadEntry.objects.filter(pk__in=keys).delete()
        removed += len(keys)
    ReaderRecord.objects.filter(reader_day__day__lt=today - KEEP_RECORDS).delete()
    ReaderDay.objects.filter(day__lt=today - KEEP_DAYS).delete()
    ReadHour.objects.filter(day__lt=today - KEEP_DAYS).delete()
    return removed


def _oldest(until: Any) -> list[int]:
    """Keys follow the moments closely, so the oldest stand at the beginning."""
    first = list(ReadEntry.objects.order_by("pk").values_list("pk", "read_at")[:BATCH])
    return [pk for pk, moment in first if moment < until]


schedule.every(schedule.SECOND, "audit seals", sealing.tick)
schedule.every(MINUTE, "audit heads", heads.tick)
schedule.every(MINUTE * 10, "audit check", nightly)
schedule.every(schedule.HOUR, "read log sweep", sweep)
