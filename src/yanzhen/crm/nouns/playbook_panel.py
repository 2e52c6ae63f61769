"""The playbook on the page of an opportunity: what to ask, say, answer and hand over in the stage it is in."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yanzhen.crm.enums.playbooks import PlaybookKind
from yanzhen.crm.models import Opportunity, Playbook
from yanzhen.crm.queries import playbooks
from yanzhen.crm.queries import staying as stays
from yanzhen.platform.actor import Actor


def body(opportunity: Opportunity, actor: Actor) -> str:
    """The panel."""
    return render_to_string("crm/pipeline/_playbook.html", described(actor, opportunity))


def count(opportunity: Opportunity, actor: Actor) -> int:
    return len(playbooks.of_opportunity(actor, opportunity))


def described(actor: Actor, opportunity: Opportunity) -> dict[str, Any]:
    """The entries by kind, with what the reader told, and how long the opportunity is in its stage."""
    entries, told = playbooks.of_opportunity(actor, opportunity), playbooks.told_by(actor, opportunity)
    groups = [
        {"label": kind.label, "kind": kind.value, "entries": [_entry(e, told) for e in entries if e.kind == kind]}
        for kind in PlaybookKind
    ]
    return {
        "opportunity": opportunity,
        "stage": opportunity.stage,
        "groups": [group for group in groups if group["entries"]],
        "can_use": actor.can("crm.use_playbook") and actor.employee_id is not None,
        "can_add": actor.can("crm.add_playbook"),
        "staying": stays.told(opportunity),
    }


def _entry(row: Playbook, told: dict[int, bool | None]) -> dict[str, Any]:
    return {
        "row": row,
        "is_used": row.pk in told,
        "is_helpful": told.get(row.pk),
        "share": _("{helpful} of {uses} say it helped").format(helpful=row.helpful, uses=row.uses) if row.uses else "",
    }
