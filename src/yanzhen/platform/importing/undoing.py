"""What taking an import back would do, found out by doing it and taking that back, too."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import service, undoing
from yanzhen.platform.models import FileImport
from yanzhen.platform.models.imports import ImportBatch
from yanzhen.platform.models.jobs import JobState

MOST_BATCHES = 12
SHOWN = 100


class _Back(Exception):
    """Ends the trial."""


def look(draft: FileImport, *, actor: Actor) -> dict[str, Any]:
    """Counts and what would be left as it is; for a large import only its size."""
    if draft.job is None:
        raise RuleBroken(_("Nothing was imported yet."), code="not_started")
    if draft.job.state in (JobState.WAITING, JobState.RUNNING):
        raise RuleBroken(_("This import still runs. Stop it first, then take it back."), code="running")
    undoing.permit(draft.job, actor)
    batches = ImportBatch.objects.filter(job=draft.job, undone_at=None).count()
    if not batches:
        raise RuleBroken(_("There is nothing left to take back."), code="nothing")
    if batches > MOST_BATCHES:
        return {"is_large": True}
    report = None
    try:
        with transaction.atomic():
            report = service.undo(draft.job, actor=actor)
            raise _Back
    except _Back:
        assert report is not None
    return {
        "removed": report.removed,
        "restored": report.restored,
        "refused": report.refused,
        "refusals": [vars(r) for r in report.refusals[:SHOWN]],
    }
