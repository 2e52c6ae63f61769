"""People who sign in, for the tests of all floors.

`people()` makes the five who are always there: a rep, a teammate, their manager, finance, and a stranger who belongs
to another company of the same installation.
"""

from dataclasses import dataclass
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Grant, Role, User
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import roles
from yanzhen.organization.tests.factories import EmployeeFactory, UnitFactory
from yanzhen.platform.actor import SYSTEM, Actor

PASSWORD = "lark-over-the-marsh-7"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class RoleFactory(DjangoModelFactory[Role]):
    class Meta:
        model = Role

    code = factory.Sequence(lambda n: f"role{n}")
    name = factory.Sequence(lambda n: f"角色 {n}")
    functions = factory.LazyFunction(list)


class GrantFactory(DjangoModelFactory[Grant]):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = factory.SubFactory(RoleFactory)
    reach = ReachLevel.OWN


@dataclass(frozen=True)
class People:
    """The five; each with an employee behind."""

    rep: User
    teammate: User
    manager: User
    finance: User
    stranger: User

    def actor(self, name: str) -> Actor:
        """The actor one of them is today."""
        return actors.actor_of(getattr(self, name))


def user_with(role: str, *, reach: str | None = None, employee: Any = None, username: str = "", **values: Any) -> User:
    """A user with one standard role, in its usual reach unless told otherwise."""
    if not Role.objects.filter(code=role).exists():
        roles.ensure_standard_roles(actor=SYSTEM)
    user = UserFactory(username=username or f"{role}{User.objects.count()}", employee=employee, **values)
    roles.grant(actor=SYSTEM, user=user, role=role, reach=reach)
    return user


def people() -> People:
    """The rep and the teammate sit in one team below the manager's unit; finance elsewhere in the same company."""
    top = UnitFactory(code="TOP")
    east, money = UnitFactory(code="EAST", parent=top), UnitFactory(code="FIN", parent=top)
    team = UnitFactory(code="EAST-1", parent=east)
    boss = EmployeeFactory(name="陆承远", unit=east)
    return People(
        rep=user_with("rep", username="rep", employee=EmployeeFactory(name="林晓帆", unit=team, manager=boss)),
        teammate=user_with(
            "rep", username="teammate", employee=EmployeeFactory(name="陈志豪", unit=team, manager=boss)
        ),
        manager=user_with("manager", username="manager", employee=boss),
        finance=user_with("finance", username="finance", employee=EmployeeFactory(name="郑文静", unit=money)),
        stranger=user_with("rep", username="stranger", employee=EmployeeFactory(name="外人")),
    )
