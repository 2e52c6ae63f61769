"""Working together by API: files, tasks, notes, following, inbox, channels; the same services as the pages."""

from collections.abc import Callable
from datetime import time
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import following, idempotency, inbox, mentions, notes, notifications, tasks
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.models import Attachment, Note, Task
from yanzhen.platform.notifications import choices, delivering
from yanzhen.platform.pages.collaboration_schemas import (
    ChoicesBody,
    FileOut,
    FollowIn,
    InboxOut,
    InboxQuery,
    Marked,
    MarkIn,
    NoteOut,
    NotePatch,
    TaskIn,
    TaskOut,
    TaskPatch,
    TroubleOut,
)
from yanzhen.platform.pages.nouns import Noun

router = Router(tags=["collaboration"])
Key = Annotated[int, Path(ge=0, le=2**63 - 1)]


def file_out(row: Attachment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "kind": row.kind,
        "size": row.size,
        "sha256": row.sha256,
        "who": row.who,
        "added_at": row.added_at.isoformat(),
    }


def task_out(row: Task) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "noun": row.noun_name,
        "record": row.object_id,
        "assignee": row.assignee_id,
        "due_on": row.due_on.isoformat(),
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "who": row.who,
    }


def note_out(note: Note) -> dict[str, Any]:
    words = mentions.plain(note.text, mentions.names([note.text]))
    return {"id": note.pk, "text": words, "is_private": note.is_private, "unreached": getattr(note, "unreached", [])}


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


Found = Callable[[Noun, Actor, int], Any]
Adding = Callable[..., None]


