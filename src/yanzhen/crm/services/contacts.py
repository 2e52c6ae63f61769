from typing import Any

from yanzhen.crm.models import Contact
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("crm.add_contact")
def create(*, actor: Actor, **values: Any) -> Contact:
    return writes.create(Contact, actor=actor, **values)


@writes.write("crm.change_contact")
def change(instance: Contact, *, actor: Actor, version: int | None = None, **values: Any) -> Contact:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("crm.remove_contact")
def remove(instance: Contact, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
