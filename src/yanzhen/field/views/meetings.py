"""The page of a meeting: it prepares itself, is worked through, and becomes its own minutes."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.field.enums.coaching import ItemKind
from yanzhen.field.models import Meeting, MeetingItem
from yanzhen.field.nouns.meetings import MEETINGS
from yanzhen.field.queries import meeting_text
from yanzhen.field.queries import meetings as queries
from yanzhen.field.services import meetings
from yanzhen.field.views import meeting_papers, meeting_shown
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

VIEW = "field.view_meeting"


def _row(request: HttpRequest, pk: int) -> Meeting:
    row_or_404(MEETINGS, request, pk)
    return queries.whole(actor_of(request)).get(pk=pk)


@require_GET
@needs(VIEW)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Last time's actions, figures, news of rivals, blocked deals, then what is decided now."""
    actor, row = actor_of(request), _row(request, pk)
    reading.opened(request, MEETINGS, row)
    shown = record_page(MEETINGS, row, request, actor)
    in_the_middle = {capfirst(one.label) for one in MEETINGS.fields if one.name == "minutes"}
    shown["fields"] = [one for one in shown["fields"] if one["label"] not in in_the_middle]
    context = {
        "record": shown,
        "noun": MEETINGS,
        "row": row,
        "trail": [(MEETINGS.plural, MEETINGS.url("list"))],
        "action_text": request.GET.get("action", "")[:200],
        "print_url": (print_url := reverse("field:meeting_paper", args=[pk])),
        "text_url": f"{print_url}?format=text",
        "may_pdf": actor.can(meeting_papers.EXPORT),
        **meeting_shown.page(row, actor),
    }
    return render(request, "field/coaching/meeting.html", context)


@require_GET
@needs(VIEW)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes on one page, for paper; with `?format=text` as plain lines, with `?format=pdf` as a PDF."""
    actor, row = actor_of(request), _row(request, pk)
    reading.opened(request, MEETINGS, row)
    if request.GET.get("format") == "text":
        return HttpResponse(meeting_text.of(row, actor), content_type="text/plain; charset=utf-8")
    context = {"page": {"title": str(row)}, "row": row, "back": MEETINGS.url("record", pk)}
    context |= {"may_pdf": actor.can(meeting_papers.EXPORT), **meeting_shown.page(row, actor)}
    if request.GET.get("format") == "pdf":
        return meeting_papers.pdf(request, row, actor, context)
    return render(request, "field/coaching/minutes.html", context)


@require_POST
@needs(meetings.CHANGE)
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic, a decision, or an action with owner and date."""
    actor, row, given = actor_of(request), _row(request, pk), request.POST
    kind = given.get("kind", ItemKind.ACTION)
    key = given.get("owner", "")
    owner = employees.by_key(int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None

    def act() -> Any:
        if kind not in ItemKind.values:
            raise RuleBroken(_("A topic, a decision or an action."), field="kind", code="kind")
        due = _date(given.get("due_on", "")) if kind == ItemKind.ACTION else None
        return meetings.add_item(row, actor=actor, kind=kind, text=given.get("text", ""), owner=owner, due_on=due)

    if _carried_out(request, act):
        return redirect(f"{MEETINGS.url('record', pk)}#items")
    return redirect(f"{MEETINGS.url('record', pk)}?{urlencode({'action': given.get('text', '')[:200]})}#items")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise RuleBroken(_("Enter the day as 2026-01-31."), field="due_on", code="date") from error


@require_POST
@needs(meetings.CHANGE)
def drop_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take an item back."""
    row = _row(request, pk)
    found = get_object_or_404(MeetingItem, meeting=row, pk=item)
    _carried_out(request, lambda: meetings.drop_item(row, actor=actor_of(request), item=found))
    return redirect(f"{MEETINGS.url('record', pk)}#items")


@require_POST
@needs(meetings.CHANGE)
def settle(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What came of an action of an earlier meeting."""
    actor, row = actor_of(request), _row(request, pk)
    found = get_object_or_404(MeetingItem, pk__in=[one.pk for one in queries.last_actions(row)], pk=item)
    words = {name: request.POST.get(name, "") for name in ("outcome", "note")}

    def act() -> Any:
        return meetings.settle(row, actor=actor, item=found, due_on=_date(request.POST.get("due_on", "")), **words)

    _carried_out(request, act)
    return redirect(f"{MEETINGS.url('record', pk)}#last")


@require_POST
@needs(meetings.CHANGE)
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there, and the minutes."""
    actor, row, given = actor_of(request), _row(request, pk), request.POST
    present = [int(key) for key in given.getlist("present") if key.isascii() and key.isdigit() and len(key) < 19]

    def act() -> Any:
        meetings.attend(row, actor=actor, present=present)
        return meetings.change(row, actor=actor, minutes=given.get("minutes", "").replace("\x00", ""))

    if _carried_out(request, act):
        messages.success(request, _("The minutes were saved."))
    return redirect(f"{MEETINGS.url('record', pk)}#minutes")


@require_GET
@needs(meetings.ADD)
def next_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the next meeting of the same kind."""
    row = _row(request, pk)
    given = {"kind": row.kind, "unit": row.unit_id, "place": row.place, "day": meeting_shown.next_day(row)}
    return redirect(f"{reverse('field:meeting_add')}?{urlencode(given)}")


def _carried_out(request: HttpRequest, act: Any) -> bool:
    try:
        act()
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return False
    return True
