"""The one notification centre: whoever has news for people declares its topic and sends it here.

    WAITING = notifications.declare("approval.waiting", _("An approval waits"), _("{who} asks you to approve {what}"))
    notifications.send(WAITING, [person.user_id], params={"who": actor.name, "what": title}, url=url)

Written in the caller's transaction; channels other than the inbox are served by the worker afterwards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from yanzhen.platform.models import Notification, TopicChoice


@dataclass(frozen=True)
class Topic:
    """A kind of news: `label` for a person's choice of channels, `text` with named placeholders for the message.

    Instead of a text, a function that makes it out of the params when it is read.
    """

    name: str
    label: Any
    text: Any
    urgent: bool = False

    def words(self, params: Mapping[str, Any]) -> str:
        """The message in the language that is active."""
        if callable(self.text):
            return str(self.text(params))
        return str(self.text).format_map(_Kept(params))


class _Kept(dict[str, Any]):
    """Params that may lack a value: a message written by an older version is still readable."""

    def __missing__(self, key: str) -> str:
        return "…"


topics: dict[str, Topic] = {}


def declare(name: str, label: Any, text: Any | Callable[[Mapping[str, Any]], str], *, urgent: bool = False) -> Topic:
    """Register a kind of news. An `urgent` one does not wait for quiet hours to end."""
    topics[name] = Topic(name, label, text, urgent)
    return topics[name]


def send(
    topic: Topic,
    user_ids: Iterable[int],
    *,
    params: Mapping[str, Any] | None = None,
    url: str = "",
    subject: models.Model | None = None,
) -> list[Notification]:
    """Tell these people; `params` are plain JSON values that fill the topic's text."""
    wanted = list(dict.fromkeys(user_ids))
    if not wanted:
        return []
    without = set(
        TopicChoice.objects.filter(topic=topic.name, is_in_inbox=False, user_id__in=wanted).values_list(
            "user_id", flat=True
        )
    )
    return Notification.objects.bulk_create(
        Notification(
            user_id=user_id,
            topic=topic.name,
            params=dict(params or {}),
            url=url,
            noun_name=subject._meta.label_lower if subject else "",
            object_id=subject.pk if subject else None,
            is_in_inbox=user_id not in without,
        )
        for user_id in wanted
    )
