"""The quota letter: one page to print or keep as a PDF, signed or to be signed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.planning.enums import Metric
from yanzhen.planning.models import QuotaTalk
from yanzhen.planning.queries import plans, standings
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.views.quotas import percent, words
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.pages.views import actor_of, needs


@require_GET
@needs("planning.view_quota")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as a page for the printer, or with `?format=pdf` as a PDF where its libraries are there."""
    actor = actor_of(request)
    talk = get_object_or_404(rows.talks(actor).select_related("unit__company"), pk=pk)
    wants_pdf = request.GET.get("format") == "pdf"
    title = _("Quota letter of {person}").format(person=talk.person)
    permit = permits.permit(
        permits.Wanted(
            title,
            rows=1,
            file_format="pdf" if wants_pdf else "print",
            noun="planning.quotatalk",
            query=str(talk.pk),
            address=request.META.get("REMOTE_ADDR", ""),
        ),
        actor=actor,
    )
    context = {**_context(actor, talk), "title": title, "words": permit.words, "code": permit.code}
    if wants_pdf:
        try:
            return papers.pdf(_html(context, for_print=False), f"quota-{talk.pk}")
        except OSError:
            context["notice"] = _("PDF needs libraries that are not installed here; print this page instead.")
    return HttpResponse(_html(context, for_print=True))


def _html(context: dict[str, Any], *, for_print: bool) -> str:
    return render_to_string("planning/quotas/letter.html", {**context, "for_print": for_print})


def _context(actor: Actor, talk: QuotaTalk) -> dict[str, Any]:
    plan = talk.plan
    [span] = standings.spans(plan, "plan")
    own = next(iter(standings.of(actor, plan, span, person_ids=[talk.person_id])), None)
    cells = rows.by_month(plan, [talk.person_id])
    metrics = [s.metric for s in own.standings] if own else []
    months = [_month(month, {m: cells.get((talk.person_id, m, month), Decimal(0)) for m in metrics})
              for month in plans.months(plan)]  # fmt: skip
    return {
        "language": get_language(),
        "talk": talk,
        "plan": plan,
        "period": plans.period(plan),
        "heads": [Metric(m).label for m in metrics],
        "lines": [
            {
                "label": Metric(s.metric).label,
                "amount": words(s.metric, s.quota, plan.currency, s.measured_in),
                "weight": f"{s.counted.part.weight.normalize():f} %",
                "cap": percent(s.counted.part.cap, 0),
                "floor": percent(s.counted.part.floor, 0),
            }
            for s in (own.standings if own else ())
        ],
        "months": months,
        "totals": [words(m, sum((row["figures"][m] for row in months), Decimal(0)), "") for m in metrics],
        "firm": str(talk.unit.company),
        "signed_at": timezone.localtime(talk.acknowledged_at) if talk.acknowledged_at else None,
        "counts": plan.published_at is not None,
    }


def _month(month: date, figures: dict[Any, Decimal]) -> dict[str, Any]:
    amounts = [words(metric, figure, "") for metric, figure in figures.items()]
    return {"label": date_format(month, "YEAR_MONTH_FORMAT"), "figures": figures, "amounts": amounts}
