"""The dry run of the rules, and the model score: what would have been, and what can be known."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.nouns.leads import RULES
from yanzhen.crm.permissions.leads import TRAIN
from yanzhen.crm.queries import lead_rules, lead_told
from yanzhen.crm.services import lead_scores
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.services import jobs


@require_GET
@needs("crm.view_leadrule")
def dry_run(request: HttpRequest) -> HttpResponse:
    """Who would have got what of the last month's leads."""
    with_inactive = request.GET.get("all") == "1"
    found = lead_rules.dry_run(actor_of(request), with_inactive=with_inactive)
    context = {
        "page": {"title": _("Dry run of the rules")},
        "trail": [(RULES.plural, RULES.url("list"))],
        "run": lead_told.told(found),
        "found": found,
        "with_inactive": with_inactive,
    }
    return render(request, "crm/leads/dry_run.html", context)


@require_GET
@needs("crm.view_leadrule")
def dry_run_of(request: HttpRequest, pk: int) -> HttpResponse:
    """From the page of one rule: with it, also when it is switched off."""
    row = row_or_404(RULES, request, pk)
    address = reverse("crm:lead_dry_run")
    return redirect(address if row.is_active else f"{address}?all=1")


@require_GET
@needs("crm.view_leadpoint")
def score(request: HttpRequest) -> HttpResponse:
    """What the model score is worth, and a button that trains it."""
    last = lead_scores.last_job()
    running = last if last is not None and last.state in jobs.OPEN else None
    context = {
        "page": {"title": _("Model score of leads")},
        "trail": [(_("Settings"), reverse("platform:settings"))],
        "found": lead_told.score_told(),
        "running": running,
        "failed": last if last is not None and last.state == "failed" else None,
        "may_train": actor_of(request).can(TRAIN),
    }
    return render(request, "crm/leads/score.html", context)


@require_POST
@needs(TRAIN)
def train(request: HttpRequest) -> HttpResponse:
    """Have it trained by the worker."""
    lead_scores.start(actor=actor_of(request))
    messages.success(request, _("The training waits for the worker; the page shows what came of it."))
    return redirect("crm:lead_score")
