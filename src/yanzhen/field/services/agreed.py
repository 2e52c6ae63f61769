"""What is agreed becomes a task of whoever does it."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import tasks
from yanzhen.platform.actor import Actor
from yanzhen.platform.people import directory


def words(text: str | None, field: str, longest: int = 2000) -> str:
    """Words that were typed, without idle spaces."""
    found = (text or "").replace("\x00", "").strip()
    if len(found) > longest:
        told = _("At most {count} characters.").format(count=longest)
        raise RuleBroken(told, field=field, code="long")
    return found


def what(text: str | None, field: str = "text") -> str:
    """What is to be done, in one line."""
    found = " ".join(words(text, field, 200).split())
    if not found:
        raise RuleBroken(_("Say what is to be done."), field=field, code="empty")
    return found


def ahead(day: date | None, field: str = "due_on") -> date:
    """A day from today on."""
    if day is None or day < timezone.localdate():
        raise RuleBroken(_("Name a day from today on."), field=field, code="past")
    return day


def give(record: Any, *, actor: Actor, title: str, owner: Any, due_on: date) -> int | None:
    """The key of the new task; None where the owner does not sign in, and so has no list of tasks."""
    user = directory().of_employees([owner.pk]).get(owner.pk)
    if user is None:
        return None
    return tasks.add(record, actor=actor, title=title[:200], due_on=due_on, assignee_id=user.user_id).pk


def finish(key: int | None, *, actor: Actor) -> None:
    """Tick the task off, if it is there and the actor's to tick off."""
    task = tasks.Task.objects.filter(pk=key, done_at=None).first() if key is not None else None
    if task is not None and tasks.may_change(task, actor):
        tasks.finish(task, actor=actor)


def open_again(key: int | None, *, actor: Actor) -> None:
    """Open the task again, if it is done and the actor's to open."""
    task = tasks.Task.objects.filter(pk=key, done_at__isnull=False).first() if key is not None else None
    if task is not None and tasks.may_change(task, actor):
        tasks.finish(task, actor=actor, is_done=False)


def move(key: int | None, day: date, *, actor: Actor) -> None:
    """Let the task be due on another day, if it is still open and the actor's to move."""
    task = tasks.Task.objects.filter(pk=key, done_at=None).exclude(due_on=day).first() if key is not None else None
    if task is not None and tasks.may_change(task, actor):
        tasks.change(task, actor=actor, due_on=day)


def take_back(key: int | None, *, actor: Actor) -> None:
    """Take the task back, if it is still open and the actor's to take back."""
    task = tasks.Task.objects.filter(pk=key, done_at=None).first() if key is not None else None
    if task is not None and tasks.may_change(task, actor):
        tasks.remove(task, actor=actor)


def done_of(keys: list[int]) -> set[int]:
    """Those of these tasks that are done."""
    return set(tasks.Task.objects.filter(pk__in=keys, done_at__isnull=False).values_list("pk", flat=True))
