"""Everything that points at a customer, found in the models themselves: what a merge has to take along.

A foreign key to a customer of any app, now or later, is found here without being named; so is every table that names a
record in words (`noun_name` and `object_id`: notes, files, tasks, follows, messages, approvals). Logs stay with the
record they tell of. A model whose relation tells of the merging itself says so in `stays_when_merged`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.models import Customer
from yanzhen.platform.base import Record

LOGS = frozenset(
    {
        "platform.auditentry", "platform.readentry", "platform.readerrecord", "platform.searchentry",
        "platform.importtouch", "platform.bulkrow",
    }
)  # fmt: skip
"""What happened to a record, and what is made from it: never moved. The timeline of the kept one shows both."""

WORDS = {
    "crm.knownapart": _("firms known to be different"),
    "platform.attachment": _("files"),
    "platform.follow": _("followers"),
    "platform.note": _("notes"),
    "platform.notification": _("messages"),
}
"""What rows are called whose tables have no name for people."""


@dataclass(frozen=True)
class Reference:
    """One field through which rows of a model point at a customer."""

    model: type[models.Model]
    field: str
    is_generic: bool = False

    @property
    def name(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def label(self) -> str:
        """What its rows are called, for people."""
        return capfirst(str(WORDS.get(self.name) or self.model._meta.verbose_name_plural))

    def rows(self, keys: Collection[int]) -> models.QuerySet[Any]:
        """Its rows that point at one of these customers."""
        found = self.model._base_manager.filter(**{f"{self.field}__in": list(keys)})
        return found.filter(noun_name=Customer.noun()) if self.is_generic else found

    def to(self, key: int | None) -> dict[str, int | None]:
        """The values that let a row point at this customer."""
        return {self.field if self.is_generic else f"{self.field}_id": key}

    @property
    def has_partitions(self) -> bool:
        """Whether the analysis engine keeps its rows."""
        return issubclass(self.model, Record) and self.model.fact_partitions is not Record.fact_partitions


@cache
def all_references() -> tuple[Reference, ...]:
    """Every field that may point at a customer, by model and field."""
    found = [one for model in apps.get_models(include_auto_created=True) for one in _of(model)]
    return tuple(sorted(found, key=lambda one: (one.name, one.field)))


def _of(model: type[models.Model]) -> Iterable[Reference]:
    if model._meta.proxy or not model._meta.managed:
        return
    stays: frozenset[str] = getattr(model, "stays_when_merged", frozenset())
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, field in fields.items():
        if not field.primary_key and name not in stays and field.is_relation and field.related_model is Customer:
            yield Reference(model, name)
    if {"noun_name", "object_id"} <= fields.keys() and model._meta.label_lower not in LOGS:
        yield Reference(model, "object_id", is_generic=True)


def by_name(name: str, field: str) -> Reference | None:
    """The reference with this name; None when the model is no longer there."""
    return next((one for one in all_references() if (one.name, one.field) == (name, field)), None)


def counts(keys: Collection[int]) -> list[tuple[Reference, int]]:
    """How many rows point at these customers, by reference; those without any are left out."""
    counted = ((one, one.rows(keys).order_by().count()) for one in all_references())
    return [(one, count) for one, count in counted if count]
