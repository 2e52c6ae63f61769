from typing import Any

from yanzhen.organization.models import Company
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("organization.add_company")
def create(*, actor: Actor, **values: Any) -> Company:
    return writes.create(Company, actor=actor, **values)


@writes.write("organization.change_company")
def change(instance: Company, *, actor: Actor, version: int | None = None, **values: Any) -> Company:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("organization.remove_company")
def remove(instance: Company, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
