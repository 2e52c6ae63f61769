"""The inbox of one person: what waits to be read, in their language, and nothing of what is out of their reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.platform import notifications, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Notification
from yanzhen.platform.writes import write

READS, KEEPS = "platform.view_notification", "platform.keep_notification"
MOST_COUNTED = 100
PAGE = 30
KEPT_FOR = timedelta(days=400)


@dataclass(frozen=True)
class Message:
    """One notification as its reader may have it."""

    key: int
    topic: str
    label: str
    text: str
    url: str
    when: datetime
    is_read: bool


def own(actor: Actor) -> models.QuerySet[Notification]:
    """The notifications of `actor`, newest first; nobody sees those of another."""
    if actor.user_id is None or not actor.can(READS):
        return Notification.objects.none()
    return Notification.objects.filter(user_id=actor.user_id, is_in_inbox=True)


def unread(actor: Actor) -> int:
    """How many wait to be read; counted up to a hundred."""
    if actor.user_id is None or not actor.can(READS):
        return 0
    return own(actor).filter(read_at=None).order_by()[:MOST_COUNTED].count()


def page(actor: Actor, *, show: str = "all", topic: str = "", before: int | None = None) -> tuple[list[Message], int]:
    """A page of messages, and the key to go on from (0 at the end)."""
    rows = own(actor).order_by("-pk")
    if show == "unread":
        rows = rows.filter(read_at=None)
    if topic:
        rows = rows.filter(topic=topic)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return messages(found[:PAGE], actor), found[PAGE - 1].pk if len(found) > PAGE else 0


def messages(rows: Iterable[Notification], actor: Actor) -> list[Message]:
    """Notifications in words; what has passed out of reach neither names its record nor leads there."""
    rows = list(rows)
    seen = sight.seen({(row.noun_name, row.object_id) for row in rows if row.object_id is not None}, actor)
    return [_message(row, seen) for row in rows]


def is_open(row: Notification, seen: set[sight.Place]) -> bool:
    """Whether its reader may have it whole: about nothing, about themselves, about no record, or about one they see."""
    if row.object_id is None or (row.noun_name, row.object_id) == (settings.AUTH_USER_MODEL.lower(), row.user_id):
        return True
    return sight.noun_of(row.noun_name) is None or (row.noun_name, row.object_id) in seen


def _message(row: Notification, seen: set[sight.Place]) -> Message:
    topic = notifications.topics.get(row.topic)
    label = str(topic.label) if topic is not None else pgettext("notification", "Other news")
    open_ = is_open(row, seen)
    if not open_:
        text = _("The record is out of your reach now.")
    else:
        text = topic.words(row.params) if topic is not None else label
    return Message(row.pk, row.topic, label, text, row.url if open_ else "", row.written_at, row.read_at is not None)


def topics_of(actor: Actor) -> list[tuple[str, str]]:
    """The kinds of news in somebody's inbox, for the filter."""
    found = own(actor).order_by().values_list("topic", flat=True).distinct()
    known = {name: str(notifications.topics[name].label) for name in found if name in notifications.topics}
    return sorted(known.items(), key=lambda pair: pair[1])


@write(KEEPS)
def mark(*, actor: Actor, keys: Iterable[int] | None, is_read: bool) -> int:
    """Mark messages of one's own as read or unread; all of them without keys. No audit row: it is one's own reading."""
    rows = own(actor) if keys is None else own(actor).filter(pk__in=[key for key in keys if 0 <= key < 2**63])
    if is_read:
        return rows.filter(read_at=None).update(read_at=timezone.now())
    return rows.exclude(read_at=None).update(read_at=None)


def opened(key: int, actor: Actor) -> str | None:
    """Where a message leads, marking it as read; None when there is no such message."""
    row = own(actor).filter(pk=key).first() if 0 <= key < 2**63 else None
    if row is None:
        return None
    if actor.can(KEEPS):
        mark(actor=actor, keys=[row.pk], is_read=True)
    return messages([row], actor)[0].url


def forget() -> int:
    """Remove what is older than anybody looks for."""
    return Notification.objects.filter(written_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def bell(actor: Actor) -> Any:
    """What the top bar asks for: counted when it is drawn, so that parts of pages ask nothing."""
    return {"shown": actor.can(READS), "unread": lambda: unread(actor)}
