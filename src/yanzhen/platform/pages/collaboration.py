"""What stands beside the fields of a record: its files, its tasks, its notes, who follows it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.platform import following, notes, tasks, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.models import Attachment, Task
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.people import directory

ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,.xlsx,.docx,.pptx,.csv,.txt,image/png,image/jpeg,image/webp"


def page(name: str, *args: Any) -> str:
    """The address of one of the pages of working together."""
    return reverse(f"collaboration:{name}", args=args)


def of_record(noun: Noun, row: Any, actor: Actor) -> dict[str, Any]:
    """Files, tasks and following of one record, for its page."""
    if not noun.has_notes:
        return {}
    return {
        "files": _files(noun, row, actor),
        "tasks": _tasks(noun, row, actor),
        "follow": {"url": page("follow", noun.name, row.pk), "is_on": following.follows(row, actor)}
        if actor.can("platform.follow")
        else None,
        "people_url": page("people", noun.name, row.pk),
    }


def _files(noun: Noun, row: Any, actor: Actor) -> dict[str, Any] | None:
    if not actor.can(attachments.SEE):
        return None
    return {
        "items": [file(item, actor) for item in attachments.of(noun.name, row.pk)],
        "can_add": actor.can(attachments.ADD),
        "url": page("files", noun.name, row.pk),
        "accept": ACCEPT,
        "most": settings.FILE_BYTES,
        "most_label": filesizeformat(settings.FILE_BYTES),
    }


def file(item: Attachment, actor: Actor) -> dict[str, Any]:
    """One file in a list."""
    return {
        "name": item.name,
        "kind": item.kind,
        "size_label": filesizeformat(item.size),
        "who": item.who,
        "when_label": age(item.added_at),
        "url": page("file", item.pk),
        "thumbnail": page("thumbnail", item.pk) if item.has_thumbnail else "",
        "remove_url": page("file_remove", item.pk) if attachments.may_remove(item, actor) else "",
    }


def _tasks(noun: Noun, row: Any, actor: Actor) -> dict[str, Any] | None:
    if not actor.can(tasks.SEE):
        return None
    found = list(tasks.of(noun.name, row.pk)[:50])
    return {
        "items": task_rows(found, actor),
        "can_add": actor.can(tasks.ADD),
        "url": page("record_tasks", noun.name, row.pk),
        "people_url": page("people", noun.name, row.pk),
        "today": timezone.localdate().isoformat(),
    }


def task_rows(found: list[Task], actor: Actor) -> list[dict[str, Any]]:
    """Tasks as a list shows them; the names of those who have them with one query."""
    people = directory().people({task.assignee_id for task in found}) if found else {}
    today = timezone.localdate()
    return [
        {
            "key": task.pk,
            "title": task.title,
            "assignee": people[task.assignee_id].name if task.assignee_id in people else "",
            "due_on": task.due_on,
            "due_label": due_label(task, today),
            "is_late": task.done_at is None and task.due_on < today,
            "is_done": task.done_at is not None,
            "record": task.record_title,
            "finish_url": page("task_finish", task.pk) if tasks.may_change(task, actor) and actor.can(tasks.DO) else "",
            "edit_url": page("task_edit", task.pk) if tasks.may_change(task, actor) and actor.can(tasks.ADD) else "",
        }
        for task in found
    ]


def due_label(task: Task, today: Any) -> str:
    """When a task is due, as one says it."""
    days = (task.due_on - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return str(task.due_on.isoformat())


def note(event: timeline.Event, actor: Actor) -> dict[str, Any]:
    """What the page needs of a note beside its words."""
    if event.note is None:
        return {}
    row = event.note
    open_ = notes.is_changeable(row, actor) and actor.can("platform.add_note")
    return {
        "key": row.pk,
        "html": event.html,
        "raw": row.text,
        "plain": event.text,
        "is_edited": row.edited_at is not None,
        "is_removed": row.removed_at is not None,
        "is_private": row.is_private,
        "edit_url": page("note_edit", row.pk) if open_ else "",
        "remove_url": page("note_remove", row.pk) if open_ else "",
    }


def age(moment: Any) -> str:
    """How long ago, or the day when it is longer than a week."""
    past = timezone.now() - moment
    if past.days < 7:
        return str(_("{time} ago").format(time=timesince(moment, depth=1)))
    return str(timezone.localtime(moment).strftime("%Y-%m-%d"))


def mentioned(request: HttpRequest) -> list[int]:
    """The people picked while a note was typed."""
    given = request.POST.getlist("mention")[:100]
    return [int(key) for key in given if key.isascii() and key.isdigit() and len(key) < 19]


def tell_unreached(request: HttpRequest, note: Any) -> None:
    """Say at once who was named but cannot see the record."""
    if note.unreached:
        text = ngettext(
            "{names} cannot see this record and was not told.",
            "{names} cannot see this record and were not told.",
            len(note.unreached),
        )
        messages.warning(request, text.format(names=listed(note.unreached)))
