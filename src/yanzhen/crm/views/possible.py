"""What the form of a customer shows while somebody types: the firms that may be there already."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.services import asking, opening
from yanzhen.lib.errors import RuleBroken
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
    told = asking.for_request(request, typed, own)
    context = {"told": told, "typed": typed, "may_claim": actor_of(request).can("crm.add_collisioncase")}
    response = render(request, "crm/customers/_possible_hits.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs("crm.add_collisioncase")
def claim(request: HttpRequest) -> HttpResponse:
    """Claim a firm that was shown as being there; answers with what stands in its place."""
    actor = actor_of(request)
    token = request.POST.get("claim_token", "")
    context = {"token": token, "claim": request.POST.get("claim", ""), "said": request.POST.get("name", "")}
    customer = asking.claimed(token, actor)
    if customer is None:
        context["error"] = _("This offer is too old. Type the name again.")
        return render(request, "crm/customers/_claim.html", context, status=422)
    try:
        said = clean_text(context["said"], "name")[:200]
        case = opening.claim(customer, actor=actor, said=said, claim=clean_text(context["claim"], "claim")[:500])
    except RuleBroken as broken:
        context["error"] = " ".join(str(m) for m in broken.settle().errors.values())
        return render(request, "crm/customers/_claim.html", context, status=422)
    return render(request, "crm/customers/_claim.html", {"case": case})
