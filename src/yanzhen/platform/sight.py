"""Whether people see a record that is known by the name of its noun and its key: for notes, files, tasks and news."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Noun

Place = tuple[str, int]
"""Noun and key of a record."""


def person_key(actor: Actor) -> int:
    """The key of the person who acts; the system has no inbox, no tasks and follows nothing."""
    if actor.user_id is None:
        raise PermissionDenied
    return actor.user_id


def noun_of(name: str) -> Noun | None:
    """The declaration of a noun, if there is such a noun."""
    try:
        return nouns.get(name)
    except KeyError:
        return None


def rows(name: str, actor: Actor) -> models.QuerySet[Any] | None:
    """The records of a noun that `actor` sees; None for those without its function."""
    noun = noun_of(name)
    if noun is None or not actor.can(noun.code("view")):
        return None
    return noun.visible(actor)


def row(name: str, key: int | None, actor: Actor) -> Any | None:
    """One record, if `actor` sees it."""
    found = rows(name, actor)
    return None if found is None or key is None or not 0 <= key < 2**63 else found.filter(pk=key).first()


def sees(name: str, key: int | None, actor: Actor) -> bool:
    """Whether `actor` sees this record."""
    return bool(seen({(name, key)}, actor)) if key is not None else False


def seen(places: Iterable[Place], actor: Actor) -> set[Place]:
    """Those of the records that `actor` sees, with one query for each kind."""
    keys: dict[str, set[int]] = defaultdict(set)
    for name, key in places:
        keys[name].add(key)
    found: set[Place] = set()
    for name, wanted in keys.items():
        visible = rows(name, actor)
        if visible is not None:
            narrowed = visible.filter(pk__in=wanted).order_by().select_related(None)
            found |= {(name, key) for key in narrowed.values_list("pk", flat=True)}
    return found


def url(name: str, key: int) -> str:
    """The page of a record."""
    noun = noun_of(name)
    return "" if noun is None else noun.url("record", key)
