"""Who holds two duties that one person should not hold: against the rules in force, now and in days to come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yanzhen.accounts.enums import Effect
from yanzhen.accounts.models import DutyException, DutyRule, User
from yanzhen.accounts.queries import grants, sources, substitutions
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

ROLE = "role:"


@dataclass(frozen=True)
class Violation:
    """A rule that a person's roles break, and the exception they have from it."""

    rule: DutyRule
    user_id: int
    exception: DutyException | None = None


def visible(actor: Actor) -> ScopedQuerySet[DutyRule]:
    """Rules that `actor` may see."""
    return DutyRule.objects.visible_to(actor).naming().order_by("code", "pk")


def exceptions(actor: Actor) -> ScopedQuerySet[DutyException]:
    """Exceptions that `actor` may see."""
    return DutyException.objects.visible_to(actor).naming("rule", "user").order_by("-pk")


def is_broken(rule: DutyRule, held: frozenset[str]) -> bool:
    """Whether these functions and roles hold something of both sides."""
    return not held.isdisjoint(rule.one) and not held.isdisjoint(rule.other)


def held_by(user_ids: Iterable[int] | None = None) -> dict[int, frozenset[str]]:
    """By person the functions and roles held today or later, their own and those of people they stand in for."""
    rows = grants.lasting()
    if user_ids is not None:
        rows = rows.filter(user_id__in=list(user_ids))
    found: dict[int, set[str]] = defaultdict(set)
    for user_id, code, functions in rows.values_list("user_id", "role__code", "role__functions"):
        found[user_id] |= {f"{ROLE}{code}", *functions}
    for user_id, codes in _by_substitution(user_ids):
        found[user_id] |= codes
    return {user_id: frozenset(codes) for user_id, codes in found.items()}


def _by_substitution(user_ids: Iterable[int] | None) -> Iterable[tuple[int, frozenset[str]]]:
    rows = substitutions.lasting()
    if user_ids is not None:
        rows = rows.filter(substitute_id__in=list(user_ids))
    standing = list(rows)
    by_user: dict[int, list[str]] = defaultdict(list)
    if standing:
        absent = grants.lasting().filter(user_id__in={s.absent_id for s in standing})
        for user_id, functions in absent.values_list("user_id", "role__functions"):
            by_user[user_id] += functions
    return [(s.substitute_id, sources.covered(by_user[s.absent_id], s.covers)) for s in standing]


def violations(user_ids: Iterable[int] | None = None, day: date | None = None) -> list[Violation]:
    """Which rules are broken by whom; those with an exception are named too."""
    rules = [rule for rule in DutyRule.objects.order_by("code") if rule.effect != Effect.OFF]
    today = day or timezone.localdate()
    excepted = {(e.rule_id, e.user_id): e for e in DutyException.objects.filter(ends_on__gte=today)}
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    return [
        Violation(rule, user_id, excepted.get((rule.pk, user_id)))
        for user_id, held in sorted(held_by(user_ids).items())
        if user_id in active
        for rule in rules
        if is_broken(rule, held)
    ]
