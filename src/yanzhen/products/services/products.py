from typing import Any

from yanzhen.platform import writes
from yanzhen.platform.actor import Actor
from yanzhen.products.models import Product


@writes.write("products.add_product")
def create(*, actor: Actor, **values: Any) -> Product:
    return writes.create(Product, actor=actor, **values)


@writes.write("products.change_product")
def change(instance: Product, *, actor: Actor, version: int | None = None, **values: Any) -> Product:
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("products.remove_product")
def remove(instance: Product, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
