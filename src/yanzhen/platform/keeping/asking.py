"""Backups and drills as people and the clock ask for them; the worker carries them out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.keeping import service, tasks
from yanzhen.platform.models import BackupRun
from yanzhen.platform.models.keeping import BackupKind, BackupState
from yanzhen.platform.writes import write

ENDED = gettext_noop("The process ended before the work was done.")


@write("platform.run_backup")
def ask(*, actor: Actor, kind: str) -> None:
    """Queue a backup or a drill; the worker carries it out."""
    if kind not in BackupKind.values:
        raise RuleBroken(_("Ask for a backup or a drill."), field="kind", code="kind")
    if BackupRun.objects.filter(state=BackupState.RUNNING, started_at__gt=timezone.now() - service.GIVEN_UP).exists():
        raise RuleBroken(_("A backup or drill is running already."), code="running")
    transaction.on_commit(lambda: tasks.carry_out.enqueue(kind, actor.user_id))


def tick() -> None:
    """Called by the worker: give up on runs that died, and begin what is due."""
    BackupRun.objects.filter(state=BackupState.RUNNING, started_at__lt=timezone.now() - service.GIVEN_UP).update(
        state=BackupState.FAILED, ended_at=timezone.now(), message=ENDED
    )
    kind = service.due()
    running = BackupRun.objects.filter(state=BackupState.RUNNING)
    if kind and not running.exists():
        ask(actor=SYSTEM, kind=kind)
