"""The pool of leads: a list to take from, and its bounds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.crm.forms.leads import BoundsForm
from yanzhen.crm.nouns.leads import LEADS
from yanzhen.crm.permissions.leads import CLAIM, SET_POOL
from yanzhen.crm.queries import lead_bounds
from yanzhen.crm.queries import lead_pool as pool_rows
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.services import lead_pool
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.trail import reading


@require_GET
@needs(CLAIM)
def pool(request: HttpRequest) -> HttpResponse:
    """Cards on the phone, rows on the desk; each with a button that takes it."""
    actor = actor_of(request)
    text = clean_text(request.GET.get("search", ""), "search")[:60]
    sort = request.GET.get("sort", "points")
    pages = Paginator(pool_rows.searched(actor, text, sort), pool_rows.PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows = list(page.object_list)
    reading.listed(request, LEADS, rows, total=pages.count)
    context = {
        "page": {"title": _("Lead pool")},
        "rows": lead_rows.pooled(rows, actor),
        "total": pages.count,
        "pager": page,
        "search": text,
        "sort": sort if sort in pool_rows.SORTS else "points",
        "sorts": [("points", _("Most points")), ("new", _("Newest")), ("old", _("Waiting longest"))],
        "limits": pool_rows.limits(actor),
        "may_set": actor.can(SET_POOL),
    }
    return render(request, "crm/leads/pool.html", context)


@require_POST
@needs(CLAIM)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it; then its page opens."""
    actor = actor_of(request)
    if pk >= 2**63 or not lead_rows.may_be_claimed(actor, pk):
        raise Http404
    try:
        row = lead_pool.claim(actor=actor, key=pk)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return redirect("crm:lead_pool")
    messages.success(request, _("“{record}” is yours now.").format(record=row))
    return redirect("crm:lead_record", row.pk)


@require_http_methods(["GET", "POST"])
@needs(SET_POOL)
def bounds(request: HttpRequest) -> HttpResponse:
    """When leads go back, and how many one may hold and take."""
    actor = actor_of(request)
    form = BoundsForm(request.POST or None, actor=actor, initial=lead_bounds.values())
    if request.method == "POST" and form.is_valid():
        try:
            lead_pool.put(actor=actor, values=form.cleaned_data)
            messages.success(request, _("The bounds of the pool were set."))
            return redirect("crm:lead_bounds")
        except RuleBroken as broken:
            for name, message in broken.errors.items():
                form.add_error(name, str(message))
    page = {
        "title": _("Pool of leads"),
        "cancel_url": reverse("platform:settings"),
        "submit_label": _("Set the bounds of the pool"),
    }
    context = {"form": form, "page": page, "trail": [(_("Settings"), reverse("platform:settings"))]}
    return render(request, "platform/form.html", context, status=422 if form.errors else 200)
