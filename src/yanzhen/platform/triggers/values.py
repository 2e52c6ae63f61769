"""Fields of a kind of record as triggers watch and set them, and their values as plain text."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.platform import masks, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record, Scoped
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.conditions import OPERATORS, kind_of
from yanzhen.platform.pages.fields import Field
from yanzhen.platform.pages.forms import PickField
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.services import bulk_changes

LEFT_OUT = frozenset({"version", "created_at", "updated_at", "id"})


def offered(actor: Actor) -> list[Noun]:
    """The kinds of record that a trigger of `actor` may watch: those they see that are kept by hand."""
    return sorted(
        (
            noun
            for noun in nouns.all_nouns()
            if noun.app != "platform" and issubclass(noun.model, Record) and actor.can(noun.code("view"))
        ),
        key=lambda noun: noun.plural,
    )


def noun_for(name: str, actor: Actor, field: str = "noun_name") -> Noun:
    """The declaration behind a name, if `actor` may make triggers for it."""
    noun = sight.noun_of(name) if name else None
    if noun is None or noun.app == "platform" or not actor.can(noun.code("view")):
        raise RuleBroken(_("Choose a kind of record that you may see."), field=field, code="kind")
    return noun


def watched(noun: Noun, actor: Actor) -> dict[str, Field]:
    """The columns of a kind of record that `actor` sees, by their name in the model."""
    columns = {f.name: f for f in noun.model._meta.concrete_fields}
    return {
        shown.source: shown
        for shown in noun.list.every.values()
        if shown.source in columns
        and shown.source not in LEFT_OUT
        and shown.source not in noun.model.unaudited
        and kind_of(shown) in OPERATORS
        and not masks.is_hidden(noun.model, shown.source, actor)
    }


def dated(noun: Noun, actor: Actor) -> dict[str, Field]:
    """Those of them that hold a day or a moment."""
    return {name: shown for name, shown in watched(noun, actor).items() if kind_of(shown) == "date"}


def settable(noun: Noun, actor: Actor) -> dict[str, forms.Field]:
    """The fields that `actor` may give another value, one value each."""
    if not noun.allows("change", actor):
        return {}
    own = {f.name for f in noun.model._meta.concrete_fields}
    return {
        name: field
        for name, field in bulk_changes.fields_of(noun, actor).items()
        if name in own and not getattr(field.widget, "allow_multiple_selected", False)
    }


def pairs(fields: dict[str, Any]) -> list[tuple[str, str]]:
    """Fields by name, with their labels, as a list to pick from."""
    return sorted(((n, str(capfirst(f.label or n))) for n, f in fields.items()), key=lambda pair: pair[1])


def entry_field(noun: Noun, actor: Actor, name: str) -> forms.Field:
    """How a value of this field is entered: as in the form of the record, where it stands there."""
    known = noun.form(None, actor=actor).fields if noun.form is not None else {}
    found: forms.Field | None = known.get(name)
    shown = watched(noun, actor).get(name)
    if found is not None and not isinstance(found, forms.BooleanField):
        return found
    if (found is not None) or (shown is not None and shown.kind == "bool"):
        return forms.ChoiceField(choices=[("true", _("yes")), ("false", _("no"))])
    if shown is not None and shown.kind == "choice":
        return forms.ChoiceField(choices=list(shown.choices.items()))
    if shown is not None and kind_of(shown) == "date":
        return forms.DateField()
    return forms.CharField()


def read(field: forms.Field, raw: str) -> Any:
    """What was typed or picked, in the shape the form field gives; a key serves where a code is typed."""
    if isinstance(field, PickField):
        try:
            return field.clean(raw)
        except ValidationError:
            if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
                raise
            return field.clean(int(raw))
    return field.clean(raw)


def plain(value: Any) -> str:
    """A value as text: keys of records, ISO days, true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, models.Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, date) else str(value)


def cleaned(noun: Noun, actor: Actor, name: str, raw: str, field: str) -> str:
    """What was entered for a field, as plain text; refused at `field`."""
    text = str(raw or "").strip()
    if not text:
        return ""
    try:
        return plain(read(entry_field(noun, actor, name), text))
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages), field=field, code="value") from error


def same(stored: Any, wanted: str) -> bool:
    """Whether a value of the trail is the one that is wanted; 1.50 and 1.5 are."""
    text = plain(stored)
    if text == wanted:
        return True
    try:
        return Decimal(text) == Decimal(wanted)
    except InvalidOperation:
        return False


def in_words(noun: Noun, actor: Actor, name: str, value: str) -> str:
    """How a value reads, for this reader."""
    column: Any = next((f for f in noun.model._meta.concrete_fields if f.name == name), None)
    if not value:
        return MISSING
    if column is None:
        return value
    if isinstance(column, models.ForeignKey):
        return _record_in_words(column.related_model, value, actor)
    if isinstance(column, models.BooleanField):
        return _("yes") if value == "true" else _("no")
    return str(dict(column.flatchoices).get(value, value))


def _record_in_words(model: Any, value: str, actor: Actor) -> str:
    rows = model.objects.visible_to(actor) if issubclass(model, Scoped) else model._default_manager.all()
    found = rows.filter(pk=value).first() if value.isdigit() else None
    return str(found) if found is not None else f"#{value}"
