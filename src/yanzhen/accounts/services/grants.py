"""Roles given to people, with the reach they have there and the days on which they hold."""

from typing import Any

from yanzhen.accounts.models import Grant
from yanzhen.accounts.services import duties, granting
from yanzhen.accounts.services.keeping import keeps_an_administrator
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("accounts.add_grant")
def create(*, actor: Actor, **values: Any) -> Grant:
    """Give a role: within what the giver may give, and with a second consent where the firm asks for one."""
    writes.checked(Grant(**values))
    granting.check(actor, Grant(**values))
    granting.second_person(actor, values)
    with duties.kept(actor, lambda: [values["user"].pk]):
        return writes.create(Grant, actor=actor, **values)


@writes.write("accounts.change_grant")
@keeps_an_administrator
def change(instance: Grant, *, actor: Actor, version: int | None = None, **values: Any) -> Grant:
    """Change role, reach or days. What comes out is checked as if it were given anew; taking away is not."""
    was = {name: getattr(instance, name) for name in granting.CONTENT}
    wanted = {**was, **values}
    if wanted != was and not _only_shortens(was, wanted):
        granting.check(actor, Grant(**wanted))
        granting.second_person(actor, wanted, instance)
    with duties.kept(actor, lambda: [was["user"].pk, wanted["user"].pk]):
        return writes.change(instance, actor=actor, version=version, **values)


def _only_shortens(was: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Whether nothing but the last day changes, and to an earlier one."""
    ends, ended = wanted["ends_on"], was["ends_on"]
    return {**was, "ends_on": ends} == wanted and ends is not None and (ended is None or ends <= ended)


@writes.write("accounts.remove_grant")
@keeps_an_administrator
def remove(instance: Grant, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
