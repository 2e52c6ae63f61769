"""See as this person: an administrator looks at the product through somebody else's rights, read-only and on record."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.models import Seeing, User
from yanzhen.accounts.permissions import POWERS, SEE_AS
from yanzhen.accounts.queries import actors
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

LASTS = timedelta(minutes=30)


@writes.write(SEE_AS)
def begin(person: User, *, actor: Actor, reason: str) -> Seeing:
    """Begin to see as `person`: with a reason, never as oneself, and never as somebody with more power."""
    reason = reason.strip()
    if actor.seen_by is not None or actor.user_id is None:
        raise PermissionDenied("one at a time")
    if person.pk == actor.user_id:
        raise RuleBroken(_("You see as yourself already."), code="oneself")
    if not person.is_active:
        raise RuleBroken(_("“{name}” is not active.").format(name=person), code="inactive")
    if not reason:
        raise RuleBroken(_("Give the reason."), field="reason", code="reason")
    beyond = (POWERS & set(actors.actor_of(person).functions)) - set(actor.functions)
    if beyond:
        raise RuleBroken(_("This person has power over access that you lack."), code="more_power")
    end_all(actor)
    row = Seeing.objects.create(viewer_id=actor.user_id, person=person, until=timezone.now() + LASTS)
    audit.record(actor, "see_as", person, after={"until": row.until.isoformat()}, reason=reason[:500])
    return row


def end(seeing: Seeing, *, actor: Actor) -> None:
    """Stop; ending twice is ending once."""
    if Seeing.objects.filter(pk=seeing.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
        audit.record(actor, "see_as_end", seeing.person)


def end_all(actor: Actor) -> None:
    """One spell at a time."""
    for row in Seeing.objects.filter(viewer_id=actor.user_id, ended_at__isnull=True).select_related("person"):
        end(row, actor=actor)


def looked(actor: Actor, subject: models.Model | str, noun: str = "") -> None:
    """Note what was looked at; the trail names both."""
    audit.record(actor, "saw_as", subject, noun=noun)
