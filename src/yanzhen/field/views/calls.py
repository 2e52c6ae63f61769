"""Calling from a list by keyboard, and filling it."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.field.forms import calls as forms
from yanzhen.field.models import CallList
from yanzhen.field.nouns.calls import LISTS, TARGETS
from yanzhen.field.permissions.calls import WORK
from yanzhen.field.queries import calling_page, calls
from yanzhen.field.services import call_filling, calling
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.services import saved_views

CHANGE = "field.change_calllist"


@require_GET
@needs(WORK)
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom one has in hand, with the script and the results by their keys; before the first, a button to begin."""
    actor, call_list = actor_of(request), row_or_404(LISTS, request, pk)
    return _page(request, call_list, forms.CallForm(actor=actor))


def _page(request: HttpRequest, call_list: CallList, form: Any, target: Any = None) -> HttpResponse:
    actor = actor_of(request)
    target = target or calls.in_hand(call_list, actor, timezone.now())
    context = {
        "page": {"title": _("Calling: {list}").format(list=call_list)},
        "trail": [(LISTS.plural, LISTS.url("list")), (str(call_list), LISTS.url("record", call_list.pk))],
        "list": call_list,
        "form": form,
        "target": calling_page.shown(target, actor) if target is not None else None,
        "codes": list(calls.codes(call_list)),
        "steps": list(calls.steps(call_list.script)) if call_list.script is not None else [],
        "times": calling_page.times(timezone.localtime()),
        "today": calling_page.today(call_list, actor),
        "last": calling.last_of(call_list, actor),
        **calling_page.left(call_list, actor),
    }
    return render(request, "field/calls/work.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(WORK)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody to call."""
    actor, call_list = actor_of(request), row_or_404(LISTS, request, pk)
    return _onward(request, call_list, lambda: None, actor)


def _onward(request: HttpRequest, call_list: CallList, act: Any, actor: Actor) -> HttpResponse:
    """Do something, then take the next; what is refused is said on the page."""
    try:
        act()
        calling.take_next(call_list, actor=actor)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return redirect("field:call_work", call_list.pk)


@require_POST
@needs(WORK)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of a call, then take the next."""
    actor, target = actor_of(request), row_or_404(TARGETS, request, pk)
    call_list = row_or_404(LISTS, request, target.call_list_id)
    form = forms.CallForm(request.POST, actor=actor)
    if form.is_valid():
        values = dict(form.cleaned_data)
        try:
            calling.record(target, actor=actor, **values)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
    if form.errors:
        return _page(request, call_list, form, target)
    return _onward(request, call_list, lambda: None, actor)


@require_POST
@needs(WORK)
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody off, then take the next."""
    actor, target = actor_of(request), row_or_404(TARGETS, request, pk)
    call_list = row_or_404(LISTS, request, target.call_list_id)
    return _onward(request, call_list, lambda: calling.skip(target, actor=actor), actor)


@require_POST
@needs(WORK)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's last call; whom it was to is in hand again."""
    actor, call_list = actor_of(request), row_or_404(LISTS, request, pk)
    try:
        target = calling.undo(call_list, actor=actor)
        messages.success(request, _("The call to {name} was taken back.").format(name=target))
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return redirect("field:call_work", call_list.pk)


@require_POST
@needs(WORK)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of whom one has in hand, and back to the list."""
    actor, call_list = actor_of(request), row_or_404(LISTS, request, pk)
    calling.release(call_list, actor=actor)
    return redirect(LISTS.url("record", call_list.pk))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the customers or leads of a saved view or a filtered list onto the call list."""
    actor, call_list = actor_of(request), row_or_404(LISTS, request, pk)
    sources = _sources(actor)
    form = forms.FillForm(request.POST or None, actor=actor)
    form.fields["noun"].choices = [(one["name"], one["label"]) for one in sources]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            told = call_filling.fill(call_list, actor=actor, **_asked(form.cleaned_data))
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            if "job" in told:
                return redirect("platform:job_record", told["job"])
            messages.success(request, call_filling.in_words(told))
            return redirect(LISTS.url("record", call_list.pk))
    context = {
        "page": {"title": _("Fill “{list}”").format(list=call_list)},
        "trail": [(LISTS.plural, LISTS.url("list")), (str(call_list), LISTS.url("record", call_list.pk))],
        "list": call_list, "form": form, "sources": sources, "most": call_filling.MOST,
    }  # fmt: skip
    return render(request, "field/calls/fill.html", context, status=422 if form.is_bound else 200)


def _sources(actor: Actor) -> list[dict[str, Any]]:
    """The lists a call list can be filled from, each with the views one may use."""
    found = []
    for name in call_filling.SOURCES:
        noun = nouns.get(name)
        if actor.can(noun.code("view")):
            views = saved_views.seen(name, actor, noun.code("view")) if actor.user_id is not None else []
            found.append({"name": name, "label": noun.plural, "url": noun.url("list"), "views": list(views)})
    return found


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """The noun and its filter: a saved view, the address of a list, or both."""
    address = urlsplit(given["filter"].strip())
    slug = nouns.get(given["noun"]).slug
    if address.path and not address.path.rstrip("/").endswith(slug) and "=" not in given["filter"]:
        raise RuleBroken(
            _("Paste the address of the list, as it stands in the browser."), field="filter", code="address"
        )
    query = address.query or ("" if address.path.startswith(("/", "http")) else given["filter"].strip())
    passing = {"cursor", "limit", "totals", "tab", "columns", "group"}
    parameters = {name: value for name, value in parse_qsl(query) if name not in passing}
    if given["view"]:
        parameters["view"] = given["view"]
    return {"noun": given["noun"], "parameters": parameters}
