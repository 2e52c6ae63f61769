"""The timeline as the page of a record shows it: events in words, and chips to look at one kind alone."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import collaboration

ONLY = "only"
NOTES, CHANGES, BUSINESS = "notes", "changes", "business"
WAYS = {
    "": pgettext_lazy("what the timeline shows", "All"),
    NOTES: pgettext_lazy("what the timeline shows", "Notes"),
    BUSINESS: pgettext_lazy("what the timeline shows", "Business"),
    CHANGES: pgettext_lazy("what the timeline shows", "Changes"),
}


def of_record(row: Any, request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """The events of a record, of one kind if that was asked for; chips only where there are several kinds."""
    events = timeline.of(row, actor)
    kinds = {_way(event) for event in events}
    only = request.GET.get(ONLY, "")
    shown = [e for e in events if _way(e) == only] if only in kinds else events
    return {
        "timeline": [{**_event(e), "note": collaboration.note(e, actor)} for e in shown],
        "ways": _ways(request, kinds, only) if BUSINESS in kinds else [],
    }


def _way(event: timeline.Event) -> str:
    return {"note": NOTES, "change": CHANGES}.get(event.kind, BUSINESS)


def _ways(request: HttpRequest, kinds: set[str], only: str) -> list[dict[str, Any]]:
    tab = {"tab": request.GET["tab"]} if "tab" in request.GET else {}
    return [
        {
            "label": label,
            "url": f"?{urlencode({**tab, **({ONLY: way} if way else {})})}#history",
            "active": way == (only if only in kinds else ""),
        }
        for way, label in WAYS.items()
        if not way or way in kinds
    ]


def _event(event: timeline.Event) -> dict[str, Any]:
    age = timezone.now() - event.when
    when = timezone.localtime(event.when)
    is_near = age.days < 7 and not event.is_day
    label = _("{time} ago").format(time=timesince(event.when, depth=1)) if is_near else when.strftime("%Y-%m-%d")
    return {
        "kind": event.kind,
        "who": event.who,
        "initials": event.initials,
        "when": when,
        "when_label": label,
        "text": event.text,
        "url": event.url,
        "icon": event.icon,
        "figure": event.figure,
        "changes": event.changes,
    }
