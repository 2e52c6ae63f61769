"""Moments that were kept, and a clock that was set since: what stands ahead of now was written before that."""

from datetime import datetime, timedelta

from django.db.models import Q

SLACK = timedelta(minutes=1)
"""How far the clocks of two machines of one installation may stand apart."""


def outlived(name: str, after: timedelta, now: datetime) -> Q:
    """Rows whose moment lies longer back than `after`, or so far ahead that the clock was set back since."""
    return Q(**{f"{name}__lt": now - after}) | Q(**{f"{name}__gt": now + SLACK})


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment that was kept still lies ahead, though it was now when it was kept."""
    return moment > now + SLACK
