"""Pages of the platform that are not about one noun."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.platform.pages import navigation
from yanzhen.platform.pages.views import actor_of


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Where things are that are set up once: as much of them as the person may see."""
    groups = [
        {"label": label, "places": [navigation.shown(place, "") for place in places]}
        for label, places in navigation.settings(actor_of(request)).items()
    ]
    return render(request, "platform/settings.html", {"page": {"title": _("Settings")}, "groups": groups})
