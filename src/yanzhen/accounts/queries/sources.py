"""Where a person's rights come from: one source for each role they were given, and for each person they stand in for.

The actor of a request is the union of the sources in force; the answer to "why" names the same sources. So what is
explained is what decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yanzhen.accounts.enums import Covers, ReachLevel
from yanzhen.accounts.models import Grant, Substitution, User
from yanzhen.accounts.queries import substitutions
from yanzhen.organization.queries import people
from yanzhen.platform import functions, masks
from yanzhen.platform.actor import EVERYTHING, Reach


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
    held = _grants(user, day, all_days)
    standing = substitutions.of(user, {g.user_id for g in held if g.user_id != user.pk}, day, all_days=all_days)
    reaches = _reaches(held)
    found = [
        Source(g, frozenset(g.role.functions), reaches[g.pk], _holds(g, day)) for g in held if g.user_id == user.pk
    ]
    for substitution in standing:
        for grant in (g for g in held if g.user_id == substitution.absent_id):
            holds = _holds(grant, day) and substitutions.holds(substitution, day)
            codes = covered(grant.role.functions, substitution.covers)
            found.append(Source(grant, codes, reaches[grant.pk], holds, substitution))
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


def _grants(user: User, day: date, all_days: bool) -> list[Grant]:
    """The roles of a person and of those they stand in for; one query, since it runs with every request."""
    standing = Substitution.objects.filter(substitute=user)
    rows = Grant.objects.all()
    if not all_days:
        standing = standing.filter(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)
        rows = rows.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )
    return list(
        rows.filter(Q(user_id=user.pk) | Q(user_id__in=standing.values("absent_id")))
        .select_related("role", "unit", "user__employee__unit")
        .order_by("pk")
    )


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
