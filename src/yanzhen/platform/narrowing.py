"""Checks of what changes alone: for acts that change one field of hundreds of records in one transaction.

Everything else of such a record stands as it stood, and the database's own constraints hold all the same; checking it
again costs more than half of the whole act, while every other writer waits.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

_is_narrow: ContextVar[bool] = ContextVar("checks_are_narrow", default=False)


@contextmanager
def narrowed() -> Iterator[None]:
    """In this block a change checks the fields that it changes, and the constraints that name one of them."""
    token = _is_narrow.set(True)
    try:
        yield
    finally:
        _is_narrow.reset(token)


def is_narrow() -> bool:
    return _is_narrow.get()


def clean(instance: models.Model, names: Iterable[str]) -> None:
    """Check what `names` change; raises ValidationError as `full_clean` does."""
    wanted = set(names)
    fields: Any = instance._meta.concrete_fields
    changed = {field.name for field in fields if field.name in wanted or field.attname in wanted}
    others = {field.name for field in fields} - changed
    instance.clean_fields(exclude=others)
    instance.clean()
    instance.validate_unique(exclude=others)
    for model, constraints in instance.get_constraints():
        for constraint in constraints:
            if _names(constraint) & changed:
                constraint.validate(model, instance)


def _names(constraint: Any) -> set[str]:
    """The fields of which a constraint speaks."""
    named = set(getattr(constraint, "fields", ()))
    for expression in (getattr(constraint, "condition", None), *getattr(constraint, "expressions", ())):
        if isinstance(expression, models.Q):
            named |= expression.referenced_base_fields
        elif expression is not None:
            named |= {name for name, *_rest in models.Model._get_expr_references(expression)}  # type: ignore[attr-defined]
    return named
