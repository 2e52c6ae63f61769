"""Who signs in at the sample company, with which role and reach."""

import os
from typing import Any

from django.contrib.auth.hashers import make_password

from yanzhen.accounts.services import roles, users
from yanzhen.config.sample import tables
from yanzhen.config.sample.staff import Staff
from yanzhen.platform.actor import SYSTEM, Actor

# sign-in name: (role, reach)
UNITS = {"clerk": "SALES"}
"""Where a reach begins when that is not the person's own unit."""
SIGN_INS = {
    "director": ("director", "all"),
    "manager.east": ("manager", "unit"),
    "rep.east": ("rep", "own"),
    "rep.south": ("rep", "own"),
    "ka": ("ka", "unit"),
    "clerk": ("clerk", "unit"),
    "finance": ("finance", "all"),
    "service": ("service", "all"),
    "hr": ("hr", "all"),
    "admin": ("admin", "all"),
    "auditor": ("auditor", "all"),
    "security": ("security", "all"),
}


def acting(person: Any) -> Actor:
    """The employee as they would act; most people of the sample company never sign in."""
    return Actor(user_id=None, name=person.name, employee_id=person.pk, is_system=True)


def create(staff: Staff) -> None:
    """Create the people who sign in; without YANZHEN_DEMO_PASSWORD they have no password.

    It is hashed once for all of them: a hash is made to cost, and everybody knows that they share it.
    """
    roles.ensure_standard_roles(actor=SYSTEM)
    employees: dict[int, Any] = tables.model("organization.Employee")._default_manager.in_bulk(
        list(staff.signs_in.values())
    )
    for name, (role, reach) in SIGN_INS.items():
        employee = employees[staff.signs_in[name]]
        users.create(
            actor=SYSTEM,
            username=name,
            display_name=employee.name,
            employee=employee,
            role=role,
            reach=reach,
            unit=UNITS.get(name),
        )
    if shared := os.environ.get("YANZHEN_DEMO_PASSWORD"):
        made = tables.model("accounts.User")._default_manager.filter(username__in=SIGN_INS)
        made.update(password=make_password(shared))
