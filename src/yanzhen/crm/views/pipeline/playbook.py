"""The playbook of an opportunity: what to ask, say, answer and hand over in the stage it is in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.nouns.playbook_panel import described
from yanzhen.crm.queries import opportunities, playbooks
from yanzhen.crm.services import playbooks as services
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs

ANSWERS = {"yes": True, "no": False, "": None}


@require_GET
@needs("crm.view_playbook")
def playbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; HTMX gets the part that stands on the page of the opportunity."""
    actor = actor_of(request)
    actor.require("crm.view_opportunity")
    row = get_object_or_404(opportunities.visible(actor), pk=pk)
    context = {
        "page": {"title": _("Playbook: {stage}").format(stage=row.stage)},
        "trail": [(str(row), reverse("crm:opportunity_record", args=[row.pk]))],
        **described(actor, row),
    }
    is_part = request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
    response = render(request, "crm/pipeline/_playbook.html" if is_part else "crm/pipeline/playbook.html", context)
    response["Vary"] = "HX-Request"
    return response


@require_POST
@needs("crm.use_playbook")
def use(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Tell that an entry was used, and whether it helped."""
    actor = actor_of(request)
    actor.require("crm.view_opportunity")
    row = get_object_or_404(opportunities.visible(actor), pk=pk)
    card = get_object_or_404(playbooks.visible(actor), pk=entry)
    try:
        services.use(card, actor=actor, opportunity=row, is_helpful=ANSWERS.get(request.POST.get("helpful", "")))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(m) for m in broken.settle().errors.values()))
    if request.headers.get("HX-Request") == "true":
        return render(request, "crm/pipeline/_playbook.html", described(actor, row))
    return redirect("crm:opportunity_playbook", pk)
