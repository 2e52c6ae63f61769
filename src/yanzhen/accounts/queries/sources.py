"""Where a person's rights come from: one source for each role they were given, and for each person they stand in for.

The actor of a request is the union of the sources in force; the answer to "why" names the same sources. So what is
explained is what decides.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from yanzhen.accounts.enums import Covers, ReachLevel
from yanzhen.accounts.models import Grant, Role, Substitution, User
from yanzhen.accounts.queries import substitutions
from yanzhen.organization.queries import people
from yanzhen.platform import functions, masks
from yanzhen.platform.actor import EVERYTHING, Reach
from yanzhen.platform.db.prepared import Prepared


@dataclass(frozen=True)
class Source:
    """A role given to a person: the functions and the reach it gives, and on which days.

    With a substitution, the role is that of the absent person and holds for the days of the substitution.
    """

    grant: Grant
    functions: frozenset[str]
    reach: Reach
    holds: bool
    substitution: Substitution | None = None

    @property
    def holder(self) -> User:
        """Whose role it is: the person's own, or the absent one's."""
        return self.grant.user

    @property
    def starts_on(self) -> date | None:
        own = self.grant.starts_on
        return (
            own if self.substitution is None else max(own or self.substitution.starts_on, self.substitution.starts_on)
        )

    @property
    def ends_on(self) -> date | None:
        own = self.grant.ends_on
        return own if self.substitution is None else min(own or self.substitution.ends_on, self.substitution.ends_on)


def of(user: User, day: date, *, all_days: bool = False) -> list[Source]:
    """The sources of a person's rights on a day; with `all_days` also those that held before or will hold later."""
    held = list(_grants(user.pk, day, all_days).select_related("role", "unit", "user__employee__unit"))
    return _sources(user, day, held, {g.pk: frozenset(g.role.functions) for g in held}, all_days)


def light(user: User, day: date) -> list[Source]:
    """The same sources for the actor of a request: what nobody asks for there is not read from the database."""
    rows = _LIGHT.rows(user.pk, day)
    return _sources(user, day, [_grant_of(row) for row in rows], {row[0]: _codes(row[9]) for row in rows}, False)


def _sources(
    user: User, day: date, held: list[Grant], codes: Mapping[int, frozenset[str]], all_days: bool
) -> list[Source]:
    standing = substitutions.of(user, {g.user_id for g in held if g.user_id != user.pk}, day, all_days=all_days)
    reaches = _reaches(held)
    found = [Source(g, codes[g.pk], reaches[g.pk], _holds(g, day)) for g in held if g.user_id == user.pk]
    for substitution in standing:
        for grant in (g for g in held if g.user_id == substitution.absent_id):
            holds = _holds(grant, day) and substitutions.holds(substitution, day)
            given = covered(codes[grant.pk], substitution.covers)
            found.append(Source(grant, given, reaches[grant.pk], holds, substitution))
    return found


def covered(codes: Iterable[str], covers: str) -> frozenset[str]:
    """What a substitute gets of a role.

    Never the administration of access, the audit trail, or the sight of masked fields: those are a person's own, since
    they would open more than the absent person's rows.
    """
    kept = (c for c in codes if not c.startswith("accounts.") and c not in {*masks.ALL, "platform.view_auditentry"})
    return frozenset(c for c in kept if covers == Covers.ALL or functions.is_read_or_approval(c))


def is_gone(user: User, day: date) -> bool:
    """Whether a person has no rights left: the account is closed, or the firm was left before this day."""
    left = user.employee.left_on if user.employee is not None else None
    return not user.is_active or (left is not None and left < day)


def _grants(user_id: int, day: date, all_days: bool = False) -> QuerySet[Grant]:
    """The roles of a person and of those they stand in for; one query, since it runs with every request."""
    standing = Substitution.objects.filter(substitute_id=user_id)
    rows = Grant.objects.all()
    if not all_days:
        standing = standing.filter(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)
        rows = rows.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )
    return rows.filter(Q(user_id=user_id) | Q(user_id__in=standing.values("absent_id"))).order_by("pk")


