from yanzhen.platform.models.approvals import Approval, ApprovalRule, ApprovalRuleStep, ApprovalSeat
from yanzhen.platform.models.attachments import Attachment
from yanzhen.platform.models.audit import AuditEntry
from yanzhen.platform.models.bulk_changes import BulkChange, BulkRow
from yanzhen.platform.models.counters import Counter
from yanzhen.platform.models.exports import ExportBudget, ExportDay, ExportRecord
from yanzhen.platform.models.follows import Follow
from yanzhen.platform.models.golive import GoLivePlan, GoLiveTask, GoLiveTotal
from yanzhen.platform.models.idempotency import IdempotencyKey
from yanzhen.platform.models.importing import FileImport, SavedMapping
from yanzhen.platform.models.imports import ImportBatch, ImportProgress, ImportTouch
from yanzhen.platform.models.jobs import Job, JobLine
from yanzhen.platform.models.keeping import BackupRun
from yanzhen.platform.models.notes import Note
from yanzhen.platform.models.notifications import Delivery, Hours, Notification, Robot, TopicChoice
from yanzhen.platform.models.offline import OfflineEntry
from yanzhen.platform.models.outbox import OutboxRow
from yanzhen.platform.models.search import SearchEntry, SearchProgress
from yanzhen.platform.models.tasks import Task
from yanzhen.platform.models.trail import (
    Alert,
    AuditHead,
    AuditSeal,
    ReadEntry,
    ReaderDay,
    ReaderRecord,
    ReadHour,
    TrailSetting,
)
from yanzhen.platform.models.triggers import Trigger, TriggerAct, TriggerRun
from yanzhen.platform.models.views import ListHabit, SavedView

__all__ = [
    "Alert",
    "Approval",
    "ApprovalRule",
    "ApprovalRuleStep",
    "ApprovalSeat",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "BackupRun",
    "BulkChange",
    "BulkRow",
    "Counter",
    "Delivery",
    "ExportBudget",
    "ExportDay",
    "ExportRecord",
    "FileImport",
    "Follow",
    "GoLivePlan",
    "GoLiveTask",
    "GoLiveTotal",
    "Hours",
    "IdempotencyKey",
    "ImportBatch",
    "ImportProgress",
    "ImportTouch",
    "Job",
    "JobLine",
    "ListHabit",
    "Note",
    "Notification",
    "OfflineEntry",
    "OutboxRow",
    "ReadEntry",
    "ReadHour",
    "ReaderDay",
    "ReaderRecord",
    "Robot",
    "SavedMapping",
    "SavedView",
    "SearchEntry",
    "SearchProgress",
    "Task",
    "TopicChoice",
    "TrailSetting",
    "Trigger",
    "TriggerAct",
    "TriggerRun",
]
