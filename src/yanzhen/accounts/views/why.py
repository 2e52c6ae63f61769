"""Why can or can't I see this: for any page and record, for the reader or, by those who explain rights, for anybody."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.accounts.asking import answered, asked_of, person_of
from yanzhen.accounts.forms import WhyForm
from yanzhen.accounts.permissions import EXPLAIN, WHY
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.views import needs


@require_GET
@needs(WHY)
def page(request: Any) -> HttpResponse:
    """The derivation in words. A record out of reach and one that is not there read the same."""
    actor: Actor = request.actor
    form = WhyForm(request.GET, actor=actor) if actor.can(EXPLAIN) else None
    person = person_of(actor, form.cleaned_data["person"] if form is not None and form.is_valid() else None)
    path = request.GET.get("path", "/")[:500]
    asked = asked_of(path, request.GET)
    answer = answered(asked, person, actor)
    context = {
        "page": {"title": _("Why can or can't I see this?")},
        "answer": answer,
        "form": form,
        "person": person,
        "path": path,
        "is_me": person.pk == actor.user_id,
    }
    return render(request, "accounts/why.html", context)
