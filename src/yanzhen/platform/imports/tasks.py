"""Imports and their undoing in the worker: jobs by key, in the name and language of whoever asked for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import people
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.imports import mapping, pipeline, undoing
from yanzhen.platform.imports.plans import Plan
from yanzhen.platform.models import Job
from yanzhen.platform.services import jobs


def enqueue(work: Any, job: Job) -> None:
    """Hand a job to the worker once the transaction that made it is in."""
    transaction.on_commit(lambda: work.enqueue(job.pk))


def plan_of(job: Job) -> Plan:
    """The mapping of an import that was asked for on a page or through the API."""
    if "plan" not in job.arguments:
        raise RuleBroken(_("This import was started by a command; give the same command again."), code="command")
    return mapping.parse(job.arguments["plan"], str(job.arguments.get("mapping", "")))


def actor_of(job: Job) -> Actor:
    """Whoever asked for the job, with the rights of today."""
    if job.arguments.get("system"):
        return SYSTEM
    if job.user_id is None:
        raise PermissionDenied("nobody")
    return people.directory().actor(job.user_id)


@contextmanager
def speaking(job: Job, actor: Actor) -> Iterator[None]:
    """In the language of whoever asked; what goes wrong before the work begins ends up in the log of the job."""
    with translation.override(job.arguments.get("language") or actor.language):
        try:
            yield
        except Exception as error:
            # The pipeline closes its job itself once it has begun.
            if Job.objects.filter(pk=job.pk, state__in=jobs.OPEN).exists():
                jobs.fail(job, jobs.in_words(error))
            if not isinstance(error, RuleBroken | PermissionDenied):
                raise


@task()
def run_import(job_id: int) -> None:
    """Import, or go on with an import that was interrupted; may run twice."""

    def work(job: Job, actor: Actor) -> None:
        pipeline.run(plan_of(job), Path(job.arguments["path"]), actor=actor, job=job)

    _carry_out(job_id, work)


@task()
def run_undo(job_id: int) -> None:
    """Take an import back, or go on with it; may run twice."""

    def work(job: Job, actor: Actor) -> None:
        of = Job.objects.get(pk=job.arguments["of"])
        undoing.undo(of, actor=actor, reason=job.arguments.get("reason", ""), job_of_undo=job)

    _carry_out(job_id, work)


def _carry_out(job_id: int, work: Callable[[Job, Actor], None]) -> None:
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    try:
        actor = actor_of(job)
    except PermissionDenied as error:
        jobs.fail(job, jobs.in_words(error))
        return
    with speaking(job, actor):
        work(job, actor)
