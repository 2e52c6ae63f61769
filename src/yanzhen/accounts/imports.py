"""What can be imported of people who sign in and the roles they hold. Passwords never come from a file."""

from django.utils.translation import gettext as _

from yanzhen.accounts.models import Grant, User
from yanzhen.accounts.services import grants, users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports.nouns import Noun, declare

ENTERED = {"username", "display_name", "email", "employee"}


def _kept(instance: User, *, actor: Actor) -> None:
    """Who could sign in once is not removed by taking an import back."""
    raise RuleBroken(_("People who sign in are deactivated, not removed."), code="deactivate")


declare(
    Noun(
        User,
        ("username",),
        codes=frozenset({"username"}),
        without=frozenset({f.name for f in User._meta.concrete_fields} - ENTERED),
        create=users.create,
        change=users.change,
        remove=_kept,
    )
)
declare(Noun(Grant, ("user", "role"), create=grants.create, change=grants.change, remove=grants.remove))
