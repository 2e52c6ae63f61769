from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from yanzhen.accounts.models import Substitution, User
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Substitution]:
    """Substitutions that `actor` may see: within reach, and those they are part of themselves."""
    rows = Substitution.objects.visible_to(actor)
    if actor.can(Substitution.view_function()) and actor.user_id is not None:
        own = Q(absent_id=actor.user_id) | Q(substitute_id=actor.user_id)
        rows = Substitution.objects.filter(Q(pk__in=rows.values("pk")) | own)
    return rows.naming("absent", "substitute").order_by("-starts_on", "-pk")


def of(user: User, absent_ids: Iterable[int], day: date | None = None, *, all_days: bool = False) -> list[Substitution]:
    """For whom of these a person stands in today; asks nothing when there is nobody."""
    wanted = set(absent_ids)
    if not wanted:
        return []
    rows = Substitution.objects.filter(substitute=user, absent_id__in=wanted)
    if not all_days:
        rows = rows.filter(_on(day or timezone.localdate()))
    return list(rows.select_related("absent__employee").order_by("pk"))


def holds(substitution: Substitution, day: date) -> bool:
    """Whether a substitution holds on a day."""
    return substitution.ended_at is None and substitution.starts_on <= day <= substitution.ends_on


def on(day: date) -> ScopedQuerySet[Substitution]:
    """Substitutions that hold on a day."""
    return Substitution.objects.filter(_on(day)).select_related("absent__employee", "substitute__employee")


def overlapping(starts_on: date, ends_on: date) -> ScopedQuerySet[Substitution]:
    """Substitutions, not ended early, that hold on at least one of these days."""
    return Substitution.objects.filter(ended_at__isnull=True, starts_on__lte=ends_on, ends_on__gte=starts_on)


def _on(day: date) -> Q:
    return Q(starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True)


def lasting() -> ScopedQuerySet[Substitution]:
    """Substitutions that hold today or will hold later."""
    return Substitution.objects.filter(ended_at__isnull=True, ends_on__gte=timezone.localdate())
