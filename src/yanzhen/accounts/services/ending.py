"""Ending the access of somebody who reports to one, on their last day: less than managing the people of the firm."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from yanzhen.accounts.models import User
from yanzhen.accounts.permissions import END_ACCESS, POWERS
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import users
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import people
from yanzhen.platform.actor import Actor
from yanzhen.platform.writes import write

CHANGES_PEOPLE = "accounts.change_user"


def may_end(user: User, actor: Actor) -> bool:
    """Whether `actor` may end this access: of those who report to them and hold no power over others."""
    if actor.is_system or actor.can(CHANGES_PEOPLE):
        return True
    if not actor.can(END_ACCESS) or actor.employee_id is None or user.pk == actor.user_id:
        return False
    return user.employee_id in people.report_ids(actor.employee_id) and not POWERS & set(
        actors.actor_of(user).functions
    )


@write(END_ACCESS)
def end(user: User, *, actor: Actor) -> User:
    """End it now, for good: sessions, keys and links. Giving it again takes an administrator."""
    if not user.is_active:
        return user
    if not may_end(user, actor):
        if actor.user_id == user.pk:
            raise RuleBroken(_("Nobody ends their own access."), code="own")
        if user.employee_id not in people.report_ids(actor.employee_id or 0):
            raise PermissionDenied(END_ACCESS)
        raise RuleBroken(
            _("{name} holds power over the rights of others: an administrator has to end this access.").format(
                name=user
            ),
            code="power",
        )
    return users.deactivate(user, actor=replace(actor, is_system=True))
