"""Long work of the accounts, carried out by the worker."""

from typing import Any

from django.apps import apps
from django.tasks import task
from django.utils import translation

from yanzhen.accounts.models import User
from yanzhen.accounts.services import leaving
from yanzhen.platform import people
from yanzhen.platform.services import jobs

Job: Any = apps.get_model("platform", "Job")


@task()
def hand_over(job_id: int) -> None:
    """Give what a leaver owned to the new owners; may run twice."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job) or job.user_id is None:
        return
    actor = people.directory().actor(job.user_id)
    if not actor.can("accounts.change_user"):
        jobs.fail(job, jobs.in_words(PermissionError("accounts.change_user")))
        return
    with translation.override(actor.language):
        jobs.progress(job, 0, total=job.arguments["total"])
        user = User.objects.get(pk=job.arguments["user"])
        leaving.move(user, job.arguments["plan"], actor=actor, job=job)
        jobs.finish(job)
