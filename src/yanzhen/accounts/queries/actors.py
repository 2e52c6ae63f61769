"""Builds the actor of a request: what a person may do today, and whose rows each function opens."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils import timezone

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import ApiKey, Grant, User
from yanzhen.accounts.queries import grants, keys
from yanzhen.organization.queries import people
from yanzhen.platform.actor import EVERYTHING, NOTHING, Actor, Reach

READING = ("view_", "see_", "export_")
MAKING_KEYS = "accounts.add_apikey"


def actor_of(user: User, today: date | None = None) -> Actor:
    """The actor a person is today. Without grants, or after leaving the firm, one that may do nothing."""
    day = today or timezone.localdate()
    held = list(
        grants.in_force(day)
        .filter(user_id=user.pk)
        .select_related("role", "unit", "user__employee__unit")
        .order_by("pk")
    )
    employee = held[0].user.employee if held else None
    gone = not user.is_active or (employee is not None and employee.left_on is not None and employee.left_on < day)
    return Actor(
        user_id=user.pk,
        name=str(user),
        employee_id=user.employee_id,
        functions={} if gone else _functions(held, user.employee_id),
        language=user.language or settings.LANGUAGE_CODE,
        amount_unit=user.amount_unit,
        rise_colour=user.rise_colour,
        role_label=" · ".join(dict.fromkeys(grant.role.label for grant in held)),
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


def _functions(held: list[Grant], employee_id: int | None) -> Mapping[str, Reach]:
    """By function the union of the reaches of all grants that give it."""
    paths = {grant.pk: path for grant in held if (path := _unit_path(grant))}
    subtrees = people.subtree_ids(paths.values())
    needs_team = employee_id is not None and any(grant.reach == ReachLevel.TEAM for grant in held)
    team = people.team_ids(employee_id) if needs_team and employee_id is not None else frozenset()
    own = frozenset({employee_id}) if employee_id is not None else frozenset()
    reaches = {grant.pk: _reach(grant, own, team, subtrees.get(paths.get(grant.pk, ""), frozenset())) for grant in held}
    givers: dict[str, tuple[int, ...]] = {}
    for grant in held:
        for code in grant.role.functions:
            givers[code] = (*givers.get(code, ()), grant.pk)
    # Most functions come from the same few grants, so each union is made once.
    unions = {group: _union(reaches[pk] for pk in group) for group in set(givers.values())}
    return {code: unions[group] for code, group in givers.items()}


def _unit_path(grant: Grant) -> str:
    if grant.reach != ReachLevel.UNIT:
        return ""
    if grant.unit is not None:
        return str(grant.unit.path)
    return str(grant.user.employee.unit.path) if grant.user.employee is not None else ""


def _reach(grant: Grant, own: frozenset[int], team: frozenset[int], units: frozenset[int]) -> Reach:
    match grant.reach:
        case ReachLevel.ALL:
            return EVERYTHING
        case ReachLevel.UNIT:
            return Reach(employee_ids=own, unit_ids=units)
        case ReachLevel.TEAM:
            return Reach(employee_ids=team)
        case _:
            return Reach(employee_ids=own)


def _union(reaches: Iterable[Reach]) -> Reach:
    whole = NOTHING
    for reach in reaches:
        whole |= reach
    return whole
