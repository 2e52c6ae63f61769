from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor
from yanzhen.products.models import Category


@writes.write("products.add_category")
def create(*, actor: Actor, **values: Any) -> Category:
    return writes.create(Category, actor=actor, **values)


@writes.write("products.change_category")
def change(instance: Category, *, actor: Actor, version: int | None = None, **values: Any) -> Category:
    """Change a category; one may not come to lie below itself."""
    step = values.get("parent")
    while step is not None:
        if step.pk == instance.pk:
            raise RuleBroken(_("A category cannot belong to itself or to one below it."), field="parent", code="loop")
        step = Category.objects.filter(pk=step.parent_id).first() if step.parent_id else None
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("products.remove_category")
def remove(instance: Category, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)
