"""Deciding a collision case: both sides beside each other, the proposal filled in, one reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from yanzhen.crm.forms.matching import DecideForm
from yanzhen.crm.nouns import matching, matching_panels
from yanzhen.crm.queries import collisions as rows
from yanzhen.crm.services import collisions
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs, row_or_404


@require_http_methods(["GET", "POST"])
@needs("crm.decide_collisioncase")
@needs("crm.view_collisioncase")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the decision."""
    case, actor = row_or_404(matching.CASES, request, pk), actor_of(request)
    back = matching.CASES.url("record", pk)
    form = DecideForm(request.POST or None, actor=actor, case=case, sides=rows.sides(case))
    if request.method == "POST" and form.is_valid():
        try:
            values = {name: form.cleaned_data[name] for name in ("outcome", "owner", "reason", "version")}
            collisions.decide(case, actor=actor, shares=form.shares(), **values)
            messages.success(request, _("Case {number} is decided; both sides are told.").format(number=case.number))
            return redirect(back)
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
    page = {
        "title": _("Decide case {number}").format(number=case.number),
        "cancel_url": back,
        "submit_label": pgettext("collision case", "Decide"),
    }
    context = {
        "form": form,
        "page": page,
        "trail": [(matching.CASES.plural, matching.CASES.url("list")), (case.number, back)],
        "may_decide": rows.may_decide(case, actor),
        **matching_panels.sides_context(case, actor),
    }
    return render(request, "crm/matching/decide.html", context, status=422 if form.is_bound else 200)
