"""What the worker carries out."""

from django.tasks import task

from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.keeping import service
from yanzhen.platform.models.keeping import BackupKind
from yanzhen.platform.people import directory


@task
def carry_out(kind: str, user_id: int | None) -> None:
    """A backup or a drill in the name of whoever asked."""
    actor = SYSTEM if user_id is None else directory().actor(user_id)
    (service.backup if kind == BackupKind.BACKUP else service.drill)(actor=actor)
