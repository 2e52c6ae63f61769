"""The pages of one visit: before, there, after. They work without script; with it the phone tells where it is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.field.enums.visits import Confirmation, ReasonWay, VisitState
from yanzhen.field.forms.visit_reports import HereForm, MissedForm, ReportForm
from yanzhen.field.forms.visits import PrepareForm
from yanzhen.field.models import Visit
from yanzhen.field.nouns.visits import VIEW, VISITS
from yanzhen.field.queries import preparing
from yanzhen.field.queries import visits as rows
from yanzhen.field.services import visit_reasons, visits
from yanzhen.field.views.visit_words import head, others, report_words, told_of, visit_files
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.trail import reading

CHANGE = "field.change_visit"


def visit_or_404(request: HttpRequest, pk: int) -> Visit:
    """The visit with all that its pages name, if the reader may see it."""
    return get_object_or_404(rows.whole(actor_of(request)), pk=min(pk, 2**63 - 1))


def trail(row: Visit) -> list[tuple[str, str]]:
    return [(VISITS.plural, VISITS.url("list")), (row.number, VISITS.url("record", row.pk))]


def version_of(request: HttpRequest) -> int | None:
    """The version the page showed, if it says so."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def carried_out(request: HttpRequest, act: Callable[[], Any], done: str = "") -> bool:
    """Carry an act out and tell its result or its refusal above the next page."""
    try:
        act()
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return False
    if done:
        messages.success(request, done)
    return True


def at_the_fields(form: Any, broken: RuleBroken) -> None:
    for name, message in broken.settle().errors.items():
        form.add_error(name if name in form.fields else None, str(message))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of the customer, why we come, what we want, what we bring."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    reading.opened(request, VISITS, row)
    form = PrepareForm(request.POST if request.method == "POST" else None, actor=actor, visit=row)
    if request.method == "POST":
        actor.require(CHANGE)
        if form.is_valid():
            try:
                visits.change(row, actor=actor, version=version_of(request), **form.cleaned_data)
            except RuleBroken as broken:
                at_the_fields(form, broken)
            else:
                messages.success(request, _("The preparation was saved."))
                return redirect("field:visit_prepare", row.pk)
    context = {
        "page": {"title": _("Prepare: {customer}").format(customer=row.customer)},
        "trail": trail(row),
        "row": row,
        "head": head(row, actor),
        "form": form,
        "groups": preparing.of(row.customer, actor),
        "doors": preparing.doors(row.customer, actor),
        "may": actor.can(CHANGE) and row.is_open,
        "sending": _sending(row),
    }
    return render(request, "field/visits/prepare.html", context, status=422 if form.errors else 200)


def _sending(row: Visit) -> dict[str, Any]:
    """What is sent ahead, how it can be, and what came back."""
    subject, words = visit_reasons.letter(row) if row.reason else ("", "")
    waits = row.reason_way == ReasonWay.MAIL and row.reason_sent_at is None
    return {
        "subject": subject,
        "words": words,
        "email": row.contact.email if row.contact else "",
        "can_mail": visit_reasons.mail_is_set_up() and bool(row.contact and row.contact.email),
        "sent": f"{timezone.localtime(row.reason_sent_at):%Y-%m-%d %H:%M}" if row.reason_sent_at else "",
        "way": row.get_reason_way_display() if row.reason_way else "",
        "waits": waits,
        "answers": [{"value": c.value, "label": c.label, "here": c == row.reason_confirmed} for c in Confirmation],
    }


@require_POST
@needs(CHANGE)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the reason ahead, or note that it was sent."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    way = request.POST.get("way", "")
    if way not in ReasonWay.values:
        way = ReasonWay.MESSAGE
    words = _("The mail leaves in a moment.") if way == ReasonWay.MAIL else _("Noted as sent.")
    carried_out(request, lambda: visits.send_reason(row, actor=actor, way=way, version=version_of(request)), words)
    return redirect("field:visit_prepare", row.pk)


@require_POST
@needs(CHANGE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the customer answered."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    answer = request.POST.get("confirmed", "")
    carried_out(request, lambda: visits.confirm_reason(row, actor=actor, confirmed=answer))
    return redirect("field:visit_prepare", row.pk)


@require_POST
@needs(CHANGE)
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Here I am."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    given = HereForm(request.POST)
    given.is_valid()
    carried_out(request, lambda: visits.check_in(row, actor=actor, **given.place()))
    return redirect("field:visit_report", row.pk)


@require_POST
@needs(CHANGE)
def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """I am leaving; the report may wait until the car."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    given = HereForm(request.POST)
    given.is_valid()
    carried_out(request, lambda: visits.check_out(row, actor=actor, at=given.cleaned_data.get("at")))
    return redirect("field:visit_report", row.pk)


@require_POST
@needs(CHANGE)
def missed(request: HttpRequest, pk: int) -> HttpResponse:
    """It did not come about, and why."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    form = MissedForm(request.POST)
    reason = form.reason() if form.is_valid() else ""
    done = _("Noted. Plan it again when you know when.")
    carried_out(request, lambda: visits.miss(row, actor=actor, reason=reason, version=version_of(request)), done)
    return redirect(VISITS.url("record", row.pk))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """There and after: arrival, steps, photos, the result and the next step."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    reading.opened(request, VISITS, row)
    form = ReportForm(request.POST if request.method == "POST" else None, actor=actor, visit=row)
    if request.method == "POST":
        actor.require(CHANGE)
        if form.is_valid():
            try:
                made = visits.report(row, actor=actor, version=version_of(request), **form.report())
            except RuleBroken as broken:
                at_the_fields(form, broken)
            else:
                messages.success(request, told_of(made))
                return redirect(VISITS.url("record", row.pk))
    context = {
        "page": {"title": str(row.customer)},
        "trail": trail(row),
        "row": row,
        "head": head(row, actor),
        "form": form,
        "steps": rows.steps(row),
        "doors": preparing.doors(row.customer, actor),
        "may": actor.can(CHANGE) and row.state != VisitState.CANCELLED,
        "missed": MissedForm(),
        "others": others(row, actor),
        "files": visit_files(row, actor),
        **report_words(row, form),
    }
    return render(request, "field/visits/report.html", context, status=422 if form.errors else 200)
