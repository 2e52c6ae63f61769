"""What follows merges and questions about likely duplicates from time to time."""

from yanzhen.crm.services import asking, merging
from yanzhen.platform import schedule

schedule.every(60 * schedule.SECOND, "rows behind merges", merging.sweep)
schedule.every(schedule.HOUR, "old questions about duplicates", asking.forget)
