"""The last administrator is protected: no act may leave the house, now or later, without one who can sign in."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.models import Role
from yanzhen.accounts.queries import users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor

if TYPE_CHECKING:
    from yanzhen.platform.models import AuditEntry

DAY = timedelta(days=1)


def keeps_an_administrator[**P, R](service: Callable[P, R]) -> Callable[P, R]:
    """Wrap a service, inside its transaction: refuse the act when it takes away the last administrator.

    That a grant runs out, or that an administrator leaves, counts from the day on which it will be so.
    """

    @wraps(service)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        lock()
        before = first_day_without()
        result = service(*args, **kwargs)
        refuse(before)
        return result

    return guarded


def lock() -> None:
    """Two administrators who end each other's access at once must meet here, one after the other."""
    list(Role.objects.select_for_update(no_key=True).filter(pk__in=users.keeping_roles()).order_by("pk"))


def first_day_without() -> date | None:
    """The first day from today on that has no administrator; None when there is always one."""
    today = timezone.localdate()
    days = sorted({today, *(last + DAY for last in users.last_days_of_administrators() if last >= today)})
    return next((day for day in days if not users.administrators(day).exists()), None)


def refuse(before: date | None) -> None:
    """Refuse when that day has come nearer than it was."""
    after = first_day_without()
    if after is None or (before is not None and before <= after):
        return
    if after <= timezone.localdate():
        text = _("This is the last administrator who can sign in. Name another one first.")
    else:
        text = _("From {day} on no administrator could sign in. Name another one first.").format(day=after)
    raise RuleBroken(text, code="last_administrator")


def on_leaving(entry: "AuditEntry", actor: Actor) -> None:
    """The same when the last administrator leaves the firm: heard of through the trail, in that transaction."""
    if entry.noun_name != "organization.employee" or not entry.after.get("left_on"):
        return
    left = date.fromisoformat(str(entry.after["left_on"]))
    if (
        users.are_kept_by(entry.object_id, left)
        and not users.administrators(max(left + DAY, timezone.localdate())).exists()
    ):
        raise RuleBroken(
            _("This is the last administrator who can sign in. Name another one first."), code="last_administrator"
        )
