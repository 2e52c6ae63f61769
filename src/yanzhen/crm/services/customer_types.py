from typing import Any

from yanzhen.crm.models import CustomerType
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("crm.add_customertype")
def create(*, actor: Actor, **values: Any) -> CustomerType:
    return writes.create(CustomerType, actor=actor, **values)


@writes.write("crm.change_customertype")
def change(instance: CustomerType, *, actor: Actor, version: int | None = None, **values: Any) -> CustomerType:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("crm.remove_customertype")
def remove(instance: CustomerType, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
