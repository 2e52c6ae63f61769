"""The organisation tree. `path` is derived from the parents and kept right here, below whatever moves."""

from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.models import Company, Unit
from yanzhen.organization.queries import people
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

LONGEST_PATH = 255


@writes.write("organization.add_unit")
def create(*, actor: Actor, **values: Any) -> Unit:
    """Add a unit below `parent`, or at the top of its company."""
    _lock_tree()
    parent = values.get("parent")
    _same_company(values.get("company"), parent)
    unit = writes.create(Unit, actor=actor, **values)
    _place(unit, parent)
    return unit


@writes.write("organization.change_unit")
def change(instance: Unit, *, actor: Actor, version: int | None = None, **values: Any) -> Unit:
    """Change a unit; a new `parent` moves it with everything below it."""
    if "parent" not in values and "company" not in values:
        return writes.change(instance, actor=actor, version=version, **values)
    _lock_tree()
    current = Unit.objects.get(pk=instance.pk)
    parent = values.get("parent", current.parent)
    company = values.get("company", current.company)
    _same_company(company, parent)
    if company is not None and company.pk != current.company_id and current.children.exists():
        raise RuleBroken(_("Units below this one belong to its company."), field="company", code="other_company")
    if parent is not None:
        _refuse_loop(current, parent)
    unit = writes.change(instance, actor=actor, version=version, **values)
    _place(unit, parent)
    return unit


@writes.write("organization.change_unit")
def move(instance: Unit, *, actor: Actor, parent: Unit | None, version: int | None = None) -> Unit:
    """Put a unit, with everything below it, under another parent."""
    return change(instance, actor=actor, version=version, parent=parent)


@writes.write("organization.remove_unit")
def remove(instance: Unit, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


def _lock_tree() -> None:
    """One change of the tree at a time: two moves that are harmless alone can make a loop together."""
    list(Company.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _same_company(company: Company | None, parent: Unit | None) -> None:
    if company is not None and parent is not None and parent.company_id != company.pk:
        raise RuleBroken(_("That unit belongs to another company."), field="parent", code="other_company")


def _refuse_loop(unit: Unit, parent: Unit) -> None:
    if loop := people.unit_loop(unit, parent):
        message = _("This would close a loop: {chain}.").format(chain=" → ".join(loop))
        raise RuleBroken(message, field="parent", code="loop")


def _place(unit: Unit, parent: Unit | None) -> None:
    """Write the paths of a unit and of everything below it."""
    above = Unit.objects.values_list("path", flat=True).get(pk=parent.pk) if parent else "/"
    old, new = unit.path, f"{above}{unit.pk}/"
    if old == new:
        return
    if len(new) > LONGEST_PATH:
        raise RuleBroken(_("The tree is too deep here."), field="parent", code="too_deep")
    Unit.objects.filter(pk=unit.pk).update(path=new)
    if old != "/":
        _carry(old, new)
    unit.path = new


def _carry(old: str, new: str) -> None:
    below = Unit.objects.filter(path__startswith=old).exclude(path=old)
    longest = max((len(path) for path in below.values_list("path", flat=True)), default=0)
    if longest - len(old) + len(new) > LONGEST_PATH:
        raise RuleBroken(_("The tree is too deep here."), field="parent", code="too_deep")
    below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
