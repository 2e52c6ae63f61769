"""The two steps of an improvement card that ask for words: the check and the close."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.forms.pace import CheckForm, CloseForm
from yanzhen.planning.queries import pace_rows
from yanzhen.planning.services import improvements
from yanzhen.platform.pages.views import actor_of, needs


@require_http_methods(["GET", "POST"])
@needs(improvements.CHANGE)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it; the figures of today are written beside."""
    return _step(request, pk, CheckForm, improvements.check, _("Check: {card}"), _("Keep the result"))


@require_http_methods(["GET", "POST"])
@needs(improvements.CLOSE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept as the standard."""
    return _step(request, pk, CloseForm, improvements.close, _("Close: {card}"), _("Close card"))


def _step(
    request: HttpRequest, pk: int, form_class: Any, service: Callable[..., Any], title: str, submit: str
) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(pace_rows.improvements(actor), pk=pk)
    form, url = form_class(request.POST or None, actor=actor), reverse("planning:improvement_record", args=[row.pk])
    if request.method == "POST" and form.is_valid():
        try:
            service(row, actor=actor, **form.cleaned_data)
        except RuleBroken as broken:
            for name, message in broken.errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("“{record}” was saved.").format(record=row))
            return redirect(url)
    page = {"title": title.format(card=row), "cancel_url": url, "submit_label": submit}
    trail = [(_("Improvement cards"), reverse("planning:improvement_list")), (str(row), url)]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "platform/form.html", {"form": form, "page": page, "trail": trail}, status=status)
