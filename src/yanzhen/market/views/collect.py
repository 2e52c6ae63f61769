"""The short form of the field: one figure in twenty seconds, with a photo."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yanzhen.lib.errors import RuleBroken
from yanzhen.market import lists
from yanzhen.market.forms import CollectForm
from yanzhen.market.queries import collecting
from yanzhen.market.services import figures
from yanzhen.platform.actor import Actor
from yanzhen.platform.files import attachments, kinds
from yanzhen.platform.pages.views import actor_of, needs


@require_http_methods(["GET", "POST"])
@needs("market.add_marketfigure")
def collect(request: HttpRequest) -> HttpResponse:
    """Ask for a figure; what was found last is filled in already."""
    actor = actor_of(request)
    last = collecting.own(actor)
    form = CollectForm(
        request.POST or None,
        request.FILES or None,
        actor=actor,
        initial=collecting.beginning(last[0] if last else None),
    )
    if request.method == "POST" and form.is_valid() and _kept(request, form, actor):
        return redirect("market:collect")
    page = {"title": _("Collect a market figure")}
    shown = [{"row": row, "value": lists.worded(row, actor)} for row in last]
    context = {"form": form, "page": page, "last": shown, "has_photo": actor.can(attachments.ADD)}
    return render(request, "market/collect.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: CollectForm, actor: Actor) -> bool:
    photos = request.FILES.getlist("photo") if actor.can(attachments.ADD) else []
    try:
        figure = figures.collect(actor=actor, photos=photos, **form.values())
    except RuleBroken as broken:
        for name, message in broken.settle().errors.items():
            at = {"starts_on": "month", kinds.FIELD: "photo"}.get(name, name)
            form.add_error(at if at in form.fields else None, str(message))
        return False
    told = _("{figure} was kept: {value}.").format(figure=figure, value=lists.worded(figure, actor))
    messages.success(request, told)
    return True
