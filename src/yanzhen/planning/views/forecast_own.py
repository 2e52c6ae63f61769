"""The page, made for the phone, on which people say what they expect to sell."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_start, shifted
from yanzhen.planning.forms.forecasts import OwnForm
from yanzhen.planning.queries import forecast_own
from yanzhen.planning.services import forecasts
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import actor_of, needs

MONTHS = 6
SAY = "planning.say_forecast"


@require_http_methods(["GET", "POST"])
@needs(SAY)
def own(request: HttpRequest) -> HttpResponse:
    """A field for each of the next six months; what was said before stands in them."""
    actor = actor_of(request)
    first = month_start(timezone.localdate())
    months = [shifted(first, n) for n in range(MONTHS)]
    currency = forecast_own.usual_currency(actor)
    said = forecast_own.mine(actor, currency)
    initial = {f"m{month:%Y%m}": said.get(month) for month in months}
    form = OwnForm(request.POST or None, actor=actor, months=months, initial=initial)
    if request.method == "POST" and form.is_valid() and _said(form, actor, currency):
        number = len(form.said())
        text = ngettext("{number} month was noted.", "{number} months were noted.", number).format(number=number)
        messages.success(request, text)
        return redirect("planning:forecast")
    page: dict[str, Any] = {
        "title": _("What I expect to sell"),
        "lead": _("Net sales a month in {currency}, as far as you can see today.").format(currency=currency),
        "cancel_url": reverse("planning:forecast"),
        "submit_label": _("Say it"),
    }
    context = {"form": form, "page": page, "trail": [(_("Forecast"), reverse("planning:forecast"))]}
    return render(request, "planning/forecast_own.html", context, status=422 if form.is_bound and form.errors else 200)


def _said(form: OwnForm, actor: Actor, currency: str) -> bool:
    """All months or none."""
    try:
        with transaction.atomic():
            for month, amount in form.said().items():
                forecasts.say(actor=actor, month=month, amount=amount, currency=currency)
    except RuleBroken as broken:
        for message in broken.errors.values():
            form.add_error(None, str(message))
        return False
    return True
