"""The page of the search, whose middle part is also what the palette shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.search import results

IN_PALETTE, ON_PAGE = 6, 12


@require_GET
@needs("platform.view_searchentry")
def search(request: HttpRequest) -> HttpResponse:
    """What was found, by kind; the palette gets the hits alone."""
    text = clean_text(request.GET.get("q", ""), "q").strip()
    palette = request.headers.get("HX-Target") == "palette-hits"
    found = results.find(text, actor_of(request), limit=24 if palette else results.MOST,
                         per_kind=IN_PALETTE if palette else ON_PAGE) if text else results.Found()  # fmt: skip
    context = {"found": found, "text": text, "page": {"title": _("Search")}}
    response = render(
        request, "platform/search/_palette_hits.html" if palette else "platform/search/search.html", context
    )
    response["Vary"] = "HX-Request, HX-Target"
    response["Cache-Control"] = "no-store"
    return response
