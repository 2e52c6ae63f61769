"""What people do on a record beside editing it: add files and tasks, follow it, name colleagues."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import following, mentions, notes, sight, tasks
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments
from yanzhen.platform.pages import collaboration
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.people import Person, directory

MOST_NAMED = 6


def record_or_404(request: HttpRequest, name: str, pk: int) -> Any:
    """The record behind an address: 404 unless its noun is one people write on and the reader sees it."""
    noun = sight.noun_of(name)
    row = sight.row(name, pk, actor_of(request)) if noun is not None and noun.has_notes else None
    if row is None:
        raise Http404
    return row


def back(name: str, pk: int, part: str = "history") -> HttpResponse:
    """To the record, where the reader was."""
    return redirect(f"{sight.url(name, pk)}#{part}")


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def told(request: HttpRequest, broken: RuleBroken) -> None:
    for message in broken.errors.values():
        messages.error(request, str(message))


@require_POST
@needs(attachments.ADD)
def files(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Put files on a record; to a script the answer is told, a form goes back to the record."""
    row = record_or_404(request, name, pk)
    try:
        added = attachments.add(row, actor=actor_of(request), uploads=request.FILES.getlist("files"))
    except RuleBroken as broken:
        if wants_json(request):
            return JsonResponse({"error": " ".join(map(str, broken.errors.values()))}, status=broken.status)
        told(request, broken)
        return back(name, pk, "files")
    if wants_json(request):
        return JsonResponse({"items": [collaboration.file(item, actor_of(request)) for item in added]})
    return back(name, pk, "files")


@require_POST
@needs(tasks.ADD)
def add_task(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Give a task on a record."""
    row, actor = record_or_404(request, name, pk), actor_of(request)
    try:
        tasks.add(
            row,
            actor=actor,
            title=request.POST.get("title", ""),
            due_on=_day(request.POST.get("due_on", "")),
            assignee_id=_person(request.POST, actor),
        )
    except RuleBroken as broken:
        told(request, broken)
    return back(name, pk, "tasks")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise RuleBroken(_("Enter the day as 2026-01-31."), field="due_on", code="date") from error


def _person(given: Any, actor: Actor) -> int | None:
    """Who was picked, or typed by name; nobody named is oneself."""
    key, typed = given.get("assignee", "").strip(), given.get("assignee_name", "").strip()
    if key.isascii() and key.isdigit() and len(key) < 19:
        return int(key)
    if not typed:
        return actor.user_id
    found = [p for p in directory().colleagues(typed, actor=actor, limit=50) if typed in {p.username, p.name}]
    if len(found) != 1:
        raise RuleBroken(_("There is no such colleague."), field="assignee", code="unknown_person")
    return found[0].user_id


@require_POST
@needs("platform.follow")
def follow(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Follow a record, or no longer."""
    row, is_on = record_or_404(request, name, pk), request.POST.get("on") == "1"
    following.choose(row, actor=actor_of(request), is_on=is_on)
    if wants_json(request):
        return JsonResponse({"is_on": is_on})
    return redirect(sight.url(name, pk))


@require_GET
@never_cache
@needs("platform.add_note")
def people(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Colleagues to name in a note or to give a task, each with whether they see this record."""
    record_or_404(request, name, pk)
    actor = actor_of(request)
    found = directory().colleagues(request.GET.get("q", "")[:60].replace("\x00", ""), actor=actor, limit=MOST_NAMED)
    return JsonResponse({"items": [_named(person, name, pk, actor) for person in found]})


def _named(person: Person, name: str, pk: int, actor: Actor) -> dict[str, Any]:
    sees = person.user_id == actor.user_id or sight.sees(name, pk, directory().actor(person.user_id))
    return {
        "id": person.user_id,
        "name": person.name,
        "username": person.username,
        "sees": sees,
        "hint": "" if sees else _("cannot see this record"),
    }


def _note_or_404(request: HttpRequest, pk: int) -> Any:
    note = notes.seen(pk, actor_of(request))
    if note is None:
        raise Http404
    return note


def keys(values: list[str]) -> list[int]:
    """Keys out of a form; what is none is left out."""
    return [int(v) for v in values if v.isascii() and v.isdigit() and len(v) < 19]


@require_http_methods(["GET", "POST"])
@needs("platform.add_note")
def note_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own note within the first minutes."""
    note = _note_or_404(request, pk)
    noun = sight.noun_of(note.noun_name)
    assert noun is not None
    text, error = mentions.plain(note.text, mentions.names([note.text])), ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        known = [*keys(request.POST.getlist("mention")), *mentions.keys(note.text)]
        try:
            changed = notes.edit(note, actor=actor_of(request), text=text, chosen=known)
        except RuleBroken as broken:
            error = " ".join(map(str, broken.errors.values()))
        else:
            collaboration.tell_unreached(request, changed)
            return back(note.noun_name, note.object_id)
    context = {
        "page": {"title": _("Change the note"), "back": noun.url("record", note.object_id)},
        "note": {"text": text, "error": error},
        "people_url": collaboration.page("people", note.noun_name, note.object_id),
        "trail": [(noun.plural, noun.url("list"))],
    }
    return render(request, "platform/note.html", context, status=422 if error else 200)


@require_POST
@needs("platform.add_note")
def note_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own note back within the first minutes."""
    note = _note_or_404(request, pk)
    try:
        notes.remove(note, actor=actor_of(request))
    except RuleBroken as broken:
        told(request, broken)
    return back(note.noun_name, note.object_id)
