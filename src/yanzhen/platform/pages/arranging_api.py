"""The API of saved views and of bulk changes, for every noun: the same services as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import idempotency
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import BulkChange, SavedView
from yanzhen.platform.models.views import Sharing
from yanzhen.platform.pages import bulk
from yanzhen.platform.pages.api import Key, _operation, answer
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.viewing import asked, check, state_of, view_code
from yanzhen.platform.services import bulk_changes, saved_views


class _Input(Schema):
    """Unknown names are refused after the rights were checked, so that refusals tell nothing."""

    model_config = ConfigDict(extra="allow")

    def refuse_unknown(self) -> None:
        if self.model_extra:
            raise RuleBroken(_("There is no such field."), field=sorted(self.model_extra)[0][:60], code="unknown")


class ViewIn(_Input):
    name: str | None = None
    sharing: str | None = None
    parameters: dict[str, str] | None = None


class View(Schema):
    """A saved view: a state of the list under a name."""

    id: int
    name: str
    owner: str
    is_mine: bool
    sharing: str
    parameters: dict[str, str]


class BulkIn(_Input):
    """Which records (keys, or the parameters of a list), and the new values by field; or the key of a preview."""

    ids: list[int] | None = None
    filter: dict[str, str] | None = None
    values: dict[str, Any] | None = None
    preview: int | None = None


class BulkPreview(Schema):
    id: int
    total: int
    changing: int
    same: int
    refused: list[dict[str, str]]
    tried: int
    leaving: int
    sample: list[dict[str, Any]]


class BulkResult(Schema):
    id: int
    state: str
    total: int
    changed: int
    same: int
    refused: int
    job: int | None = None


def add(router: Router, noun: Noun) -> None:
    """Give the API of a noun its views and, where it can be changed, its bulk changes."""
    _view_routes(router, noun)
    if noun.offers("change"):
        _bulk_routes(router, noun)


def _written(view: SavedView, actor: Actor) -> dict[str, Any]:
    return {
        "id": view.pk,
        "name": view.name,
        "owner": view.who,
        "is_mine": view.user_id == actor.user_id,
        "sharing": view.sharing,
        "parameters": view.parameters,
    }


def _state(noun: Noun, actor: Actor, parameters: dict[str, str]) -> dict[str, str]:
    """The state that a program wants kept; refused where the list does not understand it."""
    state = state_of(parameters, noun.list)
    unknown = sorted(k for k, v in parameters.items() if v.strip() and k not in state)
    if unknown:
        raise RuleBroken(_("This list has no such parameter."), field=unknown[0][:60], code="parameter")
    check(asked(noun.list, actor, state))
    return state


def _open(noun: Noun, request: HttpRequest, code: str) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(noun.code("view"))
    actor.require(code)
    return actor


def _view(noun: Noun, actor: Actor, pk: int, *, removed: bool = False) -> SavedView:
    rows = saved_views.seen(noun.name, actor, view_code(noun.name))
    if removed:
        rows = SavedView.objects.filter(noun_name=noun.name, user_id=actor.user_id or 0)
    view = rows.filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _view_routes(router: Router, noun: Noun) -> None:
    code = noun.code("view")

    def listed(request: HttpRequest):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, code)
        return answer([_written(v, actor) for v in saved_views.seen(noun.name, actor, code)])

    def create(request: HttpRequest, payload: ViewIn):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, "platform.save_view")
        payload.refuse_unknown()

        def carry_out() -> tuple[int, Any]:
            view = saved_views.create(
                actor=actor,
                noun=noun.name,
                name=payload.name or "",
                sharing=payload.sharing or Sharing.NOBODY,
                parameters=_state(noun, actor, payload.parameters or {}),
            )
            return 201, _written(view, actor)

        status, body = idempotency.once(request, actor, carry_out)
        return answer(body, status)

    def change(request: HttpRequest, pk: Key, payload: ViewIn):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, "platform.save_view")
        payload.refuse_unknown()
        given = payload.dict(exclude_unset=True)
        if given.get("parameters") is not None:
            given["parameters"] = _state(noun, actor, given["parameters"])
        return answer(_written(saved_views.change(_view(noun, actor, pk), actor=actor, **given), actor))

    def remove(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, "platform.save_view")
        saved_views.remove(_view(noun, actor, pk), actor=actor)
        return HttpResponse(status=204)

    def restore(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, "platform.save_view")
        return answer(_written(saved_views.restore(_view(noun, actor, pk, removed=True), actor=actor), actor))

    slug = noun.slug
    for path, method, act, view, summary, response in (
        ("/views", "GET", "views", listed, f"Saved views of {slug}", {200: list[View]}),
        ("/views", "POST", "view_create", create, f"Save a view of {slug}", {201: View}),
        ("/views/{int:pk}", "PATCH", "view_change", change, f"Change a saved view of {slug}", {200: View}),
        ("/views/{int:pk}", "DELETE", "view_remove", remove, f"Remove a saved view of {slug}", {204: None}),
        ("/views/{int:pk}/restore", "POST", "view_restore", restore, f"Bring back a view of {slug}", {200: View}),
    ):
        _operation(router, noun, path, method, view, act, summary, code, response)


def _previewed(noun: Noun, actor: Actor, payload: BulkIn) -> bulk_changes.Preview:
    rows = bulk.selected(noun, actor, payload.ids, payload.filter)
    return bulk_changes.preview(actor=actor, noun=noun, rows=rows, values=payload.values or {})


def _result(found: BulkChange) -> dict[str, Any]:
    counts = {name: getattr(found, name) for name in ("state", "total", "changed", "same", "refused")}
    return {"id": found.pk, **counts, "job": found.job_id}


def _bulk_routes(router: Router, noun: Noun) -> None:
    code = noun.code("change")

    def preview(request: HttpRequest, payload: BulkIn):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, code)
        actor.require("platform.change_in_bulk")
        payload.refuse_unknown()
        found = _previewed(noun, actor, payload)
        return answer(
            {
                "id": found.bulk.pk,
                "total": found.bulk.total,
                "changing": found.changing,
                "same": found.same,
                "refused": [{"record": record, "reason": reason} for record, reason in found.refused],
                "tried": found.tried,
                "leaving": found.leaving,
                "sample": [
                    {"record": r, "before": bulk.unmasked(noun, actor, o), "after": bulk.unmasked(noun, actor, n)}
                    for r, o, n in found.sample
                ],
            }
        )

    def run(request: HttpRequest, payload: BulkIn):  # type: ignore[no-untyped-def]
        actor = _open(noun, request, code)
        actor.require("platform.change_in_bulk")
        payload.refuse_unknown()

        def carry_out() -> tuple[int, Any]:
            if payload.preview is None:
                wanted = _previewed(noun, actor, payload).bulk
            else:
                wanted = bulk.previewed(noun, actor, payload.preview)
            return 200, _result(bulk_changes.run(wanted, actor=actor))

        status, body = idempotency.once(request, actor, carry_out)
        return answer(body, status)

    _operation(
        router, noun, "/bulk/preview", "POST", preview, "bulk_preview",
        f"Look at what a bulk change of {noun.slug} would do", code, {200: BulkPreview},
    )  # fmt: skip
    _operation(router, noun, "/bulk", "POST", run, "bulk", f"Change many {noun.slug} at once", code, {200: BulkResult})
