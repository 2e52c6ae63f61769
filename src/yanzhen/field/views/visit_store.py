"""What is done on the spot: steps ticked off, stock counted, photos and voice notes taken."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.field.forms.visit_reports import HereForm
from yanzhen.field.forms.visits import StockForm
from yanzhen.field.models import Visit
from yanzhen.field.nouns.visit_panels import stock_line
from yanzhen.field.queries import visits as rows
from yanzhen.field.services import visit_photos, visits
from yanzhen.field.views.visit_words import head
from yanzhen.field.views.visits import CHANGE, carried_out, trail, version_of, visit_or_404
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.files import attachments
from yanzhen.platform.pages.linesets import LineSet
from yanzhen.platform.pages.views import actor_of, needs

MOST_LINES = 200


@require_POST
@needs(CHANGE)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a step off, with words where there are some, or open it again."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    text = request.POST.get("position", "")
    position = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    done, answer = request.POST.get("done", "true") != "false", request.POST.get("answer", "")[:600]
    carried_out(request, lambda: visits.answer_step(row, actor=actor, position=position, is_done=done, answer=answer))
    is_record = request.POST.get("back") == "record"
    return redirect(f"{reverse(f'field:visit_{"record" if is_record else "report"}', args=[row.pk])}?tab=steps#steps")


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def stock(request: HttpRequest, pk: int) -> HttpResponse:
    """Count what stands there; the products counted last time are listed already."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    kind = django_forms.formset_factory(
        StockForm, formset=LineSet, extra=1, can_delete=True, max_num=MOST_LINES, absolute_max=MOST_LINES + 1,
        validate_max=True,
    )  # fmt: skip
    lines: Any = kind(
        request.POST if request.method == "POST" else None,
        prefix="lines",
        initial=_begun(row),
        form_kwargs={"actor": actor},
    )
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and lines.is_valid() and form.is_valid():
        try:
            visits.count_stock(row, actor=actor, lines=_counted(lines), version=version_of(request))
        except RuleBroken as broken:
            for message in broken.settle().errors.values():
                form.add_error(None, str(message))
        else:
            messages.success(request, _("The stock was noted."))
            return redirect("field:visit_report", row.pk)
    page = {
        "title": _("Stock at {customer}").format(customer=row.customer),
        "submit_label": _("Keep the count"),
        "cancel_url": trail(row)[-1][1],
        "version": row.version,
        "formset": lines,
        "formset_label": pgettext("of a visit", "stock"),
    }
    is_wrong = request.method == "POST" and (form.errors or not lines.is_valid())
    context = {"form": form, "page": page, "trail": trail(row), "head": head(row, actor)}
    context["counted"] = [stock_line(one) for one in rows.stock(row)]
    return render(request, "field/visits/stock.html", context, status=422 if is_wrong else 200)


def _counted(lines: LineSet) -> list[dict[str, Any]]:
    """The rows with a quantity; a product listed from last time and left empty was not counted."""
    return [line for line in lines.entered() if line.get("quantity") is not None]


def _begun(row: Visit) -> list[dict[str, Any]]:
    """What was counted on this visit, else last time's products without their quantities."""
    own = rows.stock(row)
    if own:
        names = ("quantity", "produced_on", "shelf_days")
        return [{"product": one.product_id, **{n: getattr(one, n) for n in names}} for one in own]
    before = rows.stocked_before(row)
    lives = rows.shelf_lives({one.product_id for one in before})
    return [{"product": one.product_id, "shelf_days": lives.get(one.product_id)} for one in before]


@require_POST
@needs(CHANGE)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep photos, each with its mark."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    given = HereForm(request.POST)
    given.is_valid()
    place = given.place()
    try:
        uploads = request.FILES.getlist("photo")[: attachments.MOST_AT_ONCE]
        if not uploads:
            raise RuleBroken(_("Choose a file first."), field="photo", code="none")
        marks = [
            visit_photos.add(
                row, actor=actor, upload=one, latitude=place["latitude"], longitude=place["longitude"], at=place["at"]
            )
            for one in uploads
        ]  # fmt: skip
    except RuleBroken as broken:
        return _answer(request, row, " ".join(map(str, broken.settle().errors.values())), 422)
    drawn = all(mark.is_drawn for mark in marks)
    told = _("The photo was kept with its mark.") if drawn else _("The photo was kept; its mark stands in the file.")
    return _answer(request, row, told)


@require_POST
@needs(CHANGE)
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a voice note."""
    actor, row = actor_of(request), visit_or_404(request, pk)
    try:
        attachments.add(row, actor=actor, uploads=request.FILES.getlist("voice")[:1])
    except RuleBroken as broken:
        return _answer(request, row, " ".join(map(str, broken.settle().errors.values())), 422)
    return _answer(request, row, _("The voice note was kept."))


def _answer(request: HttpRequest, row: Visit, told: str, status: int = 200) -> HttpResponse:
    """To the script in JSON, to a form by going back with the words above the page."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"message": told}, status=status)
    (messages.success if status == 200 else messages.error)(request, told)
    return redirect("field:visit_report", row.pk)
