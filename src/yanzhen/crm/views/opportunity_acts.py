"""What people do with one opportunity: tick tasks off, move, win, lose, put a team, choose another day."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.crm.forms import opportunities as forms
from yanzhen.crm.models import ExitTask, Opportunity
from yanzhen.crm.nouns import opportunity_panels as panels
from yanzhen.crm.nouns.opportunities import OPPORTUNITIES, VIEW
from yanzhen.crm.queries import opportunities as rows
from yanzhen.crm.services import exit_tasks, opportunities, opportunity_teams
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform.pages.forms import plausible_date
from yanzhen.platform.pages.linesets import LineSet
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

CHANGE = "crm.change_opportunity"


def _trail(row: Opportunity) -> list[tuple[str, str]]:
    return [(OPPORTUNITIES.plural, OPPORTUNITIES.url("list")), (str(row), OPPORTUNITIES.url("record", row.pk))]


@require_GET
@needs(VIEW)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """The page that does it all without script: tasks, moves, day of closing, team."""
    actor, row = actor_of(request), row_or_404(OPPORTUNITIES, request, pk)
    reading.opened(request, OPPORTUNITIES, row)
    context = {
        "page": {"title": _("Stages and tasks")},
        "trail": _trail(row),
        "today": timezone.localdate().isoformat(),
        **panels.course_of(row, actor),
        "team": panels.team_of(row, actor),
    }
    return render(request, "crm/opportunities/course.html", context)


def version_of(request: HttpRequest) -> int | None:
    """The version the page showed, if it says so."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _done(request: HttpRequest, pk: int, act: Callable[[], Any], told: Callable[[Any], str]) -> HttpResponse:
    """Carry an act out and go back to where it was asked for, with its result or its refusal."""
    try:
        messages.success(request, told(act()))
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    if request.POST.get("back") == "record":
        return redirect(OPPORTUNITIES.url("record", pk) + "?tab=course")
    return redirect("crm:opportunity_course", pk)


@require_POST
@needs(CHANGE)
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick an exit task off, or open it again."""
    actor, row = actor_of(request), row_or_404(OPPORTUNITIES, request, pk)
    key = request.POST.get("task", "")
    task = ExitTask.objects.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if task is None:
        raise Http404
    done = request.POST.get("done", "true") != "false"

    def told(now: Opportunity) -> str:
        if now.stage_id != row.stage_id:
            return _("All exit tasks are done: “{name}” is in “{stage}” now.").format(name=now, stage=now.stage)
        return _("Task done.") if done else _("Task open again.")

    return _done(
        request,
        pk,
        lambda: exit_tasks.tick(row, actor=actor, task=task, done=done, version=version_of(request)),
        told,
    )


@require_POST
@needs(CHANGE)
def expected(request: HttpRequest, pk: int) -> HttpResponse:
    """Another expected day of closing, from the calendar or a form."""
    actor, row = actor_of(request), row_or_404(OPPORTUNITIES, request, pk)
    is_script = request.headers.get("Accept") == "application/json"
    try:
        day = _day(request.POST.get("expected_on", ""))
        changed = opportunities.change(row, actor=actor, version=version_of(request), expected_on=day)
    except RuleBroken as broken:
        told = " ".join(map(str, broken.settle().errors.values()))
        if is_script:
            return JsonResponse({"message": told}, status=409 if isinstance(broken, Stale) else 422)
        messages.error(request, told)
        return redirect("crm:opportunity_course", pk)
    told = _("“{name}” is expected to close on {day}.").format(name=changed, day=day)
    if is_script:
        return JsonResponse({"message": told, "version": changed.version})
    messages.success(request, told)
    return redirect("crm:opportunity_course", pk)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        plausible_date(day)
    except (ValueError, django_forms.ValidationError) as error:
        raise RuleBroken(_("“{text}” is not a date such as 2026-01-31.").format(text=text[:40]), field="expected_on",
                         code="date") from error  # fmt: skip
    return day


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def win(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it was won, against whom, for how much."""
    row = row_or_404(OPPORTUNITIES, request, pk)
    initial = {"amount": row.amount, "competitor": row.competitor}
    words = pgettext("button", "Win")
    return _close(request, row, forms.WinForm, initial, opportunities.win, _("Win “{name}”"), words)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Why it was lost, to whom, at what price."""
    row = row_or_404(OPPORTUNITIES, request, pk)
    words = pgettext("button", "Lose")
    initial = {"competitor": row.competitor}
    return _close(request, row, forms.LoseForm, initial, opportunities.lose, _("Lose “{name}”"), words)


def _close(
    request: HttpRequest, row: Opportunity, kind: Any, initial: dict[str, Any], act: Any, title: str, words: str
) -> HttpResponse:
    actor = actor_of(request)
    form = kind(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            closed = act(row, actor=actor, version=version_of(request), **form.cleaned_data)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            told = _("“{name}” is closed: {state}.").format(name=closed, state=closed.get_state_display())
            messages.success(request, told)
            return redirect(OPPORTUNITIES.url("record", row.pk))
    page = {
        "title": title.format(name=row),
        "submit_label": words,
        "cancel_url": OPPORTUNITIES.url("record", row.pk),
        "version": row.version,
    }
    context = {"form": form, "page": page, "trail": _trail(row)}
    return render(request, "crm/opportunities/close.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """The team and its split, all at once, so that it makes exactly a hundred."""
    actor, row = actor_of(request), row_or_404(OPPORTUNITIES, request, pk)
    initial = [{"employee": m.employee_id, "share": m.share} for m in rows.members(row)]
    kind = django_forms.formset_factory(
        forms.MemberForm, formset=LineSet, extra=0 if initial else 1, can_delete=True,
        max_num=opportunity_teams.MOST, absolute_max=opportunity_teams.MOST + 1, validate_max=True,
    )  # fmt: skip
    lines: Any = kind(
        request.POST if request.method == "POST" else None,
        prefix="members",
        initial=initial,
        form_kwargs={"actor": actor},
    )
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and lines.is_valid() and form.is_valid():
        try:
            opportunity_teams.put(row, actor=actor, members=lines.entered(), version=version_of(request))
        except RuleBroken as broken:
            for message in broken.settle().errors.values():
                form.add_error(None, str(message))
        else:
            messages.success(request, _("The team of “{name}” was saved.").format(name=row))
            return redirect(OPPORTUNITIES.url("record", row.pk) + "?tab=team")
    page = {
        "title": _("Team of “{name}”").format(name=row),
        "submit_label": _("Save team"),
        "cancel_url": OPPORTUNITIES.url("record", row.pk),
        "version": row.version,
        "formset": lines,
        "formset_label": _("team and split"),
    }
    is_wrong = request.method == "POST" and (form.errors or not lines.is_valid())
    context = {"form": form, "page": page, "trail": _trail(row)}
    return render(request, "crm/opportunities/close.html", context, status=422 if is_wrong else 200)
