from datetime import date

from django.db.models import Q
from django.utils import timezone

from yanzhen.accounts.models import Grant
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Grant]:
    """Grants that `actor` may see, by person."""
    return Grant.objects.visible_to(actor).naming("user", "role", "unit").order_by("user__username", "role__code", "pk")


def in_force(today: date | None = None) -> ScopedQuerySet[Grant]:
    """Grants that hold today."""
    day = today or timezone.localdate()
    return Grant.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    )


def on(day: date) -> Q:
    """The condition of grants that hold on a day."""
    return Q(Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def lasting() -> ScopedQuerySet[Grant]:
    """Grants that hold today or will hold later."""
    return Grant.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
