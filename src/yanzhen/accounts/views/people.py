"""What administrators do with people beyond the usual pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.confirming import recently_authenticated
from yanzhen.platform.pages.views import needs


@recently_authenticated
@never_cache
@require_http_methods(["GET", "POST"])
@needs("accounts.change_user")
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an invitation and show its address this once, to be passed on by hand."""
    user = get_object_or_404(visible_users.visible(request.actor), pk=pk)  # type: ignore[attr-defined]
    page = {
        "title": _("Invite {name}").format(name=user),
        "label": _("Address"),
        "back": reverse("accounts:user_record", args=[pk]),
    }
    if request.method == "GET":
        page["text"] = _("This makes a link by which {name} sets a password. It works once, for seven days.").format(
            name=user
        )
        return render(request, "accounts/secret.html", {"page": page})
    try:
        page["secret"] = request.build_absolute_uri(users.invite(user, actor=request.actor))  # type: ignore[attr-defined]
        page["text"] = _("Pass this address on; it is not shown again.")
    except RuleBroken as broken:
        page["text"] = "; ".join(str(message) for message in broken.errors.values())
    return render(request, "accounts/secret.html", {"page": page})
