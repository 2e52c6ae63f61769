"""The last administrator is protected: no act may leave the house without one who can sign in."""

from collections.abc import Callable
from functools import wraps

from django.utils.translation import gettext as _

from yanzhen.accounts.models import Role
from yanzhen.accounts.queries import users
from yanzhen.lib.errors import RuleBroken


def keeps_an_administrator[**P, R](service: Callable[P, R]) -> Callable[P, R]:
    """Wrap a service, inside its transaction: refuse the act when it takes away the last administrator."""

    @wraps(service)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        # Two administrators who end each other's access at once must meet here, one after the other.
        list(Role.objects.select_for_update(no_key=True).filter(pk__in=users.keeping_roles()).order_by("pk"))
        had_one = users.administrators().exists()
        result = service(*args, **kwargs)
        if had_one and not users.administrators().exists():
            raise RuleBroken(
                _("This is the last administrator who can sign in. Name another one first."), code="last_administrator"
            )
        return result

    return guarded
