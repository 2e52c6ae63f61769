"""What the form of a customer shows while somebody types: the firms that may be there already."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yanzhen.crm.queries import duplicates
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of, needs

ASKED = ("name", "phone", "credit_code", "address")
LONGEST = 255


@require_GET
@needs("crm.add_customer")
def possible(request: HttpRequest) -> HttpResponse:
    """A piece of the page; empty when nothing was found."""
    typed = {name: clean_text(request.GET.get(name, ""), name)[:LONGEST] for name in ASKED}
    exclude = request.GET.get("exclude", "")
    own = int(exclude) if exclude.isascii() and exclude.isdigit() and len(exclude) < 19 else None
    found = duplicates.possible(actor=actor_of(request), **typed, exclude=own)
    response = render(request, "crm/customers/_possible_hits.html", {"found": found})
    response["Cache-Control"] = "no-store"
    return response
