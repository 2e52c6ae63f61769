"""Ending what a person has open: one new epoch, and no cookie made before it is accepted any more."""

from django.db.models import F

from yanzhen.accounts.models import User
from yanzhen.accounts.services import sessions


def end_sessions(user: User) -> None:
    """A new epoch for a person; streams that run look at it between two pieces, see `platform.people.while_in`."""
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    sessions.close(user)
