"""Typed schemas of the API, made from the declaration of each noun."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django import forms
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from yanzhen.platform.pages.fields import Field as Shown
from yanzhen.platform.pages.forms import PickField
from yanzhen.platform.pages.nouns import Noun


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


REFUSALS = (400, 401, 403, 404, 409, 422, 429)
"""What any operation may answer instead, as a problem; `config.api` writes it into the description of each."""
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


def shown_schema(
    name: str, fields: list[Shown] | tuple[Shown, ...], extra: Mapping[str, Any] | None = None
) -> type[Schema]:
    described: dict[str, Any] = {"id": (int, Field(description="key"))}
    for f in fields:
        described[f.name] = (_TYPES.get(f.kind, str) | None, Field(None, description=str(f.label)))
    return create_model(name, __base__=Schema, **described, **(extra or {}))


class ListGroup(Schema):
    """A group of a list: its rows and sums, and the condition that narrows the list to it."""

    key: Any = None
    label: str
    count: int
    totals: list[dict[str, Any]] = []
    where: str


class Timeline(Schema):
    """One event in the history of a record; `id` is the key of a note, `unreached` who was named but cannot see it."""

    id: int | None = None
    unreached: list[str] = []
    kind: str
    is_private: bool = False
    who: str
    when: datetime
    text: str
    figure: str = ""
    changes: list[dict[str, str]] = []


class NoteIn(Schema):
    """A note to write; a private one is read by its writer alone."""

    model_config = ConfigDict(extra="forbid")
    text: str
    is_private: bool = False


_WHOLE = Annotated[int, Field(strict=True)]
"""A whole number and nothing that could be taken for one: true is not the key 1."""


def _input_type(field: forms.Field) -> Any:
    if isinstance(field, PickField | forms.ModelChoiceField):
        return _WHOLE
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.MultipleChoiceField):
        return list[str]
    if isinstance(field, forms.TypedChoiceField):
        return Literal[tuple(key for key, _label in field.choices if key)]  # type: ignore[misc,arg-type,union-attr]
    if isinstance(field, forms.DecimalField):
        return Annotated[str, Field(pattern=r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$", examples=["1234.50"])]
    if isinstance(field, forms.IntegerField):
        return _WHOLE
    if isinstance(field, forms.DateField):
        return date
    if isinstance(field, forms.JSONField):
        return Any
    return str


def _filled_in(form: type[forms.BaseForm], name: str) -> bool:
    """Whether a required field has a value when it is left out: a default, today, or one the service gives."""
    model = form._meta.model if issubclass(form, forms.ModelForm) else None  # type: ignore[attr-defined]
    defaults = {f.name for f in model._meta.concrete_fields if f.has_default()} if model else set()
    return name in {*defaults, *getattr(form, "optional", ()), *getattr(form, "today", ())}


def input_schema(
    name: str, form: type[forms.BaseForm], *, partial: bool, extra: Mapping[str, Any] | None = None
) -> type[Schema]:
    described: dict[str, Any] = {}
    for field_name, field in form.base_fields.items():  # type: ignore[attr-defined]
        if field_name == "version" and not partial:
            continue
        kind = _input_type(field)
        needed = field.required and not _filled_in(form, field_name)
        if needed and not partial and not isinstance(field, forms.BooleanField):
            described[field_name] = (kind, Field(..., description=str(field.label or field_name)))
        else:
            described[field_name] = (kind | None, Field(None, description=str(field.label or field_name)))
    schema = create_model(name, __base__=Schema, __config__=None, **described, **(extra or {}))
    schema.model_config["extra"] = "forbid"
    schema.model_rebuild(force=True)
    return schema


def query_schema_of(noun: Noun) -> type[Schema]:
    described: dict[str, Any] = {
        "search": (str | None, Field(None, description="words that must all occur")),
        "sort": (str | None, Field(None, description="a column; a leading minus sorts downwards")),
        "cursor": (str | None, Field(None, description="`next` of the page before")),
        "limit": (str | None, Field(None, description="rows a page, 1 to 500")),
        "totals": (str | None, Field(None, description="true adds the sums over the whole filter")),
        "where": (
            str | None,
            Field(
                None,
                description="nested conditions as JSON, for example "
                '{"all":[["name","contains","x"],{"none":[["owner","is","me"]]}]}; see docs/user/lists',
            ),
        ),
        "columns": (str | None, Field(None, description="fields shown, by name, with commas between")),
        "group": (str | None, Field(None, description="a field, or for dates field:month or field:year")),
        "view": (str | None, Field(None, description="the key of a saved view; what is given beside it comes first")),
    }
    for narrow in noun.list.filters:
        for parameter in narrow.parameters:
            described[parameter] = (str | None, Field(None, description=str(narrow.label)))
    return create_model(f"{noun.model.__name__}Query", __base__=Schema, **described)
