"""Tasks on records: what one person is to do by a day."""

from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, following, notifications, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Task
from yanzhen.platform.people import directory
from yanzhen.platform.topics import ASSIGNED, TASK_DONE, TASK_DUE
from yanzhen.platform.writes import checked, write

ADDED, DONE, REOPENED, CHANGED, REMOVED = "task", "task_done", "task_reopen", "task_change", "task_remove"
ADD, SEE, DO = "platform.add_task", "platform.view_task", "platform.do_task"
FIRST, LAST = timedelta(days=366), timedelta(days=3660)
SHOWS = ("overdue", "today", "later", "done", "all")
AT_ONCE = 500


@write(ADD)
def add(record: Any, *, actor: Actor, title: str, due_on: date, assignee_id: int | None = None) -> Task:
    """Give somebody who sees the record something to do about it; oneself, when nobody is named."""
    task = Task(
        noun_name=record.noun(),
        object_id=record.pk,
        record_title=str(record)[:200],
        title=_title(title),
        assignee_id=_assignee(record.noun(), record.pk, assignee_id or actor.user_id, actor),
        due_on=_plausible(due_on),
        user_id=actor.user_id,
        who=actor.name,
    )
    checked(task)
    task.save()
    audit.record(actor, ADDED, record, after={"task": task.title, "due_on": task.due_on.isoformat()})
    _tell_assignee(task, actor)
    return task


@write(ADD)
def change(
    task: Task, *, actor: Actor, title: str | None = None, due_on: date | None = None, assignee_id: int | None = None
) -> Task:
    """Change what is to be done, by whom or by when: for who gave the task and who has it."""
    row = _mine(task, actor)
    before = {"task": row.title, "due_on": row.due_on.isoformat()}
    had = row.assignee_id
    if title is not None:
        row.title = _title(title)
    if due_on is not None:
        row.due_on = _plausible(due_on)
        row.reminded_on = None
    if assignee_id is not None:
        row.assignee_id = _assignee(row.noun_name, row.object_id, assignee_id, actor)
    checked(row)
    row.save(update_fields=["title", "due_on", "reminded_on", "assignee_id"])
    after = {"task": row.title, "due_on": row.due_on.isoformat()}
    audit.record(actor, CHANGED, _record(row, actor), before=before, after=after)
    if row.assignee_id != had:
        _tell_assignee(row, actor)
    return row


@write(DO)
def finish(task: Task, *, actor: Actor, is_done: bool = True) -> Task:
    """Mark a task as done, or open again: for who has it and who gave it."""
    row = _mine(task, actor)
    if (row.done_at is not None) == is_done:
        return row
    row.done_at = timezone.now() if is_done else None
    row.save(update_fields=["done_at"])
    audit.record(actor, DONE if is_done else REOPENED, _record(row, actor), after={"task": row.title})
    if is_done and row.user_id is not None and row.user_id != actor.user_id:
        _tell(TASK_DONE, row, row.user_id, {"who": actor.name})
    return row


@write(ADD)
def remove(task: Task, *, actor: Actor) -> None:
    """Take a task back; that it was there stays in the history."""
    row = _mine(task, actor)
    audit.record(actor, REMOVED, _record(row, actor), before={"task": row.title}, after={"task": None})
    row.delete()


def hand_over(key: int, *, actor: Actor, frm: int, to: int, is_back: bool = False) -> Task | None:
    """Give an open task of one person to another, who must see its record; for services that asked for the right.

    Somebody who gets it back need not. None when it is no longer that person's, or done.
    """
    row = Task.objects.select_for_update().filter(pk=key, assignee_id=frm, done_at=None).first()
    if row is None:
        return None
    if not is_back and not sight.sees(row.noun_name, row.object_id, directory().actor(to)):
        raise RuleBroken(_("Its new owner may not see the record of this task."), code="out_of_reach")
    row.assignee_id = to
    row.save(update_fields=["assignee_id"])
    noun = sight.noun_of(row.noun_name)
    record = noun.model._base_manager.filter(pk=row.object_id).first() if noun is not None else None
    if record is not None:
        audit.record(actor, CHANGED, record, after={"task": row.title})
    if not is_back:
        _tell_assignee(row, actor)
    return row


def of(noun_name: str, key: int) -> models.QuerySet[Task]:
    """The tasks on one record, open ones first."""
    return Task.objects.filter(noun_name=noun_name, object_id=key).order_by(
        models.F("done_at").desc(nulls_first=True), "due_on", "pk"
    )


def mine(actor: Actor, show: str = "all", today: date | None = None) -> models.QuerySet[Task]:
    """Tasks that `actor` has, by when they are due."""
    day = today or timezone.localdate()
    rows = Task.objects.filter(assignee_id=sight.person_key(actor)).order_by("due_on", "pk")
    if show == "done":
        return rows.exclude(done_at=None).order_by("-done_at", "-pk")
    rows = rows.filter(done_at=None)
    narrowed = {"overdue": {"due_on__lt": day}, "today": {"due_on": day}, "later": {"due_on__gt": day}}
    return rows.filter(**narrowed.get(show, {}))


