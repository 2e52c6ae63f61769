"""What the worker does for customers from time to time."""

from yanzhen.crm.services import duplicates, industries
from yanzhen.platform import schedule

schedule.every(schedule.SECOND, "keys of customers", duplicates.fill)
schedule.every(schedule.HOUR, "industries to begin with", industries.seed)
