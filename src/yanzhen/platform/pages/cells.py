"""Editing in place: one field of one record, in a cell of a list or at the side of its page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import patching, tables
from yanzhen.platform.pages.columns import chosen
from yanzhen.platform.pages.fields import html_reader
from yanzhen.platform.pages.nouns import Noun

RowOr404 = Callable[[Noun, HttpRequest, int], Any]


def editable(noun: Noun, actor: Actor) -> frozenset[str]:
    """The fields of this noun that the actor may edit in place."""
    if not noun.allows("change", actor):
        return frozenset()
    assert noun.form is not None
    return frozenset(n for n in noun.form(None, actor=actor).fields if n != "version")


def editor(noun: Noun, request: HttpRequest, actor: Actor, row: Any, name: str) -> HttpResponse:
    """The field in place (GET), and its saving (POST)."""
    if not noun.may_change(row):
        raise RuleBroken(_("Its state allows no change any more."), code="state")
    assert noun.form is not None
    form = noun.form(None, actor=actor, instance=row)
    if name not in form.fields or name == "version":
        raise Http404
    return _save(noun, request, actor, row, form, name) if request.method == "POST" else _field(request, form, name)


def _field(request: HttpRequest, form: Any, name: str, *, error: str = "", status: int = 200) -> HttpResponse:
    widget = form.fields[name].widget
    if isinstance(widget, forms.CheckboxInput):
        kind = "check"
    else:
        kind = "area" if isinstance(widget, forms.Textarea) else "line"
    context = {
        "field": form[name],
        "version": form.data.get("version") if form.is_bound else form.initial.get("version"),
        "error": error,
        "kind": kind,
        "label": capfirst(form.fields[name].label or name),
    }
    return render(request, "platform/_cell.html", context, status=status)


def _save(noun: Noun, request: HttpRequest, actor: Actor, row: Any, form: Any, name: str) -> HttpResponse:
    version = request.POST.get("version", "")
    value = request.POST.get(name, "")
    if isinstance(form.fields[name].widget, forms.SelectMultiple):
        value = request.POST.getlist(name)  # type: ignore[assignment]
    before = patching.stored(form, name)
    try:
        if not version.isascii() or not version.isdigit() or len(version) > 9:
            raise RuleBroken(_("The version is missing; open the field again."), code="version")
        changed = patching.change(noun, row, actor, name, value, int(version))
    except RuleBroken as broken:
        told = broken.settle().errors
        error = " ".join(str(told[k]) for k in (name, FORM) if k in told) or " ".join(str(m) for m in told.values())
        # Not `form`: instance and initial of that one are the record's, and the typed text must stay.
        bound = patching.form_with(noun, row, actor, {name: value, "version": version})
        return _field(request, bound, name, error=error, status=broken.status)
    return _answer(noun, request, actor, changed, name, before)


def _answer(noun: Noun, request: HttpRequest, actor: Actor, changed: Any, name: str, before: Any) -> JsonResponse:
    """What the page needs to go on: the cells written anew, and what undoing would send."""
    row = noun.visible(actor).filter(pk=changed.pk).first()
    body: dict[str, Any] = {
        "said": _("“{record}” was saved.").format(record=changed),
        "version": changed.version,
        "undo": before,
        "visible": row is not None,
    }
    if row is not None:
        columns = [c.field for c in chosen(request.POST.get("columns", "")[:2000], noun.list.every)]
        columns = columns or list(noun.list.columns)
        marks = editable(noun, actor)
        page = f"{noun.app}:{noun.model_name}_record"
        body["cells"] = tables.cells(columns, actor, page, marks)(row)
        shown = next((f for f in noun.fields if f.name == name), None)
        body["value"] = html_reader(shown, actor)(row) if shown is not None else ""
        body["title"] = str(row)
    return JsonResponse(body)
