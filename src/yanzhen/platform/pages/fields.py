"""What a noun shows: its fields, read and written out alike for page, API and export.

A field that the reader may not see is masked here and nowhere else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

RIGHT = frozenset({"money", "number", "percent"})


@dataclass(frozen=True)
class Field:
    """One field of a noun.

    `name` is its name in the API; `source` the path to it from the row (`customer__owner`); `card` its place
    on the phone's card (title, sub, fig, badge, meta, hide); `tones` the colour of each state; `words` says for
    people what the bare value says only to programs.
    """

    name: str
    label: Any
    kind: str = "text"
    source: str = ""
    model: type[models.Model] | None = None
    attribute: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""
    sort: str | None = None
    currency: str = ""
    total: bool = False
    card: str = "meta"
    tones: Mapping[str, str] = field(default_factory=dict)
    digits: int | None = None
    reader: Callable[[Any, Actor], Any] | None = None
    words: Callable[[Any, Actor], str] | None = None

    @property
    def align(self) -> str:
        return "right" if self.kind in RIGHT else "left"

    @cached_property
    def get(self) -> Callable[[Any], Any]:
        return _getter(self.source)


def _getter(path: str) -> Callable[[Any], Any]:
    """Follow a path of attributes; a missing link on the way reads as None."""
    names = path.split("__")
    if len(names) == 1:
        return attrgetter(names[0])

    def follow(row: Any) -> Any:
        for name in names:
            if row is None:
                return None
            row = getattr(row, name)
        return row

    return follow


_KINDS: list[tuple[type[models.Field[Any, Any]], str]] = [
    (models.ForeignKey, "ref"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.BooleanField, "bool"),
    (models.DecimalField, "number"),
    (models.IntegerField, "number"),
    (models.JSONField, "json"),
]


def describe(model: type[models.Model], path: str, **overrides: Any) -> Field:
    """Make the field of `path` from the model: label, kind, choices and order are taken from there."""
    owner: Any = model
    meta_field: Any = None
    for step in path.split("__"):
        if meta_field is not None:
            owner = meta_field.related_model
        meta_field = owner._meta.get_field(step)
    assert meta_field is not None
    kind = "choice" if meta_field.choices else next((k for t, k in _KINDS if isinstance(meta_field, t)), "text")
    described = Field(
        name=path.split("__")[-1],
        label=meta_field.verbose_name,
        kind=kind,
        source=path,
        model=owner,
        attribute=meta_field.name,
        choices=dict(meta_field.flatchoices) if meta_field.choices else {},
        sort=_order_of(meta_field, path),
    )
    return replace(described, **overrides)


def _order_of(meta_field: Any, path: str) -> str | None:
    if isinstance(meta_field, models.JSONField):
        return None
    if isinstance(meta_field, models.ForeignKey):
        names = {f.name for f in meta_field.related_model._meta.concrete_fields}
        return next((f"{path}__{n}" for n in ("name", "number", "code") if n in names), None)
    return path


def value_of(shown: Field, actor: Actor) -> Callable[[Any], Any]:
    """How the value of this field is taken from a row."""
    reader = shown.reader
    return shown.get if reader is None else lambda row: reader(row, actor)


def is_hidden(shown: Field, actor: Actor) -> bool:
    return shown.model is not None and masks.is_hidden(shown.model, shown.attribute, actor)


# -- For programs ------------------------------------------------------------------------------------------------------


def json_reader(shown: Field, actor: Actor) -> Callable[[Any], Any]:
    """How the API reads this field of a row: money as a decimal string, dates in ISO form, masked as null."""
    if is_hidden(shown, actor):
        return lambda row: None
    get = value_of(shown, actor)
    if shown.kind == "ref":
        return lambda row: _reference(get(row))
    if shown.kind in {"money", "number", "percent"}:
        return lambda row: _plain_number(get(row))
    if shown.kind in {"date", "moment"}:
        return lambda row: None if (value := get(row)) is None else value.isoformat()
    return get


def _reference(related: Any) -> dict[str, Any] | None:
    if related is None:
        return None
    code = getattr(related, "code", None) or getattr(related, "number", None) or ""
    return {"id": related.pk, "code": code, "name": str(related)}


def _plain_number(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


# -- For people --------------------------------------------------------------------------------------------------------


def text_reader(shown: Field, actor: Actor) -> Callable[[Any], str]:
    """How a person reads this field: in their language, in their unit of money."""
    if is_hidden(shown, actor):
        return lambda row: masks.HIDDEN
    if shown.words is not None:
        words = shown.words
        return lambda row: words(row, actor) or MISSING
    get, kind = value_of(shown, actor), shown.kind
    if kind == "money":
        currency = _getter(shown.currency) if shown.currency else None
        digits = shown.digits
        return lambda row: in_words(get(row), currency=currency(row) if currency else "", digits=digits)
    if kind == "choice":
        words = {key: str(label) for key, label in shown.choices.items()}
        return lambda row: words.get(get(row), str(get(row) or MISSING))
    if kind in _WRITERS:
        writer = _WRITERS[kind]
        return lambda row: MISSING if (value := get(row)) is None else writer(value)
    return lambda row: str(value) if (value := get(row)) not in (None, "") else MISSING


def written_number(value: Decimal | int) -> str:
    """A number with thousands separated and without idle zeros."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


