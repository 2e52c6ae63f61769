"""A part of a record changed through its form and its service, the same for the API and for editing in place."""

from collections.abc import Mapping
from typing import Any

from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.nouns import Noun


def form_with(noun: Noun, row: Any, actor: Actor, given: Mapping[str, Any]) -> Any:
    """The form of a record as it stands, with some answers given anew."""
    assert noun.form is not None
    blank = noun.form(None, actor=actor, instance=row)
    kept = {name: blank.initial.get(name) for name in blank.fields}
    return noun.form({**{k: v for k, v in kept.items() if v is not None}, **given}, actor=actor, instance=row)


def change(noun: Noun, row: Any, actor: Actor, name: str, value: Any, version: int) -> Any:
    """Give one field another value; what is refused is told at the field."""
    form = form_with(noun, row, actor, {name: value})
    if not form.is_valid():
        errors = {FORM if n == "__all__" else n: " ".join(map(str, m)) for n, m in form.errors.items()}
        raise RuleBroken(code="invalid", errors=errors)
    return noun.services.change(row, actor=actor, version=version, **form.values())


def stored(form: Any, name: str) -> Any:
    """The value of a field as its form takes it back: what undoing sends."""
    value = form.initial.get(name)
    return "" if value is None else str(value) if not isinstance(value, bool | int) else value
