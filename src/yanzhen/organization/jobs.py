"""Assignments entered ahead come into force on their day; the calendar knows the holidays of the years around."""

from django.utils import timezone

from yanzhen.organization.services import calendar, employees
from yanzhen.platform import schedule
from yanzhen.platform.actor import SYSTEM


def bring_people_up_to_date() -> int:
    """Show on each person's record the assignment in force today; may run twice."""
    return employees.bring_up_to_date(actor=SYSTEM, today=timezone.localdate())


schedule.every(schedule.HOUR, "assignments", bring_people_up_to_date)


def name_public_holidays() -> int:
    """Take up the public holidays of the years around today that have none yet; may run twice."""
    return calendar.seed_around(timezone.localdate(), actor=SYSTEM)


schedule.every(schedule.HOUR, "public holidays", name_public_holidays)
