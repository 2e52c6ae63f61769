"""The page of a lead, and what is done with it there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yanzhen.crm.enums.leads import FOLLOW_UPS, HELD, LeadState
from yanzhen.crm.forms import leads as forms
from yanzhen.crm.models import Lead, Opportunity
from yanzhen.crm.nouns.leads import LEADS
from yanzhen.crm.permissions.leads import QUALIFY
from yanzhen.crm.queries import lead_told
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.services import asking, lead_pool, lead_qualifying, leads
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

CHANGE = "crm.change_lead"


@require_GET
@needs("crm.view_lead")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead with its strip of BANT, its points, what happened and what comes next."""
    row = row_or_404(LEADS, request, pk)
    reading.opened(request, LEADS, row)
    return render(request, "crm/leads/record.html", _context(row, request))


def _context(row: Lead, request: HttpRequest, **more: Any) -> dict[str, Any]:
    actor = actor_of(request)
    may_work = actor.can(CHANGE) and row.state in HELD
    return {
        "record": record_page(LEADS, row, request, actor),
        "noun": LEADS,
        "row": row,
        "trail": [(LEADS.plural, LEADS.url("list"))],
        "bant": lead_rows.bant(row),
        "score": lead_told.explained(row),
        "touches": lead_rows.touches(row),
        "holdings": lead_rows.holdings(row),
        "follow_ups": FOLLOW_UPS,
        "opportunities": Opportunity.objects.visible_to(actor).filter(lead=row).order_by("pk"),
        "may_work": may_work,
        "may_bant": actor.can(CHANGE) and LEADS.may_change(row),
        "touch_form": forms.TouchForm(actor=actor, initial={"due_on": row.due_on}) if may_work else None,
        "is_in_pool": row.state == LeadState.POOL,
        **more,
    }


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def touch(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what happened; wrong entries come back on the page of the lead."""
    row, actor = row_or_404(LEADS, request, pk), actor_of(request)
    form = forms.TouchForm(request.POST or None, actor=actor)
    ready = request.method == "POST" and form.is_valid()
    if ready and _done(form, lambda: leads.touch(row, actor=actor, **form.cleaned_data)):
        messages.success(request, _("The follow-up was written down."))
        return redirect(LEADS.url("record", pk))
    return _form_page(request, row, form, _("Follow up: {lead}"), _("Write it down"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def bant(request: HttpRequest, pk: int) -> HttpResponse:
    """The four parts with their evidence."""
    row, actor = row_or_404(LEADS, request, pk), actor_of(request)
    form = forms.BantForm(request.POST or None, actor=actor, lead=row)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version", None)
        if _done(form, lambda: leads.change(row, actor=actor, version=version, **values)):
            messages.success(request, _("Budget, authority, need and timing were saved."))
            return redirect(LEADS.url("record", pk))
    return _form_page(request, row, form, "BANT: {lead}", _("Save"), template="crm/leads/bant.html")


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and close it."""
    row, actor = row_or_404(LEADS, request, pk), actor_of(request)
    form = forms.LoseForm(request.POST or None, actor=actor)
    ready = request.method == "POST" and form.is_valid()
    if ready and _done(form, lambda: leads.lose(row, actor=actor, **form.cleaned_data)):
        messages.success(request, _("“{record}” was closed as lost.").format(record=row))
        return redirect(LEADS.url("record", pk))
    return _form_page(request, row, form, _("Close “{lead}” as lost"), _("Close as lost"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and give it back."""
    row, actor = row_or_404(LEADS, request, pk), actor_of(request)
    form = forms.ReleaseForm(request.POST or None, actor=actor)
    ready = request.method == "POST" and form.is_valid()
    if ready and _done(form, lambda: lead_pool.release(row, actor=actor, **form.cleaned_data)):
        messages.success(request, _("“{record}” is in the pool now.").format(record=row))
        return redirect(LEADS.url("list"))
    return _form_page(request, row, form, _("Give “{lead}” back to the pool"), _("Give it back"))


@require_http_methods(["GET", "POST"])
@needs(QUALIFY)
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be entered and the customers that may be there already; then do it in one act."""
    row, actor = row_or_404(LEADS, request, pk), actor_of(request)
    form = forms.QualifyForm(request.POST or None, actor=actor, initial=lead_told.beginning(row))
    if request.method == "POST" and form.is_valid():
        made = _done(form, lambda: lead_qualifying.qualify(row, actor=actor, **form.cleaned_data))
        if made:
            messages.success(request, _("“{record}” is an opportunity now.").format(record=made))
            return redirect("crm:opportunity_record", made.pk)
    more = {**_like(request, row.company, row.phone), "bant": lead_rows.bant(row)}
    more["industry"] = lead_qualifying.industry(row.industry)
    return _form_page(
        request, row, form, _("Make “{lead}” an opportunity"), _("Create the opportunity"), more,
        template="crm/leads/qualify.html",
    )  # fmt: skip


@require_GET
@needs("crm.add_lead")
def possible(request: HttpRequest) -> HttpResponse:
    """What stands beside the form of a lead while somebody types: customers and open leads that may be meant."""
    company, phone = (clean_text(request.GET.get(name, ""), name)[:200] for name in ("company", "phone"))
    exclude = request.GET.get("exclude", "")
    own = int(exclude) if exclude.isascii() and exclude.isdigit() and len(exclude) < 19 else None
    same = lead_rows.same(actor_of(request), company, phone, own)
    response = render(request, "crm/leads/_possible_hits.html", {**_like(request, company, phone), "same": same})
    response["Cache-Control"] = "no-store"
    return response


def _like(request: HttpRequest, company: str, phone: str) -> dict[str, Any]:
    """Customers that may be meant, as the reader may know them, counted like those asked for by the customer form."""
    actor = actor_of(request)
    typed = {"name": company, "phone": phone, "credit_code": "", "address": ""}
    told = asking.for_request(request, typed, None) if company or phone else None
    return {"told": told, "typed": typed, "may_claim": actor.can("crm.add_collisioncase")}


def _done(form: Any, service: Callable[[], Any]) -> Any:
    """What the service answers; None, with the errors at their fields, when it refuses."""
    try:
        return service()
    except RuleBroken as broken:
        for name, message in broken.settle().errors.items():
            form.add_error(name if name in form.fields else None, str(message))
        return None


def _form_page(
    request: HttpRequest, row: Lead, form: Any, title: str, submit: str, more: dict[str, Any] | None = None,
    template: str = "platform/form.html",
) -> HttpResponse:  # fmt: skip
    page = {"title": title.format(lead=row), "cancel_url": LEADS.url("record", row.pk), "submit_label": submit}
    trail = [(LEADS.plural, LEADS.url("list")), (str(row), LEADS.url("record", row.pk))]
    context = {"form": form, "page": page, "row": row, "trail": trail, **(more or {})}
    return render(request, template, context, status=422 if form.errors else 200)