_LIGHT = Prepared(
    lambda user_id, day: _grants(user_id, day).values_list(
        "pk", "user_id", "role_id", "reach", "unit_id", "starts_on", "ends_on",
        "role__name", "role__name_en", "role__functions", "unit__path",
        "user__employee_id", "user__is_active", "user__employee__left_on",
        "user__employee__unit_id", "user__employee__unit__path",
    ),
    1_901_010_101, date(1901, 1, 1),
)  # fmt: skip


def _grant_of(row: Sequence[Any]) -> Grant:
    """A grant with its role and person, of which only what an actor needs is there; the rest is read when asked for."""
    grant = Grant.from_db(
        DEFAULT_DB_ALIAS, ("id", "user_id", "role_id", "reach", "unit_id", "starts_on", "ends_on"), row[:7]
    )
    name, name_en, _functions, path, employee_id, is_active, left_on, own_unit_id, own_path = row[7:]
    grant.role = Role.from_db(DEFAULT_DB_ALIAS, ("id", "name", "name_en"), (grant.role_id, name, name_en))
    grant.user = User.from_db(
        DEFAULT_DB_ALIAS, ("id", "employee_id", "is_active"), (grant.user_id, employee_id, is_active)
    )
    if grant.unit_id is not None:
        grant.unit = _unit(grant.unit_id, path)
    if employee_id is not None:
        grant.user.employee = _employees().from_db(
            DEFAULT_DB_ALIAS, ("id", "unit_id", "left_on"), (employee_id, own_unit_id, left_on)
        )
        grant.user.employee.unit = _unit(own_unit_id, own_path)
    return grant


def _unit(pk: int, path: str) -> Any:
    units: Any = Grant._meta.get_field("unit").related_model
    return units.from_db(DEFAULT_DB_ALIAS, ("id", "path"), (pk, path))


def _employees() -> Any:
    return User._meta.get_field("employee").related_model


@lru_cache(maxsize=500)
def _codes(stored: str) -> frozenset[str]:
    """The functions of a role as the database stores them."""
    return frozenset(json.loads(stored))


def _holds(grant: Grant, day: date) -> bool:
    in_time = (grant.starts_on is None or grant.starts_on <= day) and (grant.ends_on is None or day <= grant.ends_on)
    return in_time and not is_gone(grant.user, day)


def _reaches(held: list[Grant]) -> dict[int, Reach]:
    """By key of a grant, whose rows it opens."""
    paths = {grant.pk: path for grant in held if (path := unit_path(grant))}
    subtrees = people.subtree_ids(paths.values())
    leads = {g.user.employee_id for g in held if g.reach == ReachLevel.TEAM and g.user.employee_id is not None}
    teams = {pk: people.team_ids(pk) for pk in sorted(leads)}
    return {grant.pk: _reach(grant, teams, subtrees.get(paths.get(grant.pk, ""), frozenset())) for grant in held}


def unit_path(grant: Grant) -> str:
    """The path of the unit at which a grant's reach begins; empty when it reaches no units."""
    if grant.reach != ReachLevel.UNIT:
        return ""
    if grant.unit is not None:
        return str(grant.unit.path)
    return str(grant.user.employee.unit.path) if grant.user.employee is not None else ""


def _reach(grant: Grant, teams: dict[int, frozenset[int]], units: frozenset[int]) -> Reach:
    employee = grant.user.employee_id
    own = frozenset({employee}) if employee is not None else frozenset()
    match grant.reach:
        case ReachLevel.ALL:
            return EVERYTHING
        case ReachLevel.UNIT:
            return Reach(employee_ids=own, unit_ids=units)
        case ReachLevel.TEAM:
            return Reach(employee_ids=teams.get(employee, frozenset()) if employee is not None else frozenset())
        case _:
            return Reach(employee_ids=own)


def reach_of(grant: Grant) -> Reach:
    """Whose rows a grant opens, saved or not; the person is read anew, with the unit."""
    person = User.objects.select_related("employee__unit").get(pk=grant.user_id)
    grant = Grant(user=person, role=grant.role, reach=grant.reach, unit=grant.unit)
    path = unit_path(grant)
    units = people.subtree_ids([path]).get(path, frozenset()) if path else frozenset()
    employee = grant.user.employee_id
    teams = {}
    if grant.reach == ReachLevel.TEAM and employee is not None:
        teams[employee] = people.team_ids(employee)
    return _reach(grant, teams, units)
