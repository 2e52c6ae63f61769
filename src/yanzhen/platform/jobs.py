"""Housekeeping of the platform's own tables."""

from yanzhen.platform import following, idempotency, inbox, schedule, tasks
from yanzhen.platform.approvals import deadlines
from yanzhen.platform.files import attachments
from yanzhen.platform.imports import keeping as import_files
from yanzhen.platform.imports import parts
from yanzhen.platform.keeping import asking
from yanzhen.platform.notifications import delivering
from yanzhen.platform.search import building
from yanzhen.platform.services import bulk_changes
from yanzhen.platform.trail import jobs as trail  # noqa: F401 - registers its work
from yanzhen.platform.triggers import events, running

schedule.every(schedule.HOUR, "idempotency keys", idempotency.forget)
schedule.every(schedule.HOUR, "files of imports", import_files.sweep)
schedule.every(schedule.HOUR, "broken uploads", parts.sweep)
schedule.every(schedule.HOUR, "old previews", bulk_changes.forget)
schedule.every(3 * schedule.SECOND, "news of what is followed", following.tell)
schedule.every(2 * schedule.SECOND, "messages", delivering.work)
schedule.every(60 * schedule.SECOND, "tasks due", tasks.remind)
schedule.every(schedule.HOUR, "orphan files", attachments.sweep)
schedule.every(schedule.HOUR, "old messages", inbox.forget)
schedule.every(schedule.HOUR, "old deliveries", delivering.forget)
schedule.every(60 * schedule.SECOND, "late approvals", deadlines.look)
schedule.every(60 * schedule.SECOND, "backups", asking.tick)
schedule.every(5 * schedule.SECOND, "search index", building.background)
schedule.every(2 * schedule.SECOND, "triggers", running.work)
schedule.every(300 * schedule.SECOND, "days of triggers", events.look)
schedule.every(schedule.HOUR, "old runs of triggers", running.forget)
