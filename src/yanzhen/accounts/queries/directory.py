"""The people of the firm as the platform asks for them: see `platform.people`."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen.accounts.models import User
from yanzhen.accounts.queries import actors, grants
from yanzhen.organization.queries import people as staff
from yanzhen.platform.actor import NOBODY, Actor
from yanzhen.platform.people import Person


class AccountsDirectory:
    """Answers from users, grants and the people tree."""

    def people(self, user_ids: Iterable[int]) -> dict[int, Person]:
        return {user.pk: _person(user) for user in _users().filter(pk__in=set(user_ids))}

    def colleagues(self, text: str, *, actor: Actor, limit: int = 8) -> list[Person]:
        found = _users().filter(is_active=True)
        if text := text.strip():
            found = found.filter(
                Q(username__icontains=text) | Q(display_name__icontains=text) | Q(employee__name__icontains=text)
            )
        return [_person(user) for user in found.order_by("username")[:limit]]

    def actor(self, user_id: int) -> Actor:
        user = _users().filter(pk=user_id).first()
        return NOBODY if user is None else actors.actor_of(user)

    def holding(self, code: str, *, unit_id: int | None = None, employee_id: int | None = None) -> list[Person]:
        held = grants.in_force(timezone.localdate()).filter(user__is_active=True)
        wanted = sorted({pk for pk, functions in held.values_list("user_id", "role__functions") if code in functions})
        found = []
        for user in _users().filter(pk__in=wanted).order_by("pk"):
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


def _users() -> QuerySet[User]:
    return User.objects.select_related("employee")


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
    )
