"""Abstract models: keys, versions, and the scoping that keeps every read inside the reader's reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.actor import Actor, Reach


@dataclass(frozen=True)
class Scope:
    """How the rows of a model belong to people: the paths to their owner and their unit.

    A shared scope (`shared=True`) opens all rows to whoever has the view function: catalogues.
    `further_units` are paths to more units (a case between two customers); `only` is a condition that holds for every
    row that anybody sees: records merged into another one are seen by nobody.
    """

    owners: tuple[str, ...] = ()
    unit: str = ""
    shared: bool = False
    further_units: tuple[str, ...] = ()
    only: models.Q = field(default_factory=models.Q)

    def rows(self, reach: Reach) -> models.Q | None:
        """The condition for `reach`; None when no row is open."""
        if reach.everything or (self.shared and (reach.employee_ids or reach.unit_ids)):
            return self.only
        condition = models.Q()
        if reach.employee_ids:
            for owner in self.owners:
                condition |= models.Q(**{f"{owner}__in": reach.employee_ids})
        for unit in (self.unit, *self.further_units) if self.unit and reach.unit_ids else ():
            condition |= models.Q(**{f"{unit}__in": reach.unit_ids})
        return self.only & condition if condition else None


CLOSED = Scope()
SHARED = Scope(shared=True)
OWNED = Scope(owners=("owner_id",), unit="unit_id")


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that open only to those who reach them."""

    def visible_to(self, actor: Actor) -> Self:
        """Rows `actor` may see; none without the view function, setup or owner."""
        reach = actor.reach(self.model.view_function())  # type: ignore[attr-defined]
        condition = self.model.scope.rows(reach)  # type: ignore[attr-defined]
        return self.none() if condition is None else self.filter(condition)

    def naming(self, *relations: str) -> Self:
        """Load these relations along; in development and tests, reaching for another one is an error."""
        rows = self.select_related(*relations) if relations else self
        return rows.fetch_mode(models.FETCH_RAISE) if settings.DEBUG or settings.TESTING else rows


class Scoped(models.Model):
    """A row that is closed to everybody until its model names a scope."""

    scope: ClassVar[Scope] = CLOSED
    masks: ClassVar[Mapping[str, str]] = {}
    unaudited: ClassVar[frozenset[str]] = frozenset()
    """Fields that never enter the audit trail: secrets, and values derived from others."""
    forwards: ClassVar[str] = ""
    """The field that leads from a record that was merged away to the one that took its place."""
    in_hand: ClassVar[models.Q] = models.Q()
    """Which rows are still somebody's to do: only these go to somebody else when a person leaves."""
    stays_when_merged: ClassVar[frozenset[str]] = frozenset()
    """Relations that keep pointing at a record that is merged into another one: what tells of the merging itself."""

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def noun(cls) -> str:
        """The stable name of this kind of record: `crm.customer`."""
        return cls._meta.label_lower

    @classmethod
    def view_function(cls) -> str:
        return f"{cls._meta.app_label}.view_{cls._meta.model_name}"


class Record(Scoped):
    """A row people work with: versioned against lost updates."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True

    def fact_partitions(self) -> list[tuple[str, str]]:
        """The (extract, partition) pairs of the analysis engine that this row is part of."""
        return []


class Named(models.Model):
    """A name, and the same in English where the firm keeps one."""

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return localized(self.name, self.name_en)


def localized(name: str, name_en: str) -> str:
    """Pick the English name for an English reader when there is one."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


def snapshot(instance: models.Model) -> dict[str, Any]:
    """Stored values of a row by field name, as JSON-ready values; the audit row keeps them."""
    values: dict[str, Any] = {}
    left_out = {"version", "created_at", "updated_at", *getattr(instance, "unaudited", ())}
    for f in instance._meta.concrete_fields:
        if f.primary_key or f.name in left_out:
            continue
        raw = getattr(instance, f.attname)
        values[f.name] = raw if raw is None or isinstance(raw, bool | int | str | list | dict) else str(raw)
    return values


def of_open_kinds(actor: Actor) -> models.Q:
    """For rows that name a record of another kind in words: those of kinds that `actor` may see, or of none."""
    if actor.is_system or actor.can("platform.view_auditentry"):  # the trail names every record to those who check it
        return models.Q()
    codes = (code.partition(".view_") for code in actor.functions)
    return models.Q(noun_name__in=["", *sorted(f"{app}.{kind}" for app, found, kind in codes if found)])
