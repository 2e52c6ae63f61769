from typing import Any

from yanzhen.organization.models import Region
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("organization.add_region")
def create(*, actor: Actor, **values: Any) -> Region:
    return writes.create(Region, actor=actor, **values)


@writes.write("organization.change_region")
def change(instance: Region, *, actor: Actor, version: int | None = None, **values: Any) -> Region:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("organization.remove_region")
def remove(instance: Region, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
