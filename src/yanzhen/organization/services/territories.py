from typing import Any

from yanzhen.organization.models import Territory
from yanzhen.organization.services.coverages import cover
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

__all__ = ["change", "cover", "create", "remove"]


@writes.write("organization.add_territory")
def create(*, actor: Actor, **values: Any) -> Territory:
    return writes.create(Territory, actor=actor, **values)


@writes.write("organization.change_territory")
def change(instance: Territory, *, actor: Actor, version: int | None = None, **values: Any) -> Territory:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("organization.remove_territory")
def remove(instance: Territory, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
