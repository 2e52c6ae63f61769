"""What is in somebody's name, over all nouns: from the owners their scopes declare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from yanzhen.accounts.models import User
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Noun

EMPLOYEE = "organization.employee"


@dataclass(frozen=True)
class Belonging:
    """One kind of record in somebody's name. What `can_move` gets a new owner; the rest stays as history."""

    noun: Noun
    field: str
    label: str
    count: int
    can_move: bool
    url: str

    @property
    def key(self) -> str:
        return f"{self.noun.name}.{self.field}"


def of(user: User) -> list[Belonging]:
    """Everything in the name of a person, by noun; nothing for a user without an employee."""
    if user.employee_id is None:
        return []
    found = []
    for noun, field in _owned():
        count = rows(noun, field.name, user.employee_id).count()
        if count:
            can_move = noun.offers("change") and field.name in getattr(noun.form, "base_fields", {})
            found.append(Belonging(noun, field.name, str(field.verbose_name), count, can_move, _url(noun, field, user)))
    return found


def rows(noun: Noun, field: str, employee_id: int) -> models.QuerySet[Any]:
    """The records of one noun in the name of an employee, whoever may see them."""
    found: models.QuerySet[Any] = noun.model._base_manager.filter(noun.model.in_hand, **{f"{field}_id": employee_id})
    return found.order_by("pk")


def _owned() -> Iterator[tuple[Noun, Any]]:
    """Each noun with each field by which its rows belong to an employee; who somebody is does not count as owning."""
    for noun in nouns.all_nouns():
        for path in noun.model.scope.owners:
            field = next((f for f in noun.model._meta.concrete_fields if f.attname == path), None)
            if field is None or not isinstance(field, models.ForeignKey) or field.name == "employee":
                continue
            if field.related_model._meta.label_lower == EMPLOYEE:
                yield noun, field


def _url(noun: Noun, field: Any, user: User) -> str:
    filters = {known.path: known.name for known in noun.list.filters}
    return f"{noun.url('list')}?{filters[field.name]}={user.employee_id}" if field.name in filters else ""
