"""Roles: the standard ones follow the product, others are the firm's own. Grants give them to people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Grant, Role, User
from yanzhen.accounts.queries import grants as grants_held
from yanzhen.accounts.services import duties, granting, grants
from yanzhen.accounts.services.keeping import keeps_an_administrator
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import units
from yanzhen.platform import functions, roles, writes
from yanzhen.platform.actor import SYSTEM, Actor


@dataclass(frozen=True)
class StandardRole:
    """A role every installation has, and the reach it is given with unless told otherwise."""

    code: str
    name: str
    name_en: str
    reach: ReachLevel


STANDARD_ROLES = {
    role.code: role
    for role in (
        StandardRole(roles.DIRECTOR, "销售总监", "Sales director", ReachLevel.ALL),
        StandardRole(roles.MANAGER, "销售经理", "Sales manager", ReachLevel.UNIT),
        StandardRole(roles.REP, "销售代表", "Sales representative", ReachLevel.OWN),
        StandardRole(roles.KA, "大客户经理", "Key account manager", ReachLevel.OWN),
        StandardRole(roles.CLERK, "销售内勤", "Sales clerk", ReachLevel.UNIT),
        StandardRole(roles.FINANCE, "财务", "Finance", ReachLevel.ALL),
        StandardRole(roles.SERVICE, "客户服务", "Customer service", ReachLevel.ALL),
        StandardRole(roles.HR, "人力资源", "Human resources", ReachLevel.ALL),
        StandardRole(roles.ADMIN, "系统管理员", "Administrator", ReachLevel.ALL),
        StandardRole(roles.AUDITOR, "审计", "Auditor", ReachLevel.ALL),
        StandardRole(roles.SECURITY, "安全管理员", "Security officer", ReachLevel.ALL),
    )
}


@writes.write("accounts.change_role")
def ensure_standard_roles(*, actor: Actor) -> dict[str, Role]:
    """Bring the standard roles to what this version declares; run after each update. Changes nothing twice."""
    existing = {role.code: role for role in Role.objects.filter(code__in=STANDARD_ROLES)}
    for code, standard in STANDARD_ROLES.items():
        values: dict[str, Any] = {
            "name": standard.name,
            "name_en": standard.name_en,
            "functions": functions.of_role(code),
        }
        if code in existing:
            existing[code] = writes.change(existing[code], actor=actor, **values)
        else:
            existing[code] = writes.create(Role, actor=actor, code=code, **values)
    duties.ensure_standard(actor=actor)
    return existing


def after_migrate(**_details: Any) -> None:
    """Give the standard roles what a new version declares; a database without them has not begun yet."""
    if Role.objects.filter(code__in=STANDARD_ROLES).exists():
        ensure_standard_roles(actor=SYSTEM)


@writes.write("accounts.add_role")
def create(*, actor: Actor, **values: Any) -> Role:
    _check_functions(values.get("functions", ()))
    return writes.create(Role, actor=actor, **values)


@writes.write("accounts.change_role")
@keeps_an_administrator
def change(instance: Role, *, actor: Actor, version: int | None = None, **values: Any) -> Role:
    """Change a role of the firm's own."""
    _refuse_standard(instance)
    _check_functions(values.get("functions", ()))
    granting.check_role(actor, instance, values.get("functions", ()))
    granting.second_person_for_role(actor, instance, values)
    holders = grants_held.lasting().filter(role=instance)
    with duties.kept(actor, lambda: list(holders.values_list("user_id", flat=True))):
        return writes.change(instance, actor=actor, version=version, **values)


@writes.write("accounts.remove_role")
def remove(instance: Role, *, actor: Actor, version: int | None = None) -> None:
    _refuse_standard(instance)
    writes.remove(instance, actor=actor, version=version)


def grant(
    *,
    actor: Actor,
    user: User,
    role: Role | str,
    reach: str | None = None,
    unit: Any = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Grant:
    """Give a person a role; without `reach` with the usual one of that role. `unit` may be a code."""
    held = named(role)
    return grants.create(
        actor=actor,
        user=user,
        role=held,
        reach=reach or default_reach(held),
        unit=_unit(unit),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def withdraw(*, actor: Actor, user: User, role: Role | str) -> None:
    """Take a role from a person, wherever it was given."""
    for held in Grant.objects.filter(user=user, role=named(role)).order_by("pk"):
        grants.remove(held, actor=actor)


def named(role: Role | str) -> Role:
    """The role itself, or the one with this code."""
    if isinstance(role, Role):
        return role
    found = Role.objects.filter(code=role).first()
    if found is None:
        known = ", ".join(Role.objects.order_by("code").values_list("code", flat=True))
        raise RuleBroken(
            _("There is no role “{role}”. There are: {known}.").format(role=role, known=known), field="role"
        )
    return found


def default_reach(role: Role) -> str:
    """The reach a role is usually given with."""
    standard = STANDARD_ROLES.get(role.code)
    return standard.reach if standard else ReachLevel.OWN


def _unit(unit: Any) -> Any:
    if not isinstance(unit, str):
        return unit
    found = units.by_code(unit)
    if found is None:
        raise RuleBroken(_("There is no unit “{code}”.").format(code=unit), field="unit")
    return found


def _refuse_standard(role: Role) -> None:
    if role.code in STANDARD_ROLES:
        raise RuleBroken(
            _("Standard roles come with the product. Create a role of your own to differ."), code="standard_role"
        )


def _check_functions(codes: Iterable[str]) -> None:
    unknown = sorted(set(codes) - set(functions.all_functions()))
    if unknown:
        raise RuleBroken(
            _("Unknown functions: {codes}.").format(codes=", ".join(unknown)),
            field="functions",
            code="unknown_function",
        )
