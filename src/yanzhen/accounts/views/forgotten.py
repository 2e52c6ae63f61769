"""A forgotten password, where mail is set up: the same answer for every address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yanzhen.accounts.forms import ForgottenForm
from yanzhen.accounts.services import resetting


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail."""
    if not resetting.is_offered():
        raise Http404
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        resetting.ask(form.cleaned_data["email"], request.build_absolute_uri("/").rstrip("/"))
        text = _("If this address belongs to somebody here, a link is on its way. It works for one hour.")
        return render(request, "accounts/link_spent.html", {"page": {"title": _("Look into your mail"), "text": text}})
    page = {"title": _("New password"), "text": _("A link is sent to your address."), "submit_label": _("Send link")}
    return render(request, "accounts/link.html", {"form": form, "page": page}, status=422 if form.errors else 200)