def counts(actor: Actor, today: date | None = None) -> dict[str, int]:
    """How many open tasks `actor` has: late, today, later."""
    day = today or timezone.localdate()
    rows = Task.objects.filter(assignee_id=sight.person_key(actor), done_at=None)
    return rows.aggregate(
        overdue=models.Count("pk", filter=models.Q(due_on__lt=day)),
        today=models.Count("pk", filter=models.Q(due_on=day)),
        later=models.Count("pk", filter=models.Q(due_on__gt=day)),
        all=models.Count("pk"),
    )


def seen(key: int, actor: Actor) -> Task | None:
    """A task on a record that `actor` sees."""
    task = Task.objects.filter(pk=key).first() if 0 <= key < 2**63 else None
    return task if task is not None and sight.sees(task.noun_name, task.object_id, actor) else None


def may_change(task: Task, actor: Actor) -> bool:
    """Who gave it and who has it."""
    return actor.user_id is not None and actor.user_id in {task.user_id, task.assignee_id}


def remind(today: date | None = None) -> int:
    """Remind of what is due and was not reminded of; two workers at once remind once."""
    day, told = today or timezone.localdate(), 0
    waiting = Task.objects.filter(done_at=None, due_on__lte=day, reminded_on=None).order_by("pk")
    for task in waiting[:AT_ONCE]:
        sees = sight.sees(task.noun_name, task.object_id, directory().actor(task.assignee_id))
        with transaction.atomic():
            if Task.objects.filter(pk=task.pk, reminded_on=None, done_at=None).update(reminded_on=day):
                if sees:
                    _tell(TASK_DUE, task, task.assignee_id, {"day": task.due_on.isoformat()})
                told += 1
    return told


def _mine(task: Task, actor: Actor) -> Task:
    row = Task.objects.select_for_update().get(pk=task.pk)
    if not may_change(row, actor):
        raise RuleBroken(_("Only who gave a task or has it may change it."), code="not_own")
    return row


def _record(task: Task, actor: Actor) -> Any:
    return sight.row(task.noun_name, task.object_id, actor)


def _title(text: str) -> str:
    cleaned = " ".join(text.replace("\x00", "").split())
    if not cleaned:
        raise RuleBroken(_("Say what is to be done."), field="title", code="empty")
    return cleaned


def _plausible(day: date) -> date:
    today = timezone.localdate()
    if not today - FIRST <= day <= today + LAST:
        raise RuleBroken(_("A day within the next ten years, please."), field="due_on", code="implausible")
    return day


def _assignee(noun_name: str, key: int, user_id: int | None, actor: Actor) -> int:
    person = directory().acquainted([user_id], actor=actor).get(user_id) if user_id is not None else None
    if person is None:
        raise RuleBroken(_("There is no such colleague."), field="assignee", code="unknown_person")
    if user_id != actor.user_id and not sight.sees(noun_name, key, directory().actor(person.user_id)):
        raise RuleBroken(
            _("{name} cannot see this record, and so cannot get a task on it.").format(name=person.name),
            field="assignee",
            code="out_of_reach",
        )
    return person.user_id


def _tell_assignee(task: Task, actor: Actor) -> None:
    following.begin(task.noun_name, task.object_id, task.assignee_id)
    if task.assignee_id != actor.user_id:
        _tell(ASSIGNED, task, task.assignee_id, {"who": actor.name})


def _tell(topic: notifications.Topic, task: Task, user_id: int, params: dict[str, str]) -> None:
    noun = sight.noun_of(task.noun_name)
    model: Any = noun.model if noun is not None else None
    subject = model(pk=task.object_id) if noun is not None else None
    notifications.send(
        topic,
        [user_id],
        params={**params, "task": task.title, "what": task.record_title},
        url=sight.url(task.noun_name, task.object_id),
        subject=subject,
    )


def last_done(record: Any) -> Task | None:
    """The task on a record that was finished last."""
    done = Task.objects.filter(noun_name=record.noun(), object_id=record.pk, done_at__isnull=False)
    return done.order_by("-done_at").first()


def open_by_record(noun_name: str, until: date) -> dict[int, tuple[int, date]]:
    """How many open tasks due by a day each record of a kind has, and the first of their days.

    For records that the reader was shown already, and readers who may see tasks.
    """
    rows = Task.objects.filter(noun_name=noun_name, done_at=None, due_on__lte=until).order_by()
    counted = rows.values_list("object_id").annotate(models.Count("pk"), models.Min("due_on"))
    return {key: (number, first) for key, number, first in counted}
