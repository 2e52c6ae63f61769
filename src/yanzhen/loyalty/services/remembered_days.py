"""Remembered days: kept plainly."""

from yanzhen.loyalty.models import RememberedDay
from yanzhen.platform import writes

create, change, remove = writes.plain(RememberedDay)
