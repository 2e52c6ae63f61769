"""The actor of somebody who sees the product as another person does."""

from dataclasses import replace

from django.utils import timezone

from yanzhen.accounts.models import Seeing, User
from yanzhen.accounts.permissions import SEE_AS
from yanzhen.accounts.queries import actors
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

SHOWING = ("view_", "see_")


def standing(viewer: User, key: object) -> Seeing | None:
    """The spell with this key, if it still lasts and is this viewer's."""
    if not isinstance(key, int):
        return None
    rows = Seeing.objects.filter(pk=key, viewer=viewer, ended_at__isnull=True, until__gt=timezone.now())
    return rows.select_related("person", "viewer").first()


def actor_of(seeing: Seeing, viewer: Actor) -> Actor | None:
    """Who acts during the spell; None when the viewer may no longer do this.

    The rows are those of the person; only what shows is left of their functions, no file and no key comes of it; a
    masked field is hidden when it is hidden from either of the two.
    """
    if not viewer.can(SEE_AS) or not seeing.person.is_active:
        return None
    person = actors.actor_of(seeing.person)
    kept = {
        code: reach
        for code, reach in person.functions.items()
        if code.partition(".")[2].startswith(SHOWING)
        and code != "accounts.view_apikey"
        and (code not in masks.ALL or viewer.can(code))
    }
    return replace(
        person,
        functions=kept,
        seen_by=viewer,
        language=viewer.language,
        amount_unit=viewer.amount_unit,
        rise_colour=viewer.rise_colour,
    )
