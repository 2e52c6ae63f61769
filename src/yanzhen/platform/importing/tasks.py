"""The preview of a large file, in the worker."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.tasks import task
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import people
from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import drafts
from yanzhen.platform.models import FileImport, Job
from yanzhen.platform.services import jobs

KIND = "preview_import"


def enqueue(draft: FileImport, *, actor: Actor) -> Job:
    """Have the worker try a large file; one preview of an import at a time."""
    with transaction.atomic():
        row = FileImport.objects.select_for_update().get(pk=draft.pk, user_id=actor.user_id)
        if row.preview_job is not None and row.preview_job.state in jobs.OPEN:
            return row.preview_job
        job = jobs.wait(
            kind=KIND,
            title=_("Preview: {file}").format(file=row.file_name),
            actor=actor,
            arguments={"import": row.pk, "language": actor.language},
        )
        FileImport.objects.filter(pk=row.pk).update(preview_job=job)
        transaction.on_commit(lambda: run_preview.enqueue(job.pk))
    return job


@task()
def run_preview(job_id: int) -> None:
    """Try an import; may run twice, for nothing stays of it but what it found."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not jobs.begin(job):
        return
    try:
        actor = people.directory().actor(job.user_id or 0)
        with translation.override(job.arguments.get("language") or actor.language):
            draft = FileImport.objects.get(pk=job.arguments["import"], user_id=job.user_id)
            drafts.try_out(draft, actor=actor)
    except (RuleBroken, PermissionDenied, FileImport.DoesNotExist) as error:
        jobs.fail(job, jobs.in_words(error))
    else:
        jobs.finish(job)
