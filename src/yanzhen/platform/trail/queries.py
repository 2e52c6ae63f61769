"""Reads of the log and the alerts."""

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.platform.models import Alert, ReadEntry


def reads(actor: Actor) -> ScopedQuerySet[ReadEntry]:
    """The whole read log, for those who may see it."""
    return ReadEntry.objects.visible_to(actor).naming().order_by("-pk")


def alerts(actor: Actor) -> ScopedQuerySet[Alert]:
    """Every alert, for those who watch."""
    return Alert.objects.visible_to(actor).naming().order_by("-pk")
