"""The playbook: its entries, and those for an opportunity where it stands."""

from django.db.models import Q

from yanzhen.crm.models import Opportunity, Playbook, PlaybookUse
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Playbook]:
    """Entries with process and stage, in the order of the stages."""
    return Playbook.objects.visible_to(actor).naming("process", "stage").order_by("position", "pk")


def of_opportunity(actor: Actor, opportunity: Opportunity) -> list[Playbook]:
    """The active entries for the process and the stage it is in, those for this stage first."""
    here = Q(stage_id=opportunity.stage_id) | Q(stage__isnull=True)
    of_process = Q(process_id=opportunity.process_id) | Q(process__isnull=True)
    found = Playbook.objects.visible_to(actor).filter(here, of_process, is_active=True).order_by("position", "pk")
    return sorted(found, key=lambda row: (row.stage_id is None, row.process_id is None))


def told_by(actor: Actor, opportunity: Opportunity) -> dict[int, bool | None]:
    """What the reader told about the entries used on this opportunity."""
    rows = PlaybookUse.objects.filter(opportunity=opportunity, employee_id=actor.employee_id or 0)
    return dict(rows.values_list("playbook_id", "is_helpful"))
