"""The API of every noun: the list, the record, and its services, with typed schemas made from the declaration."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import orjson
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import ConfigDict, Field, create_model

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform import idempotency, notes, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import linesets
from yanzhen.platform.pages.fields import Field as Shown
from yanzhen.platform.pages.fields import json_reader
from yanzhen.platform.pages.forms import PickField
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Action, Noun

Key = Annotated[int, Path(ge=0, le=2**63 - 1)]


class Problem(Schema):
    """What went wrong (RFC 9457); `errors` names the fields."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    errors: list[dict[str, str]] = []


class Reference(Schema):
    """Another record: its key, its code and its name in the reader's language."""

    id: int
    code: str
    name: str


PROBLEMS = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 429: Problem}
_TYPES: dict[str, Any] = {
    "ref": Reference,
    "money": str,
    "percent": str,
    "number": str | int,
    "date": date,
    "moment": datetime,
    "bool": bool,
    "json": Any,
}


def answer(payload: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(payload), content_type="application/json", status=status)


# -- Schemas -----------------------------------------------------------------------------------------------------------


def _pascal(noun: Noun) -> str:
    return noun.model.__name__


def _shown_schema(
    name: str, fields: list[Shown] | tuple[Shown, ...], extra: Mapping[str, Any] | None = None
) -> type[Schema]:
    described: dict[str, Any] = {"id": (int, Field(description="key"))}
    for f in fields:
        described[f.name] = (_TYPES.get(f.kind, str) | None, Field(None, description=str(f.label)))
    return create_model(name, __base__=Schema, **described, **(extra or {}))


class Timeline(Schema):
    """One event in the history of a record."""

    kind: str
    who: str
    when: datetime
    text: str
    changes: list[dict[str, str]] = []


class NoteIn(Schema):
    model_config = ConfigDict(extra="forbid")
    text: str


def _input_type(field: forms.Field) -> Any:
    if isinstance(field, PickField | forms.ModelChoiceField):
        return int
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.DecimalField):
        return Annotated[str, Field(pattern=r"^-?\d{1,18}(\.\d{1,6})?$", examples=["1234.50"])]
    if isinstance(field, forms.IntegerField):
        return int
    if isinstance(field, forms.DateField):
        return date
    if isinstance(field, forms.JSONField):
        return Any
    return str


def _input_schema(
    name: str, form: type[forms.BaseForm], *, partial: bool, extra: Mapping[str, Any] | None = None
) -> type[Schema]:
    described: dict[str, Any] = {}
    for field_name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if field_name == "version" and not partial:
            continue
        kind = _input_type(field)
        if field.required and not partial and not isinstance(field, forms.BooleanField):
            described[field_name] = (kind, Field(..., description=str(field.label or field_name)))
        else:
            described[field_name] = (kind | None, Field(None, description=str(field.label or field_name)))
    schema = create_model(name, __base__=Schema, __config__=None, **described, **(extra or {}))
    schema.model_config["extra"] = "forbid"
    schema.model_rebuild(force=True)
    return schema


def _query_schema(noun: Noun) -> type[Schema]:
    described: dict[str, Any] = {
        "search": (str | None, Field(None, description="words that must all occur")),
        "sort": (str | None, Field(None, description="a column; a leading minus sorts downwards")),
        "cursor": (str | None, Field(None, description="`next` of the page before")),
        "limit": (str | None, Field(None, description="rows a page, 1 to 500")),
        "totals": (str | None, Field(None, description="true adds the sums over the whole filter")),
    }
    for narrow in noun.list.filters:
        for parameter in narrow.parameters:
            described[parameter] = (str | None, Field(None, description=str(narrow.label)))
    return create_model(f"{_pascal(noun)}Query", __base__=Schema, **described)


# -- Routes ------------------------------------------------------------------------------------------------------------


def _writer(fields: list[Shown] | tuple[Shown, ...], actor: Actor) -> Any:
    readers = [(f.name, json_reader(f, actor)) for f in fields]

    def write(row: Any) -> dict[str, Any]:
        return {"id": row.pk, **{name: read(row) for name, read in readers}}

    return write


def _detail(noun: Noun, row: Any, actor: Actor) -> dict[str, Any]:
    item: dict[str, Any] = _writer(tuple(noun.fields), actor)(row)
    if noun.lines is not None:
        write = _writer(tuple(noun.lines.fields), actor)
        item[noun.lines.name] = [write(line) for line in noun.lines.query(row)]
    return item


def _row(noun: Noun, actor: Actor, pk: int) -> Any:
    if not 0 <= pk < 2**63:
        raise Http404
    return get_object_or_404(noun.visible(actor), pk=pk)


def _checked_parameters(request: HttpRequest, query: ListQuery) -> None:
    unknown = sorted(set(request.GET) - query.known_parameters())
    if unknown:
        raise RuleBroken(_("This list has no such parameter."), field=unknown[0][:60], code="parameter")


