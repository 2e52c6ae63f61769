"""The rights of one person, edited together: everything holds, or nothing of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from yanzhen.accounts.models import Grant, User
from yanzhen.accounts.services import grants
from yanzhen.platform.actor import Actor


def set_grants(
    user: User,
    *,
    actor: Actor,
    given: Iterable[Mapping[str, Any]] = (),
    changed: Iterable[tuple[Grant, Mapping[str, Any]]] = (),
    taken: Iterable[Grant] = (),
) -> None:
    """Take, change and give roles in one transaction; each by its own service, under its own function."""
    with transaction.atomic():
        for grant in taken:
            grants.remove(grant, actor=actor)
        for grant, values in changed:
            grants.change(grant, actor=actor, **values)
        for values in given:
            grants.create(actor=actor, user=user, **values)
