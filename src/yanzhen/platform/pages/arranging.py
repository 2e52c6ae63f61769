"""Doors of a list beside the list itself: its saved views, its columns, its bulk changes, its cells."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.platform.actor import Actor
from yanzhen.platform.models import SavedView
from yanzhen.platform.models.views import Sharing
from yanzhen.platform.pages import bulk, cells
from yanzhen.platform.pages.columns import chosen, written
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.viewing import asked, check, state_of, view_code
from yanzhen.platform.services import saved_views

View = Callable[..., HttpResponse]
Needs = Callable[[str], Callable[[View], View]]
RowOr404 = Callable[[Noun, HttpRequest, int], Any]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _address(noun: Noun, **parameters: Any) -> str:
    kept = {k: v for k, v in parameters.items() if v not in ("", None)}
    return f"{noun.url('list')}?{urlencode(kept)}" if kept else noun.url("list")


def _state(noun: Noun, request: HttpRequest, actor: Actor) -> dict[str, str]:
    """The state that the page showed, checked as if it were asked for."""
    state = state_of(dict(parse_qsl(request.POST.get("state", ""), keep_blank_values=False)), noun.list)
    check(asked(noun.list, actor, state))
    return state


def _keep(noun: Noun, needs: Needs) -> View:
    """Save, rename, share, move, remove and bring back views; open the list with one of them."""

    def view(request: HttpRequest) -> HttpResponse:
        actor, act = _actor(request), request.POST.get("act", "")
        if act == "create":
            kept = saved_views.create(
                actor=actor,
                noun=noun.name,
                name=request.POST.get("name", ""),
                sharing=request.POST.get("sharing", "") or Sharing.NOBODY,
                parameters=_state(noun, request, actor),
            )
        elif act == "plain":
            saved_views.keep_habit(actor=actor, noun=noun.name, opens_with=None)
            return redirect(noun.url("list"))
        else:
            kept = _found(noun, request, actor, removed=act == "restore")
            _carry_out(act, kept, noun, request, actor)
        if request.POST.get("opens_with") == "true":
            saved_views.keep_habit(actor=actor, noun=noun.name, opens_with=kept)
        if act == "remove":
            return redirect(_address(noun, removed=kept.pk))
        return redirect(_address(noun, view=kept.pk))

    return require_POST(needs(noun.code("view"))(view))


def _found(noun: Noun, request: HttpRequest, actor: Actor, *, removed: bool) -> SavedView:
    text = request.POST.get("view", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
    rows = saved_views.seen(noun.name, actor, view_code(noun.name))
    if removed:
        rows = SavedView.objects.filter(noun_name=noun.name, user_id=actor.user_id or 0)
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _carry_out(act: str, kept: SavedView, noun: Noun, request: HttpRequest, actor: Actor) -> None:
    if act == "replace":
        saved_views.change(kept, actor=actor, parameters=_state(noun, request, actor))
    elif act == "change":
        name, sharing = request.POST.get("name", ""), request.POST.get("sharing", "") or Sharing.NOBODY
        saved_views.change(kept, actor=actor, name=name, sharing=sharing)
    elif act in {"left", "right"}:
        saved_views.move(kept, actor=actor, step=-1 if act == "left" else 1)
    elif act == "remove":
        saved_views.remove(kept, actor=actor)
    elif act == "restore":
        saved_views.restore(kept, actor=actor)
    elif act == "first":
        saved_views.keep_habit(actor=actor, noun=noun.name, opens_with=kept)
    else:
        raise Http404


def _arrange(noun: Noun, needs: Needs) -> View:
    """Columns and density: in a view they become part of its state, in the plain list they are remembered."""

    def view(request: HttpRequest) -> HttpResponse:
        actor, tab = _actor(request), request.POST.get("tab", "")
        state = _state(noun, request, actor)
        columns = "" if "reset" in request.POST else ",".join(request.POST.getlist("columns"))
        text = written(chosen(columns, noun.list.every))
        if tab:
            return _answered(request, _address(noun, **{**state, "columns": text, "tab": tab}))
        values: dict[str, Any] = {"columns": text}
        if "dense" in request.POST:
            values["is_dense"] = request.POST.getlist("dense")[-1] == "true"
        saved_views.keep_habit(actor=actor, noun=noun.name, **values)
        return _answered(request, _address(noun, **{k: v for k, v in state.items() if k != "columns"}))

    return require_POST(needs(noun.code("view"))(view))


def _answered(request: HttpRequest, address: str) -> HttpResponse:
    """A drag of a column's edge wants no new page, only the address that now says it."""
    if request.headers.get("X-Quiet") == "true":
        response = HttpResponse(status=204)
        response["X-Address"] = address
        return response
    return redirect(address)


def _bulk(noun: Noun, needs: Needs) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        return bulk.page(noun, request, _actor(request))

    return require_http_methods(["GET", "POST"])(needs(noun.code("change"))(needs(noun.code("view"))(view)))


def _cell(noun: Noun, needs: Needs, row_or_404: RowOr404) -> View:
    def view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
        return cells.editor(noun, request, _actor(request), row_or_404(noun, request, pk), name)

    return require_http_methods(["GET", "POST"])(needs(noun.code("change"))(needs(noun.code("view"))(view)))


def urls(noun: Noun, needs: Needs, row_or_404: RowOr404) -> list[URLPattern]:
    """The addresses of these doors."""
    name, slug = noun.model_name, noun.slug
    patterns = [
        path(f"{slug}/views/", _keep(noun, needs), name=f"{name}_view_keep"),
        path(f"{slug}/columns/", _arrange(noun, needs), name=f"{name}_view_arrange"),
    ]
    if noun.offers("change"):
        patterns.append(path(f"{slug}/bulk/", _bulk(noun, needs), name=f"{name}_bulk_edit"))
        cell = _cell(noun, needs, row_or_404)
        patterns.append(path(f"{slug}/<int:pk>/cell/<slug:name>/", cell, name=f"{name}_cell_edit"))
    return patterns
