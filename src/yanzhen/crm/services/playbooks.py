"""The playbook: entries for the stages, and what people tell about using them."""

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.models import Opportunity, Playbook, PlaybookUse
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor


@writes.write("crm.add_playbook")
def create(*, actor: Actor, **values: Any) -> Playbook:
    """Add an entry; its stage says of which process it is."""
    return writes.create(Playbook, actor=actor, **_placed(values, None))


@writes.write("crm.change_playbook")
def change(instance: Playbook, *, actor: Actor, version: int | None = None, **values: Any) -> Playbook:
    return writes.change(instance, actor=actor, version=version, **_placed(values, instance))


@writes.write("crm.remove_playbook")
def remove(instance: Playbook, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


def _placed(values: dict[str, Any], row: Playbook | None) -> dict[str, Any]:
    """A stage brings its process along; one of another process is refused."""
    stage = values.get("stage", row.stage if row else None)
    process = values.get("process", row.process if row else None)
    if stage is not None and process is None:
        values["process"] = stage.process
    elif stage is not None and process is not None and stage.process_id != process.pk:
        raise RuleBroken(_("This stage belongs to another sales process."), field="stage", code="stage")
    return values


@writes.write("crm.use_playbook")
def use(playbook: Playbook, *, actor: Actor, opportunity: Opportunity, is_helpful: bool | None = None) -> PlaybookUse:
    """Tell that an entry was used on an opportunity, and whether it helped; telling again changes what was told."""
    if actor.employee_id is None:
        raise RuleBroken(_("Only people on the staff use the playbook."), code="employee")
    row = writes.locked(playbook)
    told, is_new = PlaybookUse.objects.get_or_create(
        playbook=row, opportunity=opportunity, employee_id=actor.employee_id, defaults={"used_on": timezone.localdate()}
    )
    if is_helpful is not None or is_new:
        told.is_helpful = is_helpful
        told.save(update_fields=["is_helpful"])
    _count(row)
    after = {"opportunity": opportunity.pk, "is_helpful": told.is_helpful}
    audit.record(actor, "use", row, after=after)
    return told


def _count(row: Playbook) -> None:
    counted = PlaybookUse.objects.filter(playbook=row).aggregate(
        n=Count("pk"), good=Count("pk", filter=Q(is_helpful=True))
    )
    Playbook.objects.filter(pk=row.pk).update(uses=counted["n"], helpful=counted["good"])
