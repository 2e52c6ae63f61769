"""The people of the firm as the platform asks for them: see `platform.people`."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen.accounts.models import Role, User
from yanzhen.accounts.queries import actors, grants, sessions, substitutions
from yanzhen.organization.queries import employees
from yanzhen.organization.queries import people as staff
from yanzhen.platform.actor import NOBODY, Actor
from yanzhen.platform.people import Person


class AccountsDirectory:
    """Answers from users, grants and the people tree."""

    def people(self, user_ids: Iterable[int]) -> dict[int, Person]:
        return {user.pk: _person(user) for user in _users().filter(pk__in=set(user_ids))}

    def colleagues(self, text: str, *, actor: Actor, limit: int = 8) -> list[Person]:
        found = _known_to(actor).order_by("username")
        if wanted := "".join(text.split()).lower():
            found = [user for user in found if wanted in _sought(user.username, str(user))]  # type: ignore[assignment]
        return [_person(user) for user in found[:limit]]

    def acquainted(self, user_ids: Iterable[int], *, actor: Actor) -> dict[int, Person]:
        return {user.pk: _person(user) for user in _known_to(actor).filter(pk__in=set(user_ids))}

    def of_employees(self, employee_ids: Iterable[int]) -> dict[int, Person]:
        found = _users().filter(employee_id__in=set(employee_ids), is_active=True)
        return {user.employee_id: _person(user) for user in found if user.employee_id is not None}

    def actor(self, user_id: int) -> Actor:
        user = _users().filter(pk=user_id).first()
        return NOBODY if user is None else actors.actor_of(user)

    def holding(self, code: str, *, unit_id: int | None = None, employee_id: int | None = None) -> list[Person]:
        """Who may do this today, and who stands in for them."""
        today = timezone.localdate()
        held = grants.in_force(today).filter(user__is_active=True)
        wanted = {pk for pk, functions in held.values_list("user_id", "role__functions") if code in functions}
        standing = substitutions.on(today).filter(absent_id__in=wanted, substitute__is_active=True)
        wanted |= set(standing.values_list("substitute_id", flat=True))
        found = []
        for user in _users().filter(pk__in=sorted(wanted)).order_by("pk"):
            reach = actors.actor_of(user).functions.get(code)
            if reach is not None and (
                reach.everything
                or (unit_id is None and employee_id is None)
                or unit_id in reach.unit_ids
                or employee_id in reach.employee_ids
            ):
                found.append(_person(user))
        return found

    def manager(self, user_id: int) -> Person | None:
        employee_id = User.objects.filter(pk=user_id).values_list("employee_id", flat=True).first()
        if employee_id is None:
            return None
        above = staff.superior_ids(employee_id)
        found = {user.employee_id: user for user in _users().filter(employee_id__in=above, is_active=True)}
        return next((_person(found[boss]) for boss in above if boss in found), None)

    def standing_in_for(self, user_id: int) -> list[Person]:
        rows = substitutions.on(timezone.localdate()).filter(substitute_id=user_id, absent__is_active=True)
        return [_person(row.absent) for row in rows.order_by("pk")]

    def epoch(self, user_id: int) -> int | None:
        return sessions.epoch(user_id)

    def still_in(self, user_id: int, epoch: int) -> bool:
        return sessions.epoch(user_id) == epoch

    def role_codes(self, user_id: int) -> list[str]:
        held = grants.in_force(timezone.localdate()).filter(user_id=user_id)
        return sorted(set(held.values_list("role__code", flat=True)))

    def roles(self) -> list[tuple[str, str]]:
        return [(role.code, role.label) for role in Role.objects.order_by("code")]

    def units_above(self, unit_id: int) -> list[int]:
        return staff.unit_ids_above(unit_id)

    def units(self) -> list[tuple[int, str]]:
        return staff.unit_names()


def _users() -> QuerySet[User]:
    users: QuerySet[User] = User.objects.select_related("employee")
    return users


def _known_to(actor: Actor) -> QuerySet[User]:
    """Active people whom `actor` may name: those of the same company, those within reach, those without a company."""
    found = _users().filter(is_active=True)
    if actor.is_system:
        return found
    mine = User.objects.filter(pk=actor.user_id).values("employee__unit__company_id")
    within = Q(employee__in=employees.visible(actor).order_by().values("pk"))
    return found.filter(Q(employee__unit__company_id__in=mine) | Q(employee=None) | within)


@lru_cache(maxsize=20_000)
def _sought(username: str, name: str) -> str:
    """What a person is found by: sign-in name, name, pinyin, initials."""
    from pypinyin import Style, lazy_pinyin  # half a second to load, and only needed here

    spoken, initials = lazy_pinyin(name), lazy_pinyin(name, style=Style.FIRST_LETTER)
    return " ".join("".join(part.split()) for part in (username, name, "".join(spoken), "".join(initials))).lower()


def _person(user: User) -> Person:
    return Person(
        user_id=user.pk,
        username=user.username,
        name=str(user),
        employee_id=user.employee_id,
        unit_id=user.employee.unit_id if user.employee else None,
        email=user.email,
        language=user.language or settings.LANGUAGE_CODE,
        is_active=user.is_active,
        left_on=user.employee.left_on if user.employee else None,
    )
