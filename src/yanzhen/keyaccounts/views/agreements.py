"""The page of a self-check: every term with its working and the way to its documents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from yanzhen.keyaccounts import nouns
from yanzhen.keyaccounts.queries import agreements, words
from yanzhen.keyaccounts.services import checking
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading


@require_GET
@needs("keyaccounts.view_agreementcheck")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One self-check as it was kept."""
    actor, noun = actor_of(request), nouns.CHECKS
    row = row_or_404(noun, request, pk)
    reading.opened(request, noun, row)
    context = {
        "record": record_page(noun, row, request, actor),
        "noun": noun,
        "row": row,
        "trail": [
            (pgettext("contract", "Agreements"), reverse("keyaccounts:agreement_list")),
            (str(row.agreement), reverse("keyaccounts:agreement_record", args=[row.agreement_id])),
        ],
        "check": row,
        "counts": checking.counts(row),
        "lines": [words.shown(line, actor) for line in agreements.lines(row)],
    }
    return render(request, "keyaccounts/check.html", context)
