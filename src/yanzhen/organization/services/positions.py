from typing import Any

from yanzhen.organization.models import Position
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("organization.add_position")
def create(*, actor: Actor, **values: Any) -> Position:
    return writes.create(Position, actor=actor, **values)


@writes.write("organization.change_position")
def change(instance: Position, *, actor: Actor, version: int | None = None, **values: Any) -> Position:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("organization.remove_position")
def remove(instance: Position, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
