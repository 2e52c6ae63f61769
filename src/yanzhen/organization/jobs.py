"""Assignments entered ahead come into force on their day."""

from django.utils import timezone

from yanzhen.organization.services import employees
from yanzhen.platform import schedule
from yanzhen.platform.actor import SYSTEM


def bring_people_up_to_date() -> int:
    """Show on each person's record the assignment in force today; may run twice."""
    return employees.bring_up_to_date(actor=SYSTEM, today=timezone.localdate())


schedule.every(schedule.HOUR, "assignments", bring_people_up_to_date)
