"""Reads of triggers and of what they did."""

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet, of_open_kinds
from yanzhen.platform.models import Trigger, TriggerRun


def visible(actor: Actor) -> ScopedQuerySet[Trigger]:
    """Triggers of people in reach, for kinds of record that the reader may see."""
    return Trigger.objects.visible_to(actor).filter(of_open_kinds(actor)).naming().order_by("-pk")


def runs(actor: Actor) -> ScopedQuerySet[TriggerRun]:
    """What those triggers did."""
    return TriggerRun.objects.visible_to(actor).filter(of_open_kinds(actor)).naming("trigger").order_by("-pk")
