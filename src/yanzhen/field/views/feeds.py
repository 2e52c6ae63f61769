"""The calendar feed: the page that makes its address, and the address itself, which needs no sign-in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.field.queries import feeds
from yanzhen.field.services import feeds as services
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs

LONGEST = 80


@require_GET
@needs(feeds.HAVE)
def page(request: HttpRequest) -> HttpResponse:
    """Whether there is a feed, and how to get a new address."""
    return _page(request)


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    actor = actor_of(request)
    context = {
        "page": {"title": _("Calendar feed")},
        "trail": [(_("Week plan"), reverse("field:week_plan"))],
        "feed": feeds.own(actor),
        "may": feeds.may(actor),
        "address": address,
    }
    response = render(request, "field/feed.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@needs(feeds.HAVE)
def renew(request: HttpRequest) -> HttpResponse:
    """A new address, shown this once."""
    try:
        secret = services.renew(actor=actor_of(request))
    except RuleBroken as broken:
        messages.error(request, " ".join(str(message) for message in broken.settle().errors.values()))
        return redirect("field:feed_page")
    return _page(request, feeds.address(secret, request.build_absolute_uri("/")))


@require_POST
@needs(feeds.HAVE)
def end(request: HttpRequest) -> HttpResponse:
    """No feed any more."""
    services.end(actor=actor_of(request))
    messages.success(request, _("The calendar feed has ended; its address leads nowhere now."))
    return redirect("field:feed_page")


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever this address was given to; unknown once they have no access any more."""
    actor = feeds.reader(secret) if len(secret) <= LONGEST else None
    if actor is None:
        raise Http404
    with translation.override(actor.language):
        content = feeds.calendar(actor)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="visits.ics"'
    response["Cache-Control"] = "private, max-age=300"
    return response
