"""How an act is signed in the trail: by the person, for the one they stand in for, as the one they look over."""

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.platform.actor import Actor, Reach
from yanzhen.platform.base import Scoped

LONGEST = 150


def signature(actor: Actor, row: models.Model | None = None) -> str:
    """The name an act is signed with."""
    if actor.seen_by is None and not actor.standing_in:
        return actor.name
    with translation.override(settings.LANGUAGE_CODE):  # the trail is kept in one language
        if actor.seen_by is not None:
            return _("{name} (seeing as {person})").format(name=actor.seen_by.name, person=actor.name)[:LONGEST]
        absent = acts_for(actor, row) if isinstance(row, Scoped) and row.pk else ""
        return _("{name} (for {absent})").format(name=actor.name, absent=absent)[:LONGEST] if absent else actor.name


def signer(actor: Actor) -> int | None:
    """The key of whoever really sits there."""
    return actor.user_id if actor.seen_by is None else actor.seen_by.user_id


def acts_for(actor: Actor, row: Scoped) -> str:
    """For whom `actor` acts on this row: nobody where it is within their own reach."""
    code = type(row).view_function()
    for absent in actor.standing_in:
        if not holds(row, absent.own.get(code)) and holds(row, absent.functions.get(code)):
            return absent.name
    return ""


def holds(row: Scoped, reach: Reach | None) -> bool:
    """Whether a reach holds this row; decided by the same scope that decides on lists."""
    condition = None if reach is None else type(row).scope.rows(reach)
    return condition is not None and type(row)._default_manager.filter(condition, pk=row.pk).exists()
