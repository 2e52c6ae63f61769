"""The acts on the quotas of a plan: draw up, give, fix, note, remind."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import Metric
from yanzhen.planning.forms import quotas as forms
from yanzhen.planning.models import QuotaTalk
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import quotas, talks
from yanzhen.planning.views import heads
from yanzhen.planning.views.quotas import context_of
from yanzhen.platform.pages.views import actor_of, needs


def talk_of(request: HttpRequest, pk: int) -> QuotaTalk:
    """The talk, or 404 when it is out of reach."""
    return get_object_or_404(rows.talks(actor_of(request)), pk=pk)


def told(request: HttpRequest, broken: RuleBroken) -> None:
    """Say what was not accepted."""
    for message in broken.settle().errors.values():
        messages.error(request, str(message))


def form_errors(request: HttpRequest, form: Any) -> None:
    """Say which entries of a small form were not accepted."""
    for name, found in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}: {' '.join(map(str, found))}" if label else " ".join(map(str, found)))


@require_POST
@needs(quotas.ADD)
def draw_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the quotas what the figures of the plan say."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    try:
        number = quotas.draw_up(plan, actor=actor)
        said = ngettext("{n} quota was drawn up or changed.", "{n} quotas were drawn up or changed.", number)
        messages.success(request, said.format(n=number))
    except RuleBroken as broken:
        told(request, broken)
    return redirect("planning:plan_quotas", pk)


@require_POST
@needs(quotas.ADD)
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give everybody the same quota a month."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    form = forms.GiveForm(request.POST, actor=actor)
    if form.is_valid():
        try:
            number = quotas.give(plan, actor=actor, **form.cleaned_data)
            said = ngettext("{n} person was given this quota.", "{n} people were given this quota.", number)
            messages.success(request, said.format(n=number))
            return redirect("planning:plan_quotas", pk)
        except RuleBroken as broken:
            _at_fields(form, broken)
    return render(request, "planning/quotas/page.html", context_of(plan, actor, form), status=422)


@require_POST
@needs(talks.LEAD)
def fix(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a talk."""
    talk, form = talk_of(request, pk), forms.FixForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        form_errors(request, form)
    else:
        try:
            keeps = "keep" in request.POST
            values = {**form.cleaned_data, **({"figure": None} if keeps else {})}
            talks.fix(talk, actor=actor_of(request), **values)
            messages.success(request, _("The quota of {person} is fixed.").format(person=talk.person))
        except RuleBroken as broken:
            told(request, broken)
    return redirect("planning:plan_quotas", talk.plan_id)


@require_http_methods(["GET", "POST"])
@needs(talks.LEAD)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the manager's note."""
    talk, actor = talk_of(request, pk), actor_of(request)
    form = forms.WordsForm(request.POST or None, actor=actor, initial={"text": talk.note})
    form.fields["text"].label = _("Manager's note")
    if request.method == "POST" and form.is_valid():
        try:
            talks.note(talk, actor=actor, text=form.cleaned_data["text"])
            messages.success(request, _("The note is kept."))
            return redirect("planning:quotatalk_record", pk)
        except RuleBroken as broken:
            _at_fields(form, broken)
    return _form_page(request, talk, form, _("Note on the talk with {person}"), _("Keep the note"))


@require_http_methods(["GET", "POST"])
@needs(talks.LEAD)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle a talk from its own page."""
    talk, actor = talk_of(request, pk), actor_of(request)
    initial = {"metric": talk.metric or Metric.REVENUE, "figure": talk.figure, "text": talk.note}
    form = forms.FixForm(request.POST or None, actor=actor, initial=initial)
    form.fields["figure"].help_text = _("Empty: the quota stays as it is.")
    if request.method == "POST" and form.is_valid():
        try:
            talks.fix(talk, actor=actor, **form.cleaned_data)
            messages.success(request, _("The quota of {person} is fixed.").format(person=talk.person))
            return redirect("planning:quotatalk_record", pk)
        except RuleBroken as broken:
            _at_fields(form, broken)
    return _form_page(request, talk, form, _("Fix the quota of {person}"), _("Fix the quota"))


def _at_fields(form: Any, broken: RuleBroken) -> None:
    for name, message in broken.settle().errors.items():
        form.add_error(name if name in form.fields else None, str(message))


def _form_page(request: HttpRequest, talk: QuotaTalk, form: Any, title: str, submit: str) -> HttpResponse:
    back = reverse("planning:quotatalk_record", args=[talk.pk])
    context = {
        "form": form,
        "page": {"title": title.format(person=talk.person), "submit_label": submit, "cancel_url": back},
        "trail": [(_("Plans"), reverse("planning:hub")), (str(talk), back)],
    }
    return render(request, "platform/form.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@needs(talks.LEAD)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind everybody who has not signed."""
    try:
        number = talks.remind(heads.plan_of(request, pk), actor=actor_of(request))
        said = ngettext("{n} person was reminded.", "{n} people were reminded.", number)
        messages.success(request, said.format(n=number))
    except RuleBroken as broken:
        told(request, broken)
    return redirect("planning:plan_quotas", pk)