def add_record_routes(router: Router, noun: Noun, row_of: Found, operation: Adding, answer: Callable[..., Any]) -> None:
    """The routes below one record of `noun`: files, tasks, following."""

    def add(method: str, part: str, view: Any, act: str, summary: str, code: str, response: Any) -> None:
        operation(router, noun, f"/{{int:pk}}/{part}", method, view, act, f"{summary} {noun.slug}", code, response)

    def row(request: HttpRequest, pk: int, code: str) -> Any:
        actor = actor_of(request)
        actor.require(code)
        actor.require(noun.code("view"))
        return row_of(noun, actor, pk)

    def files(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        found = row(request, pk, attachments.SEE)
        return answer([file_out(item) for item in attachments.of(noun.name, found.pk)])

    def add_files(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        found = row(request, pk, attachments.ADD)
        added = attachments.add(found, actor=actor_of(request), uploads=request.FILES.getlist("files"))
        return answer([file_out(item) for item in added], 201)

    def listed(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        found = row(request, pk, tasks.SEE)
        return answer([task_out(item) for item in tasks.of(noun.name, found.pk)])

    def add_task(request: HttpRequest, pk: Key, payload: TaskIn):  # type: ignore[no-untyped-def]
        found = row(request, pk, tasks.ADD)

        def carry_out() -> tuple[int, Any]:
            made = tasks.add(
                found,
                actor=actor_of(request),
                title=payload.title,
                due_on=payload.due_on,
                assignee_id=payload.assignee,
            )
            return 201, task_out(made)

        status, body = idempotency.once(request, actor_of(request), carry_out)
        return answer(body, status)

    def follow(request: HttpRequest, pk: Key, payload: FollowIn):  # type: ignore[no-untyped-def]
        found = row(request, pk, "platform.follow")
        following.choose(found, actor=actor_of(request), is_on=payload.is_on)
        return answer({"is_on": payload.is_on})

    add("GET", "files", files, "files", "Files on one of", attachments.SEE, {200: list[FileOut]})
    add("POST", "files", add_files, "add_files", "Add files to one of", attachments.ADD, {201: list[FileOut]})
    add("GET", "tasks", listed, "tasks", "Tasks on one of", tasks.SEE, {200: list[TaskOut]})
    add("POST", "tasks", add_task, "add_task", "Give a task on one of", tasks.ADD, {201: TaskOut})
    add("PUT", "follow", follow, "follow", "Follow one of", "platform.follow", {200: FollowIn})


def _described(code: str, act: str, summary: str, response: Any) -> dict[str, Any]:
    return {
        "response": response,
        "operation_id": act,
        "summary": summary,
        "openapi_extra": {"x-function": code},
    }


def _asked(request: HttpRequest, code: str) -> Actor:
    actor = actor_of(request)
    actor.require(code)
    return actor


def _or_404(found: Any) -> Any:
    if found is None:
        raise Http404
    return found


@router.get(
    "/files/{int:pk}",
    **_described(attachments.SEE, "file_download", "The bytes of a file; who had them is written down", {200: None}),
)
def download(request: HttpRequest, pk: Key) -> Any:
    from yanzhen.platform.together.files import handed_out

    actor = _asked(request, attachments.SEE)
    row = _or_404(attachments.seen(pk, actor))
    attachments.taken(row, actor=actor)
    return handed_out(row)


@router.delete("/files/{int:pk}", **_described(attachments.ADD, "file_remove", "Remove a file", {204: None}))
def remove_file(request: HttpRequest, pk: Key) -> Any:
    actor = _asked(request, attachments.ADD)
    attachments.remove(_or_404(attachments.seen(pk, actor)), actor=actor)
    return HttpResponse(status=204)


@router.get("/tasks", **_described(tasks.SEE, "task_mine", "My tasks by when they are due", {200: list[TaskOut]}))
def my_tasks(request: HttpRequest, show: str = "all") -> Any:
    from yanzhen.platform import sight

    actor = _asked(request, tasks.SEE)
    if show not in tasks.SHOWS:
        raise RuleBroken(_("There is no such list of tasks."), field="show", code="show")
    found = list(tasks.mine(actor, show)[:500])
    seen = sight.seen({(task.noun_name, task.object_id) for task in found}, actor)
    return [task_out(task) for task in found if (task.noun_name, task.object_id) in seen]


@router.patch("/tasks/{int:pk}", **_described(tasks.DO, "task_change", "Change or finish a task", {200: TaskOut}))
def change_task(request: HttpRequest, pk: Key, payload: TaskPatch) -> Any:
    actor = _asked(request, tasks.DO)
    task = _or_404(tasks.seen(pk, actor))
    given = payload.dict(exclude_unset=True, exclude_none=True)
    is_done = given.pop("is_done", None)
    if "assignee" in given:
        given["assignee_id"] = given.pop("assignee")
    if given:
        task = tasks.change(task, actor=actor, **given)
    if is_done is not None:
        task = tasks.finish(task, actor=actor, is_done=is_done)
    return task_out(task)


@router.delete("/tasks/{int:pk}", **_described(tasks.ADD, "task_remove", "Take a task back", {204: None}))
def remove_task(request: HttpRequest, pk: Key) -> Any:
    actor = _asked(request, tasks.ADD)
    tasks.remove(_or_404(tasks.seen(pk, actor)), actor=actor)
    return HttpResponse(status=204)


@router.patch(
    "/notes/{int:pk}",
    **_described("platform.add_note", "note_change", "Change one's own note within minutes", {200: NoteOut}),
)
def change_note(request: HttpRequest, pk: Key, payload: NotePatch) -> Any:
    actor = _asked(request, "platform.add_note")
    return note_out(notes.edit(_or_404(notes.seen(pk, actor)), actor=actor, text=payload.text))


@router.delete(
    "/notes/{int:pk}",
    **_described("platform.add_note", "note_remove", "Take one's own note back within minutes", {204: None}),
)
def remove_note(request: HttpRequest, pk: Key) -> Any:
    actor = _asked(request, "platform.add_note")
    notes.remove(_or_404(notes.seen(pk, actor)), actor=actor)
    return HttpResponse(status=204)


@router.get("/notifications", **_described(inbox.READS, "notification_list", "One's own inbox", {200: InboxOut}))
def messages(request: HttpRequest, asked: Query[InboxQuery]) -> Any:
    actor = _asked(request, inbox.READS)
    if asked.show not in {"all", "unread"} or (asked.topic and asked.topic not in notifications.topics):
        raise RuleBroken(_("There is no such list of messages."), field="show", code="show")
    found, following_ = inbox.page(actor, show=asked.show, topic=asked.topic, before=asked.before)
    items = [
        {
            "id": m.key,
            "topic": m.topic,
            "text": m.text,
            "url": m.url,
            "written_at": m.when.isoformat(),
            "is_read": m.is_read,
        }
        for m in found
    ]
    return {"items": items, "next": following_ or None, "unread": inbox.unread(actor)}


@router.post("/notifications/mark", **_described(inbox.KEEPS, "notification_mark", "Mark messages", {200: Marked}))
def mark(request: HttpRequest, payload: MarkIn) -> Any:
    actor = _asked(request, inbox.KEEPS)
    return {"changed": inbox.mark(actor=actor, keys=payload.ids, is_read=payload.is_read)}


def _choices(actor: Actor) -> dict[str, Any]:
    kept = choices.hours([actor.user_id or 0])[actor.user_id or 0]
    named = ("topic", "is_in_inbox", "mail", "robots")
    return {
        "topics": [{name: row[name] for name in named} for row in choices.shown(actor)],
        "quiet_from": kept.quiet_from,
        "quiet_until": kept.quiet_until,
        "digest_hour": kept.digest_hour,
    }


@router.get(
    "/notifications/choices",
    **_described(inbox.READS, "notification_choices", "What reaches one where", {200: ChoicesBody}),
)
def chosen(request: HttpRequest) -> Any:
    return _choices(_asked(request, inbox.READS))


@router.put(
    "/notifications/choices",
    **_described(inbox.KEEPS, "notification_choose", "Choose what reaches one where", {200: ChoicesBody}),
)
def choose(request: HttpRequest, payload: ChoicesBody) -> Any:
    actor = _asked(request, inbox.KEEPS)
    topics = {t.topic: choices.Choice(t.is_in_inbox, t.mail, tuple(t.robots)) for t in payload.topics}
    choices.choose(
        actor=actor,
        topics=topics,
        quiet_from=_clock(payload.quiet_from),
        quiet_until=_clock(payload.quiet_until),
        digest_hour=payload.digest_hour,
    )
    return _choices(actor)


def _clock(moment: time | None) -> time | None:
    """Quiet hours are the firm's own: a zone given with them is of no meaning."""
    return None if moment is None else moment.replace(second=0, microsecond=0, tzinfo=None)


@router.get(
    "/notifications/failed",
    **_described("platform.view_delivery", "delivery_list", "What did not reach its person", {200: list[TroubleOut]}),
)
def failed(request: HttpRequest) -> Any:
    _asked(request, "platform.view_delivery")
    return [
        {
            "id": row.pk,
            "user": row.user_id,
            "topic": row.notification.topic,
            "channel": row.robot.name if row.robot is not None else "mail",
            "state": row.state,
            "attempts": row.attempts,
            "next_at": row.next_at.isoformat(),
            "failure": row.failure,
        }
        for row in delivering.troubles()[:500]
    ]
