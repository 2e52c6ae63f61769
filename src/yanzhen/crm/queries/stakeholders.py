"""Who has a say at a customer: rows for pages, people for the picture."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from yanzhen.crm.models import CustomerMember, Industry, Stakeholder
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

MOST = 200
"""So many people of one customer are shown at once."""


def visible(actor: Actor) -> ScopedQuerySet[Stakeholder]:
    """Stakeholders at customers that `actor` may see."""
    return (
        Stakeholder.objects.visible_to(actor)
        .naming("customer", "contact", "reports_to", "replaces")
        .order_by("customer_id", "ends_on", "pk")
    )


def current(day: date | None = None) -> Q:
    """Who has not left their part before a day."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day or timezone.localdate())


def at(customer_id: int, actor: Actor) -> tuple[list[Stakeholder], list[Stakeholder]]:
    """The people of one customer today, and those of the past, the latest first."""
    today = timezone.localdate()
    found = list(visible(actor).filter(customer_id=customer_id).order_by("-starts_on", "-pk")[:MOST])
    followed = {row.replaces_id for row in found if row.starts_on <= today}
    # Who handed over on the very day is of the past already.
    gone = [r for r in found if r.ends_on is not None and (r.ends_on < today or r.pk in followed)]
    now = sorted((r for r in found if r not in gone), key=lambda r: (_WEIGHT[r.influence], r.pk))
    return now, sorted(gone, key=lambda r: (r.ends_on or today, r.pk), reverse=True)


_WEIGHT = {"high": 0, "medium": 1, "low": 2}


def count_at(customer_id: int, actor: Actor) -> int:
    """How many people have a say at a customer today."""
    today = timezone.localdate()
    rows = Stakeholder.objects.visible_to(actor).filter(current(today), customer_id=customer_id)
    return rows.exclude(ends_on=today, successors__starts_on__lte=today).count()


def team(actor: Actor) -> ScopedQuerySet[CustomerMember]:
    """Colleagues beside the owner at customers that `actor` may see."""
    return CustomerMember.objects.visible_to(actor).naming("customer", "employee").order_by("customer_id", "pk")


def industries(actor: Actor) -> ScopedQuerySet[Industry]:
    """Industries that `actor` may see."""
    return Industry.objects.visible_to(actor).naming().order_by("code", "pk")