_WRITERS: dict[str, Callable[[Any], str]] = {
    "number": written_number,
    "percent": lambda value: f"{value:.1f}%",
    "date": date.isoformat,
    "moment": written_moment,
    "bool": lambda value: _("yes") if value else _("no"),
    "json": lambda value: listed(value) if isinstance(value, list) else str(value),
}


def listed(items: Iterable[Any]) -> str:
    """Items one after the other, as the reader's language sets them apart."""
    return pgettext("between the items of a list", ", ").join(map(str, items))


def html_reader(shown: Field, actor: Actor) -> Callable[[Any], SafeString]:
    """The same for the page: escaped, states as badges, references as links."""
    text = text_reader(shown, actor)
    if is_revealable(shown, actor):
        return lambda row: revealable_html(shown, row)
    if is_hidden(shown, actor):
        hidden = masked_html()
        return lambda row: hidden
    if shown.kind == "choice":
        get, tones = shown.get, shown.tones
        return lambda row: badge(text(row), tones.get(get(row), "neutral")) if get(row) else mark_safe(MISSING)
    if shown.kind == "ref" and shown.page:
        get, pattern = shown.get, url_pattern(shown.page)
        return lambda row: (
            mark_safe(MISSING)
            if (related := get(row)) is None
            else link(pattern.replace("/0/", f"/{related.pk}/"), str(related))
        )
    return lambda row: mark_safe(escape(text(row)))


def url_pattern(page: str) -> str:
    """The address of a record page with key 0, to be filled in for each row without resolving again."""
    return reverse(page, args=[0])


def is_revealable(shown: Field, actor: Actor) -> bool:
    """Whether the reader sees the ends of this hidden number, with a button for the rest."""
    return shown.source == shown.attribute != "" and masks.can_reveal(shown.model, shown.attribute, actor)


def revealable_html(shown: Field, row: Any) -> SafeString:
    """The ends of a hidden number; a click shows the whole for a minute and is recorded."""
    value = shown.get(row)
    if value in (None, ""):
        return mark_safe(MISSING)
    assert shown.model is not None
    url = reverse("platform:reveal", args=[shown.model._meta.label_lower, row.pk, shown.attribute])
    text = masks.partial(shown.model.masks[shown.attribute], value)  # type: ignore[attr-defined]
    return format_html(
        '<span class="reveal"><span class="num">{}</span> <a href="{}" hx-post="{}" hx-target="closest .reveal"'
        ' hx-swap="outerHTML" hx-push-url="false">{}</a></span>',
        text,
        url,
        url,
        pgettext("a masked number", "Reveal"),
    )


def masked_html() -> SafeString:
    return format_html('<span class="masked" title="{}">{}</span>', _("You may not see this."), masks.HIDDEN)


def badge(text: str, tone: str) -> SafeString:
    return mark_safe(f'<span class="badge tone-{tone}">{escape(capfirst(text))}</span>')


def link(url: str, text: str) -> SafeString:
    return mark_safe(f'<a href="{escape(url)}">{escape(text)}</a>')
