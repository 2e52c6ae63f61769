"""The pool as a page and a program read it: searched, in order, and beside what one may still take."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen.crm.models import Lead, LeadHolding
from yanzhen.crm.queries import lead_bounds
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.platform.actor import Actor

PAGE = 30
SORTS = {"points": ("-points", "-pk"), "new": ("-pooled_at", "-pk"), "old": ("pooled_at", "pk")}


def searched(actor: Actor, text: str, sort: str) -> QuerySet[Lead]:
    """Leads of the pool that hold these words, in this order."""
    rows = lead_rows.pool(actor)
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(company__icontains=word)
            | Q(province__icontains=word)
            | Q(city__icontains=word)
            | Q(industry__icontains=word)
            | Q(category__name__icontains=word)
        )
    return rows.order_by(*SORTS.get(sort, SORTS["points"]))


def limits(actor: Actor) -> dict[str, Any]:
    """How many leads somebody holds and has taken today, beside what is allowed."""
    bounds = lead_bounds.in_force()
    held = lead_rows.loads([actor.employee_id]).get(actor.employee_id or 0, 0) if actor.employee_id else 0
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    own = LeadHolding.objects.filter(employee_id=actor.employee_id or 0, began="claim", began_at__gte=today)
    return {
        "held": held,
        "hold_most": bounds.hold_most,
        "claimed": own.count() if actor.employee_id else 0,
        "claim_most": bounds.claim_most,
    }
