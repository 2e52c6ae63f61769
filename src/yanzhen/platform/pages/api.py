"""The API of every noun: the list, the record, and its services, with typed schemas made from the declaration."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import create_model

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform import forwarding, idempotency, masks, notes, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import FORMATS
from yanzhen.platform.models.exports import ExportDoor
from yanzhen.platform.pages import collaboration_api, conditions, exporting, linesets
from yanzhen.platform.pages.fields import Field as Shown
from yanzhen.platform.pages.fields import json_reader
from yanzhen.platform.pages.grouping import Part
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Action, Noun
from yanzhen.platform.pages.schemas import (
    ListGroup,
    NoteIn,
    Timeline,
    input_schema,
    query_schema_of,
    shown_schema,
)
from yanzhen.platform.pages.viewing import asked
from yanzhen.platform.trail import reading, revealing

Key = Annotated[int, Path(ge=0, le=2**63 - 1)]


def answer(payload: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(payload), content_type="application/json", status=status)


def _writer(fields: list[Shown] | tuple[Shown, ...], actor: Actor) -> Any:
    readers = [(f.name, json_reader(f, actor)) for f in fields]

    def write(row: Any) -> dict[str, Any]:
        return {"id": row.pk, **{name: read(row) for name, read in readers}}

    return write


def detail_of(noun: Noun, row: Any, actor: Actor) -> dict[str, Any]:
    """What is answered about one record, in the words of its declaration."""
    item: dict[str, Any] = _writer(tuple(noun.fields), actor)(row)
    if noun.lines is not None:
        write = _writer(tuple(noun.lines.fields), actor)
        item[noun.lines.name] = [write(line) for line in noun.lines.query(row)]
    return item


def row_of(noun: Noun, actor: Actor, pk: int) -> Any:
    """The record, or 404 when it is out of reach."""
    if not 0 <= pk < 2**63:
        raise Http404
    return get_object_or_404(noun.visible(actor), pk=pk)


FILES: dict[str, Any] = {
    "text/csv": {},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
    "application/pdf": {},
    "text/html": {},
}
"""What an export may answer with."""


def _checked_parameters(request: HttpRequest, query: ListQuery, more: frozenset[str] = frozenset()) -> None:
    unknown = sorted(set(request.GET) - query.known_parameters() - more)
    if unknown:
        raise RuleBroken(_("This list has no such parameter."), field=unknown[0][:60], code="parameter")


def _plain(sums: Mapping[str, Any]) -> dict[str, Any]:
    return {k: format(v, "f") if isinstance(v, Decimal) else v for k, v in sums.items()}


def _group(part: Part, query: ListQuery) -> dict[str, Any]:
    """One group, and the condition that narrows the list to it."""
    key = part.key.isoformat() if hasattr(part.key, "isoformat") else part.key
    where = conditions.printed(conditions.joined(query.where, part.leaf))
    totals = [_plain(s) for s in part.sums]
    return {"key": key, "label": part.label, "count": part.count, "totals": totals, "where": where}


def router_of(noun: Noun) -> Router:
    """All routes of one noun."""
    router = Router(tags=[noun.slug])
    extra: dict[str, Any] = {}
    if noun.lines is not None:
        line: Any = shown_schema(f"{noun.model.__name__}Line", list(noun.lines.fields))
        extra[noun.lines.name] = (list[line], ...)
    item: Any = shown_schema(f"{noun.model.__name__}Item", list(noun.list.columns))
    detail = shown_schema(noun.model.__name__, list(noun.fields), extra)
    page = create_model(
        f"{noun.model.__name__}Page",
        __base__=Schema,
        items=(list[item], ...),
        next=(str | None, None),
        total=(int, ...),
        totals=(list[dict[str, Any]] | None, None),
        groups=(list[ListGroup] | None, None),
    )
    _read_routes(router, noun, page, detail)
    if noun.offers("add"):
        _add_route(router, noun, detail)
    if noun.offers("change"):
        _change_route(router, noun, detail)
    if noun.offers("remove"):
        _remove_route(router, noun)
    if noun.has_notes:
        _timeline_routes(router, noun)
        collaboration_api.add_record_routes(router, noun, row_of, _operation, answer)
    if revealing.names_of(noun):
        _reveal_route(router, noun)
    for action in (a for a in noun.actions if not a.page):
        _action_route(router, noun, action, detail)
    return router


def _operation(
    router: Router, noun: Noun, path: str, method: str, view: Any, act: str, summary: str, code: str, response: Any
) -> None:
    view.function_code = code
    router.add_api_operation(
        path,
        [method],
        view,
        response=response,
        operation_id=f"{noun.model_name}_{act}",
        summary=summary,
        openapi_extra={"x-function": code},
    )


def _read_routes(router: Router, noun: Noun, page: Any, detail: Any) -> None:
    query_schema: Any = query_schema_of(noun)
    file_format: Any = Literal[FORMATS]
    file_schema: Any = create_model(
        f"{noun.model.__name__}Export", __base__=query_schema, format=(file_format, "xlsx"), reason=(str, "")
    )

    def listed(request: HttpRequest, parameters: Query[query_schema]):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("view"))
        query = asked(noun.list, actor, request.GET)
        _checked_parameters(request, query)
        found = query.page(with_sums=request.GET.get("totals") == "true")
        reading.listed(request, noun, found.rows, total=found.total)
        write = _writer(tuple(query.fields), actor)
        payload: dict[str, Any] = {
            "items": [write(row) for row in found.rows],
            "next": found.next,
            "total": found.total,
        }
        if found.sums:
            payload["totals"] = [_plain(s) for s in found.sums]
        if query.group is not None:
            payload["groups"] = [_group(part, query) for part in query.groups()]
        return answer(payload)

    def read(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("view"))
        if (kept := forwarding.target(noun.model, pk)) is not None:
            moved = row_of(noun, actor, kept)
            return HttpResponse(status=308, headers={"Location": f"{request.path.rpartition('/')[0]}/{moved.pk}"})
        row = row_of(noun, actor, pk)
        reading.opened(request, noun, row)
        return answer(detail_of(noun, row, actor))

    def export(request: HttpRequest, parameters: Query[file_schema]):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("export"))
        actor.require(noun.code("view"))
        query = asked(noun.list, actor, {k: str(v) for k, v in request.GET.items() if k not in exporting.OWN})
        _checked_parameters(request, query, exporting.OWN)
        return exporting.file_of(noun, query, request, actor, ExportDoor.API)

    _operation(router, noun, "", "GET", listed, "list", f"List {noun.slug}", noun.code("view"), {200: page})
    _operation(
        router, noun, "/{int:pk}", "GET", read, "read", f"Read one of {noun.slug}", noun.code("view"), {200: detail}
    )
    code = noun.code("export")
    export.function_code = code  # type: ignore[attr-defined]
    router.add_api_operation(
        "/export",
        ["GET"],
        export,
        response={200: None},
        operation_id=f"{noun.model_name}_export",
        summary=f"Export {noun.slug} as a file",
        openapi_extra={"x-function": code, "responses": {200: {"description": "The file", "content": FILES}}},
    )


def _lines_extra(noun: Noun, *, partial: bool) -> dict[str, Any]:
    if noun.lines is None or noun.lines.form is None:
        return {}
    line = input_schema(f"{noun.model.__name__}LineIn", noun.lines.form, partial=False)
    return {noun.lines.name: (list[line] | None, None) if partial else (list[line], ...)}  # type: ignore[valid-type]


def _form_data(payload: Mapping[str, Any], noun: Noun) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    data = dict(payload)
    lines = data.pop(noun.lines.name, None) if noun.lines else None
    return data, lines


def _refuse_masked(form: Any, given: Mapping[str, Any]) -> None:
    """A field that may not be seen may not be set either; leaving it out silently would look like success."""
    masked = sorted(set(given) - set(form.fields))
    if masked:
        raise RuleBroken(_("You may not see this."), field=masked[0], code="masked")


def _refuse(form: Any, lines: Any) -> None:
    errors: dict[str, Any] = {FORM if n == "__all__" else n: " ".join(map(str, m)) for n, m in form.errors.items()}
    if lines is not None:
        for index, line_errors in enumerate(lines.errors):
            errors |= {f"{lines.prefix}.{index}.{n}": " ".join(map(str, m)) for n, m in line_errors.items()}
        if lines.non_form_errors():
            errors[lines.prefix] = " ".join(map(str, lines.non_form_errors()))
    raise RuleBroken(code="invalid", errors=errors)


def _add_route(router: Router, noun: Noun, detail: Any) -> None:
    assert noun.form is not None
    schema: Any = input_schema(
        f"{noun.model.__name__}In", noun.form, partial=False, extra=_lines_extra(noun, partial=False)
    )

    def create(request: HttpRequest, payload: schema):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("add"))

        def carry_out() -> tuple[int, Any]:
            data, entered = _form_data(payload.dict(exclude_none=True), noun)
            blank = noun.form(None, actor=actor)  # type: ignore[misc]
            form = noun.form({**blank.defaults(), **data}, actor=actor)  # type: ignore[misc]
            _refuse_masked(form, data)
            lines = linesets.bound(
                noun, linesets.as_post_data(noun.lines.name, entered or []) if noun.lines else None, actor
            )
            if not linesets.all_valid(form, lines):
                _refuse(form, lines)
            row = noun.services.create(actor=actor, **form.values(), **linesets.values(noun, lines))  # type: ignore[union-attr]
            return 201, detail_of(noun, noun.visible(actor).filter(pk=row.pk).first() or row, actor)

        status, body = idempotency.once(request, actor, carry_out)
        return answer(body, status)

    _operation(
        router, noun, "", "POST", create, "create", f"Create one of {noun.slug}", noun.code("add"), {201: detail}
    )


def _change_route(router: Router, noun: Noun, detail: Any) -> None:
    assert noun.form is not None
    schema: Any = input_schema(
        f"{noun.model.__name__}Patch", noun.form, partial=True, extra=_lines_extra(noun, partial=True)
    )

    def change(request: HttpRequest, pk: Key, payload: schema):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("change"))
        row = row_of(noun, actor, pk)
        given, entered = _form_data(payload.dict(exclude_unset=True), noun)
        form = noun.form(None, actor=actor, instance=row)  # type: ignore[misc]
        kept = {name: form.initial.get(name) for name in form.fields}
        form = noun.form({**{k: v for k, v in kept.items() if v is not None}, **given}, actor=actor, instance=row)  # type: ignore[misc]
        _refuse_masked(form, given)
        lines = (
            linesets.bound(noun, linesets.as_post_data(noun.lines.name, entered), actor)
            if noun.lines and entered is not None
            else None
        )
        if not linesets.all_valid(form, lines):
            _refuse(form, lines)
        version = _version(request, given, row)
        changed = noun.services.change(
            row, actor=actor, version=version, **form.values(), **linesets.values(noun, lines)
        )  # type: ignore[union-attr]
        # What was given away is shown this once more, though it is out of reach from now on.
        return answer(detail_of(noun, noun.visible(actor).filter(pk=changed.pk).first() or changed, actor))

    _operation(
        router,
        noun,
        "/{int:pk}",
        "PATCH",
        change,
        "change",
        f"Change one of {noun.slug}",
        noun.code("change"),
        {200: detail},
    )


def _version(request: HttpRequest, given: Mapping[str, Any], row: Any) -> int:
    """The version the caller has read: from the body, from If-Match, or else the one just read."""
    header = request.headers.get("If-Match", "").strip('W/" ')
    if given.get("version") is not None:
        return int(given["version"])
    if not header:
        return int(row.version)
    if not header.isascii() or not header.isdigit() or len(header) > 9:
        raise RuleBroken(_("If-Match holds the version, a number."), field="If-Match", code="version")
    return int(header)


def _remove_route(router: Router, noun: Noun) -> None:
    def remove(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("remove"))
        noun.services.remove(row_of(noun, actor, pk), actor=actor)  # type: ignore[union-attr]
        return HttpResponse(status=204)

    _operation(
        router,
        noun,
        "/{int:pk}",
        "DELETE",
        remove,
        "remove",
        f"Remove one of {noun.slug}",
        noun.code("remove"),
        {204: None},
    )


def _timeline_routes(router: Router, noun: Noun) -> None:
    def history(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("view"))
        row = row_of(noun, actor, pk)
        reading.opened(request, noun, row)
        return answer([_event(e) for e in timeline.of(row, actor)])

    def add_note(request: HttpRequest, pk: Key, payload: NoteIn):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require("platform.add_note")
        actor.require(noun.code("view"))
        row = row_of(noun, actor, pk)

        def carry_out() -> tuple[int, Any]:
            note = notes.add(row, actor=actor, text=payload.text, is_private=payload.is_private)
            written = collaboration_api.note_out(note)
            return 201, {**written, "kind": "note", "who": note.who, "when": note.written_at.isoformat(), "changes": []}

        status, body = idempotency.once(request, actor, carry_out)
        return answer(body, status)

    _operation(
        router,
        noun,
        "/{int:pk}/timeline",
        "GET",
        history,
        "timeline",
        f"History and notes of one of {noun.slug}",
        noun.code("view"),
        {200: list[Timeline]},
    )
    _operation(
        router,
        noun,
        "/{int:pk}/notes",
        "POST",
        add_note,
        "note",
        f"Write a note on one of {noun.slug}",
        "platform.add_note",
        {201: Timeline},
    )


def _event(event: timeline.Event) -> dict[str, Any]:
    changes = [{"field": c.label, "before": c.before, "after": c.after} for c in event.changes]
    return {
        "id": event.note.pk if event.note is not None else None,
        "kind": event.kind,
        "is_private": event.note is not None and event.note.is_private,
        "who": event.who,
        "when": event.when.isoformat(),
        "text": event.text,
        "figure": event.figure,
        "changes": changes,
    }


def _action_route(router: Router, noun: Noun, action: Action, detail: Any) -> None:
    def act(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(action.code)
        row = row_of(noun, actor, pk)
        leads_to = action.leads_to(row, action.service(row, actor=actor))
        return answer(detail_of(noun, row_of(noun, actor, leads_to), actor))

    _operation(
        router,
        noun,
        f"/{{int:pk}}/{action.name}",
        "POST",
        act,
        action.name,
        f"{action.name.capitalize()} one of {noun.slug}",
        action.code,
        {200: detail},
    )


def _reveal_route(router: Router, noun: Noun) -> None:
    def reveal(request: HttpRequest, pk: Key, payload: revealing.RevealIn):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(masks.REVEAL)
        actor.require(noun.code("view"))
        response = answer(revealing.revealed(request, noun, row_of(noun, actor, pk), payload))
        response["Cache-Control"] = "no-store"
        return response

    _operation(
        router,
        noun,
        "/{int:pk}/reveal",
        "POST",
        reveal,
        "reveal",
        f"Reveal a masked field of one of {noun.slug}",
        masks.REVEAL,
        {200: revealing.Revealed},
    )
