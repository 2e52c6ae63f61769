"""Housekeeping of the platform's own tables."""

from yanzhen.platform import idempotency, schedule

schedule.every(schedule.HOUR, "idempotency keys", idempotency.forget)
