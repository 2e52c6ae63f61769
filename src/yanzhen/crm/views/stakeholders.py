"""Acts on the people around a customer that have a page of their own: naming a successor, setting the class."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.crm import nouns
from yanzhen.crm.forms.stakeholders import ClassForm, ReplaceForm
from yanzhen.crm.services import classing, stakeholders
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs, row_or_404


@require_http_methods(["GET", "POST"])
@needs("crm.change_stakeholder")
@needs("crm.add_stakeholder")
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Who takes the place of somebody, and from when."""
    row, actor = row_or_404(nouns.STAKEHOLDERS, request, pk), actor_of(request)
    form = ReplaceForm(request.POST or None, actor=actor, before=row)
    if request.method == "POST" and form.is_valid():
        try:
            after = stakeholders.replace(row, actor=actor, **form.cleaned_data)
            messages.success(request, _("{after} follows on {before}.").format(after=after, before=row))
            return redirect(f"{reverse('crm:customer_record', args=[row.customer_id])}?tab=stakeholders")
        except RuleBroken as broken:
            _at_fields(form, broken)
    title = _("Who follows on {name}?").format(name=row)
    return _page(request, form, title, _("Name the successor"), nouns.STAKEHOLDERS.url("record", pk), str(row))


@require_http_methods(["GET", "POST"])
@needs("crm.classify_customer")
@needs("crm.view_customer")
def classify(request: HttpRequest, pk: int) -> HttpResponse:
    """The class of a customer, with the reason."""
    row, actor = row_or_404(nouns.CUSTOMERS, request, pk), actor_of(request)
    form = ClassForm(request.POST or None, actor=actor, initial={"grade_class": row.grade_class})
    back = nouns.CUSTOMERS.url("record", pk)
    if request.method == "POST" and form.is_valid():
        try:
            classing.classify(row, actor=actor, **form.cleaned_data)
            messages.success(request, _("“{record}” was saved.").format(record=row))
            return redirect(back)
        except RuleBroken as broken:
            _at_fields(form, broken)
    return _page(request, form, _("Class of {name}").format(name=row), _("Set the class"), back, str(row))


def _at_fields(form: Any, broken: RuleBroken) -> None:
    for name, message in broken.settle().errors.items():
        form.add_error(name if name in form.fields else None, str(message))


def _page(request: HttpRequest, form: Any, title: str, submit: str, back: str, name: str) -> HttpResponse:
    context = {
        "form": form,
        "page": {"title": title, "submit_label": submit, "cancel_url": back},
        "trail": [(nouns.CUSTOMERS.plural, nouns.CUSTOMERS.url("list")), (name, back)],
    }
    return render(request, "platform/form.html", context, status=422 if form.is_bound and form.errors else 200)
