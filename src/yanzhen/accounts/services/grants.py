"""Roles given to people, with the reach they have there and the days on which they hold."""

from typing import Any

from yanzhen.accounts.models import Grant
from yanzhen.accounts.services.keeping import keeps_an_administrator
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("accounts.add_grant")
def create(*, actor: Actor, **values: Any) -> Grant:
    return writes.create(Grant, actor=actor, **values)


@writes.write("accounts.change_grant")
@keeps_an_administrator
def change(instance: Grant, *, actor: Actor, version: int | None = None, **values: Any) -> Grant:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("accounts.remove_grant")
@keeps_an_administrator
def remove(instance: Grant, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
