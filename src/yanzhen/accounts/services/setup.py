"""The first administrator: let in by a code that only the terminal of the installation shows."""

import secrets
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.accounts.enums import LinkPurpose, ReachLevel
from yanzhen.accounts.models import Grant, User
from yanzhen.accounts.queries import users as people
from yanzhen.accounts.services import links, roles, users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.roles import ADMIN, DIRECTOR

# Without the letters that look like digits. Twelve of 32 are 60 bits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
NAME = "admin"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "－": "", "—": ""})


def first_administrator_code() -> str | None:
    """A fresh code while nobody can manage the people, else None. It lasts a day; an earlier one ends.

    The people of the sample company count as able: they come in by their own links.
    """
    with transaction.atomic():
        roles.ensure_standard_roles(actor=SYSTEM)
        if people.administrators().exists() or people.demo_administrators():
            return None
        holder = _holder()
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        links.issue(actor=SYSTEM, user=holder, purpose=LinkPurpose.SETUP, secret=code)
    return "-".join(code[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def complete(*, code: str, display_name: str, username: str, password: str) -> User:
    """Make whoever has the code the first administrator, under the name they choose."""
    with transaction.atomic():
        try:
            holder = links.consume(plain(code), LinkPurpose.SETUP).user
        except RuleBroken as error:
            message = _("This code does not work. A new one is printed at each start of the system.")
            raise RuleBroken(message, field="code", code="code_spent") from error
        other = people.by_name(username)
        if other is not None and other.pk != holder.pk:
            raise RuleBroken(_("This sign-in name is taken."), field="username", code="taken")
        user = writes.change(holder, actor=SYSTEM, verb="set_up", username=username.strip(), display_name=display_name)
        for role in (ADMIN, DIRECTOR):
            if not Grant.objects.filter(user=user, role__code=role, reach=ReachLevel.ALL, unit=None).exists():
                roles.withdraw(actor=SYSTEM, user=user, role=role)
                roles.grant(actor=SYSTEM, user=user, role=role, reach=ReachLevel.ALL)
        return users.set_password(actor=SYSTEM, user=user, password=password)


def plain(code: str) -> str:
    """A code as typed, brought to the form in which it was made."""
    return code.upper().translate(LOOKALIKES).strip()


def _holder() -> User:
    """Who the code is for: a user made for this, never somebody who once had access."""
    for number in count(1):
        name = NAME if number == 1 else f"{NAME}{number}"
        user = people.by_name(name)
        if user is None:
            return _first_user(name)
        if user.is_active and user.employee_id is None and not user.has_usable_password():
            return user
    raise AssertionError


def _first_user(username: str) -> User:
    user = users.create(actor=SYSTEM, username=username)
    for role in (ADMIN, DIRECTOR):
        roles.grant(actor=SYSTEM, user=user, role=role, reach=ReachLevel.ALL)
    return user
