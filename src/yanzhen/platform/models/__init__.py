from yanzhen.platform.models.audit import AuditEntry
from yanzhen.platform.models.counters import Counter
from yanzhen.platform.models.idempotency import IdempotencyKey
from yanzhen.platform.models.imports import ImportProgress
from yanzhen.platform.models.jobs import Job, JobLine
from yanzhen.platform.models.notes import Note
from yanzhen.platform.models.notifications import Notification
from yanzhen.platform.models.outbox import OutboxRow

__all__ = [
    "AuditEntry",
    "Counter",
    "IdempotencyKey",
    "ImportProgress",
    "Job",
    "JobLine",
    "Note",
    "Notification",
    "OutboxRow",
]
