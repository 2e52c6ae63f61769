"""The phone's own page: a shell without anybody's data, which a service worker keeps for when there is no network."""

from functools import cache
from time import time

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.field.views import offline_words
from yanzhen.platform.pages.views import actor_of, needs

SEE = "field.view_visit"
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))


@require_GET
@needs(SEE)
def today(request: HttpRequest) -> HttpResponse:
    """My visits of today and tomorrow. Whatever it shows is read by the phone from the API, once there is network."""
    actor = actor_of(request)
    context = {
        "page": {"title": _("Visits today")},
        "words": offline_words.all_words(),
        "is_looked_over": actor.seen_by is not None,
        "user_id": actor.user_id,
        "person": actor.name,
    }
    response = render(request, "field/today/today.html", context)
    # Tells the service worker that this is the shell, and not a page of sign-in or of an error in its place.
    response["X-Yanzhen-Shell"] = "" if context["is_looked_over"] else str(actor.user_id)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_GET
@needs(SEE)
def without_network(request: HttpRequest) -> HttpResponse:
    """What stands in the place of every other page while there is no network."""
    return render(request, "field/today/without_network.html", {"page": {"title": _("No connection")}})


@require_GET
@needs(SEE)
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to put the page on its home screen."""
    icons = [
        {"src": static(f"img/app-{size}{'-maskable' if purpose == 'maskable' else ''}.png"),
         "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in ICONS
    ]  # fmt: skip
    content = {
        "id": "/today/",
        "name": _("Yanzhen: visits today"),
        "short_name": _("Visits today"),
        "description": _("Today's visits, with and without network."),
        "lang": get_language(),
        "start_url": reverse("field:today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b6580",
        "icons": icons,
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    patch_cache_control(response, private=True, max_age=3600)
    return response


@require_GET
@needs(SEE)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Ours, and versioned by the build of the static files: another build is another worker."""
    context = {
        "version": version(),
        "is_immutable": _is_hashed(),
        "extra": [static("icons.svg"), static("img/app-192.png")],
    }
    response = render(request, "field/today/service_worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _is_hashed() -> bool:
    return bool(getattr(staticfiles_storage, "manifest_hash", ""))


@cache
def version() -> str:
    """The build of the static files; without one, as in development, the start of this process."""
    build = getattr(staticfiles_storage, "manifest_hash", "")
    return str(build) if build else f"{int(time())}{'-debug' if settings.DEBUG else ''}"
