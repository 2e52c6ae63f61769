"""Builds the actor of a request: what a person may do today, and whose rows each function opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import timezone

from yanzhen.accounts.models import ApiKey, User
from yanzhen.accounts.queries import keys, sources
from yanzhen.accounts.queries.sources import Source
from yanzhen.platform.actor import NOTHING, Actor, Reach, StandIn

READING = ("view_", "see_", "export_")
MAKING_KEYS = "accounts.add_apikey"


def actor_of(user: User, today: date | None = None) -> Actor:
    """The actor a person is today. Without grants, or after leaving the firm, one that may do nothing."""
    day = today or timezone.localdate()
    found = [source for source in sources.light(user, day) if source.holds]
    own = [source for source in found if source.substitution is None]
    # Who left keeps no role of their own, and stands in for nobody either.
    gone = not user.is_active or (bool(found) and not own and sources.is_gone(user, day))
    return Actor(
        user_id=user.pk,
        name=str(user),
        employee_id=user.employee_id,
        functions={} if gone else union(found),
        language=user.language or settings.LANGUAGE_CODE,
        amount_unit=user.amount_unit,
        rise_colour=user.rise_colour,
        role_label=" · ".join(dict.fromkeys(source.grant.role.label for source in own)),
        standing_in=() if gone else _standing_in(found),
    )


def actor_of_key(header: str | None) -> Actor | None:
    """The actor behind an `Authorization: Bearer …` header; None when the key does not hold."""
    key = key_of(header)
    return None if key is None else of_key(key)


def key_of(header: str | None) -> ApiKey | None:
    """The API key in an `Authorization` header, if it holds."""
    scheme, _, secret = (header or "").partition(" ")
    return keys.in_force(secret.strip()) if scheme.lower() == "bearer" else None


def of_key(key: ApiKey) -> Actor:
    """The actor of a key: its owner, narrowed to the scopes of the key. A key never makes further keys."""
    actor = actor_of(key.user)
    kept = {code: r for code, r in actor.functions.items() if is_in_scope(code, key.scopes) and code != MAKING_KEYS}
    return replace(actor, functions=kept)


def is_in_scope(code: str, scopes: Iterable[str]) -> bool:
    """Whether scopes open a function.

    `read` opens seeing and exporting, `write` everything; any other scope is the beginning of function codes
    (`crm.`, `orders.view_`) and narrows further. Prefixes alone open all that begins so.
    """
    words = set(scopes)
    prefixes = tuple(words - {"read", "write"})
    if prefixes and not code.startswith(prefixes):
        return False
    if "write" in words or (prefixes and "read" not in words):
        return True
    return "read" in words and code.partition(".")[2].startswith(READING)


def union(found: Sequence[Source]) -> Mapping[str, Reach]:
    """By function the union of the reaches of all sources that give it."""
    if len(found) == 1:
        return dict.fromkeys(found[0].functions, found[0].reach)
    givers: dict[str, tuple[int, ...]] = {}
    for number, source in enumerate(found):
        for code in source.functions:
            givers[code] = (*givers.get(code, ()), number)
    # Most functions come from the same few sources, so each union is made once.
    unions = {group: _joined(found[n].reach for n in group) for group in set(givers.values())}
    return {code: unions[group] for code, group in givers.items()}


def _standing_in(found: list[Source]) -> tuple[StandIn, ...]:
    """For whom this person stands in; what is theirs already is not done for somebody else."""
    own = union([s for s in found if s.substitution is None])
    absent = {s.substitution.absent_id: s.substitution for s in found if s.substitution is not None}
    return tuple(
        StandIn(
            user_id=user_id,
            name=str(substitution.absent),
            until=substitution.ends_on,
            own=own,
            functions=union([s for s in found if s.substitution is not None and s.substitution.absent_id == user_id]),
        )
        for user_id, substitution in absent.items()
    )


def _joined(reaches: Iterable[Reach]) -> Reach:
    whole = NOTHING
    for reach in reaches:
        whole |= reach
    return whole