def router_of(noun: Noun) -> Router:
    """All routes of one noun."""
    router = Router(tags=[noun.slug])
    extra: dict[str, Any] = {}
    if noun.lines is not None:
        line: Any = _shown_schema(f"{_pascal(noun)}Line", list(noun.lines.fields))
        extra[noun.lines.name] = (list[line], ...)
    item: Any = _shown_schema(f"{_pascal(noun)}Item", list(noun.list.columns))
    detail = _shown_schema(_pascal(noun), list(noun.fields), extra)
    page = create_model(
        f"{_pascal(noun)}Page",
        __base__=Schema,
        items=(list[item], ...),
        next=(str | None, None),
        total=(int, ...),
        totals=(list[dict[str, Any]] | None, None),
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
    for action in noun.actions:
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
        response={**response, **PROBLEMS},
        operation_id=f"{noun.model_name}_{act}",
        summary=summary,
        openapi_extra={"x-function": code},
    )


def _read_routes(router: Router, noun: Noun, page: Any, detail: Any) -> None:
    query_schema: Any = _query_schema(noun)

    def listed(request: HttpRequest, parameters: Query[query_schema]):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("view"))
        query = ListQuery(noun.list, actor, request.GET)
        _checked_parameters(request, query)
        found = query.page(with_sums=request.GET.get("totals") == "true")
        write = _writer(tuple(noun.list.columns), actor)
        payload: dict[str, Any] = {
            "items": [write(row) for row in found.rows],
            "next": found.next,
            "total": found.total,
        }
        if found.sums:
            payload["totals"] = [
                {k: format(v, "f") if isinstance(v, Decimal) else v for k, v in s.items()} for s in found.sums
            ]
        return answer(payload)

    def read(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("view"))
        return answer(_detail(noun, _row(noun, actor, pk), actor))

    _operation(router, noun, "", "GET", listed, "list", f"List {noun.slug}", noun.code("view"), {200: page})
    _operation(
        router, noun, "/{int:pk}", "GET", read, "read", f"Read one of {noun.slug}", noun.code("view"), {200: detail}
    )


def _lines_extra(noun: Noun, *, partial: bool) -> dict[str, Any]:
    if noun.lines is None or noun.lines.form is None:
        return {}
    line = _input_schema(f"{_pascal(noun)}LineIn", noun.lines.form, partial=False)
    return {noun.lines.name: (list[line] | None, None) if partial else (list[line], ...)}  # type: ignore[valid-type]


def _form_data(payload: Mapping[str, Any], noun: Noun) -> tuple[dict[str, Any], list[dict[str, Any]] | None]:
    data = dict(payload)
    lines = data.pop(noun.lines.name, None) if noun.lines else None
    return data, lines


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
    schema: Any = _input_schema(f"{_pascal(noun)}In", noun.form, partial=False, extra=_lines_extra(noun, partial=False))

    def create(request: HttpRequest, payload: schema):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("add"))

        def carry_out() -> tuple[int, Any]:
            data, entered = _form_data(payload.dict(exclude_none=True), noun)
            form = noun.form(data, actor=actor)  # type: ignore[misc]
            lines = linesets.bound(
                noun, linesets.as_post_data(noun.lines.name, entered or []) if noun.lines else None, actor
            )
            if not linesets.all_valid(form, lines):
                _refuse(form, lines)
            row = noun.services.create(actor=actor, **form.values(), **linesets.values(noun, lines))  # type: ignore[union-attr]
            return 201, _detail(noun, _row(noun, actor, row.pk), actor)

        status, body = idempotency.once(request, actor, carry_out)
        return answer(body, status)

    _operation(
        router, noun, "", "POST", create, "create", f"Create one of {noun.slug}", noun.code("add"), {201: detail}
    )


def _change_route(router: Router, noun: Noun, detail: Any) -> None:
    assert noun.form is not None
    schema: Any = _input_schema(
        f"{_pascal(noun)}Patch", noun.form, partial=True, extra=_lines_extra(noun, partial=True)
    )

    def change(request: HttpRequest, pk: Key, payload: schema):  # type: ignore[no-untyped-def,valid-type]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(noun.code("change"))
        row = _row(noun, actor, pk)
        given, entered = _form_data(payload.dict(exclude_unset=True), noun)
        form = noun.form(None, actor=actor, instance=row)  # type: ignore[misc]
        kept = {name: form.initial.get(name) for name in form.fields}
        form = noun.form({**{k: v for k, v in kept.items() if v is not None}, **given}, actor=actor, instance=row)  # type: ignore[misc]
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
        return answer(_detail(noun, _row(noun, actor, changed.pk), actor))

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
        noun.services.remove(_row(noun, actor, pk), actor=actor)  # type: ignore[union-attr]
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
        return answer([_event(e) for e in timeline.of(_row(noun, actor, pk), actor)])

    def add_note(request: HttpRequest, pk: Key, payload: NoteIn):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require("platform.add_note")
        actor.require(noun.code("view"))
        row = _row(noun, actor, pk)

        def carry_out() -> tuple[int, Any]:
            note = notes.add(row, actor=actor, text=payload.text)
            return 201, {
                "kind": "note",
                "who": note.who,
                "when": note.written_at.isoformat(),
                "text": note.text,
                "changes": [],
            }

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
        "kind": event.kind,
        "who": event.who,
        "when": event.when.isoformat(),
        "text": event.text,
        "changes": changes,
    }


def _action_route(router: Router, noun: Noun, action: Action, detail: Any) -> None:
    def act(request: HttpRequest, pk: Key):  # type: ignore[no-untyped-def]
        actor = request.actor  # type: ignore[attr-defined]
        actor.require(action.code)
        row = _row(noun, actor, pk)
        action.service(row, actor=actor)
        return answer(_detail(noun, _row(noun, actor, pk), actor))

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
