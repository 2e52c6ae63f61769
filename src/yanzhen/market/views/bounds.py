"""The page on which the bounds of the market's reading are set."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import RuleBroken
from yanzhen.market import forms
from yanzhen.market.permissions import SET_BOUNDS
from yanzhen.market.queries import bounds
from yanzhen.market.services import bounds as services
from yanzhen.platform.pages.views import actor_of, needs


@require_http_methods(["GET", "POST"])
@needs(SET_BOUNDS)
def bounds_page(request: HttpRequest) -> HttpResponse:
    """From where a market grows fast, a share is high, and sales stand still."""
    actor = actor_of(request)
    form = forms.BoundsForm(request.POST or None, actor=actor, initial=bounds.in_force())
    if request.method == "POST" and form.is_valid():
        try:
            services.put(actor=actor, values=form.cleaned_data)
            messages.success(request, _("The bounds were set."))
            return redirect("market:bounds")
        except RuleBroken as broken:
            for name, message in broken.errors.items():
                form.add_error(name, str(message))
    page = {
        "title": _("Reading of the market"),
        "cancel_url": reverse("platform:settings"),
        "submit_label": _("Set the bounds"),
    }
    context = {"form": form, "page": page, "trail": [(_("Settings"), reverse("platform:settings"))]}
    return render(request, "platform/form.html", context, status=422 if form.errors else 200)
