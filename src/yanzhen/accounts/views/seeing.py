"""Begin and end to see the product as another person does."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.accounts import see_as
from yanzhen.accounts.forms import SeeAsForm, show
from yanzhen.accounts.permissions import SEE_AS
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import seeing
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import needs


@never_cache
@require_http_methods(["GET", "POST"])
@needs(SEE_AS)
def begin(request: Any, pk: int) -> HttpResponse:
    """Ask for the reason, then look for half an hour."""
    person = get_object_or_404(visible_users.visible(request.actor), pk=pk)
    form = SeeAsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spell = seeing.begin(person, actor=request.actor, reason=form.cleaned_data["reason"])
        except RuleBroken as broken:
            show(form, broken)
        else:
            request.session[see_as.KEY] = spell.pk
            return redirect("home")
    page = {
        "title": _("See as {name}").format(name=person),
        "submit_label": _("See as this person"),
        "cancel_url": reverse("accounts:user_record", args=[pk]),
    }
    return render(request, "platform/form.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Back to oneself."""
    spell: Any = request.seeing  # type: ignore[attr-defined]
    request.session.pop(see_as.KEY, None)
    if spell is None:
        return redirect("home")
    seeing.end(spell, actor=request.actor.seen_by)  # type: ignore[attr-defined]
    messages.success(request, _("You see the product as yourself again."))
    return redirect("accounts:user_record", spell.person_id)
