"""The calendar feed of a person: its secret address made, renewed and taken away."""

import secrets

from django.utils.translation import gettext as _

from yanzhen.field.models import CalendarFeed
from yanzhen.field.queries import feeds
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor


@writes.write(feeds.HAVE)
def renew(*, actor: Actor) -> str:
    """Make the address of the actor's feed, or a new one in place of the old, which ends at once. Returns the secret,
    which is not kept and cannot be shown again."""
    if actor.user_id is None or not feeds.may(actor):
        raise RuleBroken(_("A feed belongs to somebody of the firm who may see visits."), code="no_person")
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(user_id=actor.user_id, defaults={"secret_hash": feeds.digest(secret)})
    audit.record(actor, "renew_feed", actor.name, noun=CalendarFeed.noun())
    return secret


@writes.write(feeds.HAVE)
def end(*, actor: Actor) -> None:
    """Take the feed of the actor away."""
    if CalendarFeed.objects.filter(user_id=actor.user_id or 0).delete()[0]:
        audit.record(actor, "end_feed", actor.name, noun=CalendarFeed.noun())
