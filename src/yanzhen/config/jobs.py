"""Housekeeping: once an hour the worker removes what has run out in the tables of the packages we use."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from yanzhen.platform import schedule

KEEP_RESULTS = timedelta(days=14)
KEEP_ATTEMPTS = timedelta(days=1)


def sweep() -> int:
    """Remove expired sessions, old failed sign-ins and the results of jobs long finished."""
    now = timezone.now()
    stale = (
        Session.objects.filter(expire_date__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - KEEP_ATTEMPTS),
        AccessFailureLog.objects.filter(attempt_time__lt=now - KEEP_ATTEMPTS),
        DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS),
    )
    return sum(rows.delete()[0] for rows in stale if rows.exists())


schedule.every(schedule.HOUR, "housekeeping", sweep)
