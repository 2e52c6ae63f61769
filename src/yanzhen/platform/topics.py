"""The platform's own kinds of news."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.platform import notifications
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.verbs import VERBS


def _followed(params: Mapping[str, Any]) -> str:
    count, who = int(params.get("count", 1)), listed(params.get("people", []))
    if count == 1:
        act = str(VERBS.get(str(params.get("verb", "")), _("changed this")))
        return _("{what}: {who} {act}").format(what=params.get("what", ""), who=who, act=act)
    words = ngettext("{what}: {count} change by {who}", "{what}: {count} changes by {who}", count)
    return words.format(what=params.get("what", ""), who=who, count=count)


MENTIONED = notifications.declare(
    "mention", gettext_lazy("Somebody mentions me"), gettext_lazy("{who} mentioned you in a note on {what}: {text}")
)
ASSIGNED = notifications.declare(
    "task.assigned", gettext_lazy("I get a task"), gettext_lazy("{who} gave you a task on {what}: {task}")
)
TASK_DONE = notifications.declare(
    "task.done", gettext_lazy("A task I gave is done"), gettext_lazy("{who} has done: {task} ({what})")
)
TASK_DUE = notifications.declare(
    "task.due", gettext_lazy("A task of mine is due"), gettext_lazy("Due on {day}: {task} ({what})")
)
FOLLOWED = notifications.declare("followed", gettext_lazy("Something I follow changes"), _followed)
