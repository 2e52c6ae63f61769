"""Reads of the platform's own records."""

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import AuditEntry, Job, OutboxRow


def jobs(actor: Actor) -> ScopedQuerySet[Job]:
    """Jobs that `actor` may see: those of the people in reach."""
    return Job.objects.visible_to(actor).naming().order_by("-pk")


def audit_trail(actor: Actor) -> ScopedQuerySet[AuditEntry]:
    """The whole trail, for those who may read it."""
    return AuditEntry.objects.visible_to(actor).naming().order_by("-pk")


def unread_news() -> int:
    """News of the outbox that nobody has claimed yet."""
    return OutboxRow.objects.filter(claimed_at=None).count()
