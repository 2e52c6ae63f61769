"""One list component for page, API and export: scope, search, filters, sorting, totals, paging."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.columns import Column, chosen
from yanzhen.platform.pages.conditions import Condition, Ground, parsed
from yanzhen.platform.pages.conditions import wanted as rows_wanted
from yanzhen.platform.pages.fields import Field, is_hidden
from yanzhen.platform.pages.filters import Filter, clean_text, condition
from yanzhen.platform.pages.grouping import Grouping, Part, grouping, parts
from yanzhen.platform.search import narrowing

PAGE_ROWS, MOST_ROWS = 50, 500
CONTROLS = frozenset({"search", "sort", "cursor", "limit", "totals", "where", "columns", "group", "view"})


@dataclass(frozen=True)
class ListSpec:
    """The list of a noun: its rows, the columns shown, and the ways to narrow, search and sort them.

    `fields` are all that the noun shows anywhere and `noun` is its name; its declaration fills both in.
    """

    query: Callable[[Actor], models.QuerySet[Any]]
    columns: Sequence[Field]
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    sort: str = "-id"
    currency: str = ""
    fields: Sequence[Field] = ()
    noun: str = ""

    @cached_property
    def every(self) -> dict[str, Field]:
        """All fields that a list may show, by name: its own columns first."""
        own = {c.name: c for c in self.columns}
        return {**own, **{f.name: f for f in self.fields if f.name not in own}}


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after (or before) the row with this sort value and key; `index` is its place."""

    value: Any
    key: int
    index: int
    backwards: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows with the way on and back."""

    rows: list[Any]
    total: int
    first: int
    next: str | None
    previous: str | None
    sums: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class ListQuery:
    """What was asked of a list: parsed, checked, and ready to be run."""

    spec: ListSpec
    actor: Actor
    parameters: Mapping[str, str]

    @property
    def sort(self) -> str:
        return self.parameters.get("sort", "") or self.spec.sort

    @property
    def search(self) -> str:
        return self.parameters.get("search", "").strip()

    @cached_property
    def columns(self) -> list[Column]:
        """The columns asked for, or those of the list."""
        asked = chosen(self.parameters.get("columns", ""), self.spec.every)
        return asked or [Column(c) for c in self.spec.columns]

    @property
    def fields(self) -> list[Field]:
        return [c.field for c in self.columns]

    @cached_property
    def model(self) -> type[models.Model]:
        return self.spec.query(self.actor).model

    @cached_property
    def where(self) -> Condition | None:
        """The nested condition of `where=`."""
        return parsed(self.parameters.get("where", ""))

    @cached_property
    def group(self) -> Grouping | None:
        return grouping(self.parameters.get("group", ""), self.spec.every, self.model, self.actor)

    @property
    def ground(self) -> Ground:
        return Ground(self.spec.every, self.model, self.actor, timezone.localdate())

    def known_parameters(self) -> set[str]:
        return {p for f in self.spec.filters for p in f.parameters} | CONTROLS

    def rows(self) -> models.QuerySet[Any]:
        """All rows of the filter that the actor may see, in no order yet."""
        rows = self.spec.query(self.actor)
        for narrow in self.spec.filters:
            wanted = condition(narrow, self.parameters)
            if wanted is not None and narrow.many:
                # As a subquery: a join would count and sum a document once per line.
                rows = rows.filter(pk__in=rows.model._base_manager.filter(wanted).values("pk"))
            elif wanted is not None:
                rows = rows.filter(wanted)
        if self.where is not None:
            rows = rows.filter(rows_wanted(self.where, self.ground))
        for word in clean_text(self.search, "search").split()[:8]:
            any_column = narrowing.holding(rows.model, self.spec.search, word)
            rows = rows.filter(any_column) if any_column else rows
        return rows

    def ordered(self) -> models.QuerySet[Any]:
        path, descending = self._order()
        sign = "-" if descending else ""
        return self.rows().order_by(f"{sign}{path}", f"{sign}pk") if path != "pk" else self.rows().order_by(f"{sign}pk")

    def _order(self) -> tuple[str, bool]:
        name, descending = self.sort.removeprefix("-"), self.sort.startswith("-")
        if name in {"id", "pk"}:
            return "pk", descending
        column = self.spec.every.get(name)
        if column is not None and column.sort and not is_hidden(column, self.actor):
            return column.sort, descending
        raise RuleBroken(_("This list cannot be sorted by “{name}”.").format(name=name[:40]), field="sort", code="sort")

    def limit(self, default: int = PAGE_ROWS) -> int:
        text = self.parameters.get("limit", "") or str(default)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_ROWS or len(text) > 6:
            raise RuleBroken(
                _("The limit is a number from 1 to {most}.").format(most=MOST_ROWS), field="limit", code="limit"
            )
        return int(text)

    def page(self, *, default_limit: int = PAGE_ROWS, with_sums: bool = False, counted: bool = True) -> Page:
        """Run the query: one page of rows, the count of the whole filter (if `counted`) and, if asked, its sums."""
        limit, cursor = self.limit(default_limit), decoded(self.parameters.get("cursor", ""))
        path, descending = self._order()
        rows = self.ordered()
        backwards = cursor is not None and cursor.backwards
        if cursor is not None:
            rows = _after(rows, path, descending != backwards, cursor)
        if backwards:
            rows = rows.reverse()
        found = list(rows[: limit + 1])
        more, found = len(found) > limit, found[:limit]
        if backwards:
            found.reverse()
        first = 0 if cursor is None else max(0, cursor.index - len(found)) if backwards else cursor.index + 1
        has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
        total, sums = self.count_and_sums(with_sums) if counted else (0, [])
        return Page(
            rows=found,
            total=total,
            first=first,
            next=encoded(found[-1], path, first + len(found) - 1) if found and has_next else None,
            previous=encoded(found[0], path, first, backwards=True) if found and has_previous else None,
            sums=sums,
        )

    def count_and_sums(self, with_sums: bool) -> tuple[int, list[dict[str, Any]]]:
        """The number of rows in the whole filter and the sums of its total columns, one entry per currency."""
        summed = self._summed() if with_sums else []
        rows = self.rows().order_by()
        if not summed:
            return rows.select_related(None).count(), []
        groups = rows.values(self.spec.currency) if self.spec.currency else rows.values()
        # A temporary name, since a sum may not be called like the column it sums.
        aggregates = {f"sum_of_{c.name}": models.Sum(c.source) for c in summed}
        found = list(groups.annotate(rows_in_group=models.Count("pk"), **aggregates).order_by(self.spec.currency))
        sums = [
            {"currency": g[self.spec.currency], **{c.name: _cents(g[f"sum_of_{c.name}"]) for c in summed}}
            for g in found
        ]
        return sum(g["rows_in_group"] for g in found), sums

    def _summed(self) -> list[Field]:
        return [c for c in self.fields if c.total and not is_hidden(c, self.actor)]

    def groups(self) -> list[Part]:
        """The groups that `group=` asks for, over the whole filter."""
        if self.group is None:
            return []
        found = parts(self.group, self.rows(), {c.name: c.source for c in self._summed()}, self.spec.currency)
        for part in found:
            part.sums = [{k: _cents(v) if isinstance(v, Decimal) else v for k, v in s.items()} for s in part.sums]
        return found


def _cents(amount: Decimal | None) -> Decimal | None:
    """SQLite adds up decimals as floats; rounded to the cent the sum is exact up to ten million million."""
    return None if amount is None else amount.quantize(Decimal("0.01"))


def _after(rows: models.QuerySet[Any], path: str, descending: bool, cursor: Cursor) -> models.QuerySet[Any]:
    try:
        return rows.filter(_beyond(path, descending, cursor))
    except (ValidationError, ValueError, TypeError) as error:
        raise _lost_place() from error


def _lost_place() -> RuleBroken:
    return RuleBroken(
        _("The place in the list is not known any more; start again from the first page."),
        field="cursor",
        code="cursor",
    )


def _beyond(path: str, descending: bool, cursor: Cursor) -> models.Q:
    """Rows strictly after the cursor's row when sorted by `path` and key in one direction.

    PostgreSQL sorts empty values as the largest, SQLite as the smallest.
    """
    step = "lt" if descending else "gt"
    key = models.Q(**{f"pk__{step}": cursor.key})
    if path == "pk":
        return key
    empties_last = (connection.vendor == "postgresql") != descending
    if cursor.value is None:
        same = models.Q(**{f"{path}__isnull": True}) & key
        return same if empties_last else same | models.Q(**{f"{path}__isnull": False})
    beyond = models.Q(**{f"{path}__{step}": cursor.value}) | (models.Q(**{path: cursor.value}) & key)
    return beyond | models.Q(**{f"{path}__isnull": True}) if empties_last else beyond


def encoded(row: Any, path: str, index: int, *, backwards: bool = False) -> str:
    value = row.pk
    if path != "pk":
        value = row
        for name in path.split("__"):
            value = None if value is None else getattr(value, name)
    if isinstance(value, date | datetime | time):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = str(value)
    text = json.dumps([value, row.pk, index, int(backwards)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decoded(text: str) -> Cursor | None:
    if not text:
        return None
    try:
        value, key, index, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if (
            not isinstance(value, str | int | bool | None)
            or not all(isinstance(n, int) for n in (key, index))
            or not 0 <= key < 2**63
        ):
            raise ValueError(text)
        if isinstance(value, str) and "\x00" in value.encode().decode():  # a lone surrogate cannot be encoded
            raise ValueError(text)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _lost_place() from error
    return Cursor(value, key, index, bool(backwards))
