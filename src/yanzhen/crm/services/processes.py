"""Sales processes: of those that are active one is the usual one."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.models import Opportunity, Process, Stage
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("crm.add_process")
def create(*, actor: Actor, **values: Any) -> Process:
    """Make a process, without stages yet; the first one, or one that is to be it, becomes the usual one."""
    values["is_default"] = bool(values.get("is_default")) or not Process.objects.exists()
    _check(values)
    if values["is_default"]:
        _take_over(None, actor)
    return writes.create(Process, actor=actor, **values)


@writes.write("crm.change_process")
def change(instance: Process, *, actor: Actor, version: int | None = None, **values: Any) -> Process:
    """Change a process; one that becomes the usual one takes that over from the other."""
    row = writes.locked(instance, version)
    merged = {name: values.get(name, getattr(row, name)) for name in ("is_default", "is_active")}
    _check(merged)
    if row.is_default and not merged["is_default"]:
        message = _("One process is always the usual one: make another one it instead.")
        raise RuleBroken(message, field="is_default", code="default")
    if merged["is_default"] and not row.is_default:
        _take_over(row, actor)
    return writes.change(row, actor=actor, version=version, **values)


@writes.write("crm.remove_process")
def remove(instance: Process, *, actor: Actor, version: int | None = None) -> None:
    """Remove a process in which no opportunity ever was, with its stages."""
    row = writes.locked(instance, version)
    if Opportunity.objects.filter(process=row).exists():
        message = _("“{record}” has opportunities; make it inactive instead, so that no new ones begin in it.")
        raise RuleBroken(message.format(record=row), code="in_use")
    Stage.objects.filter(process=row).delete()
    writes.remove(row, actor=actor, version=version)


def _check(values: dict[str, Any]) -> None:
    if values.get("is_default") and not values.get("is_active", True):
        message = _("The usual process is active. Make another one the usual one first.")
        raise RuleBroken(message, field="is_active", code="inactive")


def _take_over(row: Process | None, actor: Actor) -> None:
    others = Process.objects.select_for_update().filter(is_default=True)
    for other in others if row is None else others.exclude(pk=row.pk):
        writes.change(other, actor=actor, is_default=False)
