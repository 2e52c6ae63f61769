"""Net sales and what belongs to them, cut by any dimensions, inside the viewer's reach.

Page, API, export and report all come here, so they show the same figures.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yanzhen.figures.calc.figures import Margin
from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries import expressions
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import masks, warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.warehouse import engine

DEFAULT_LIMIT = 1_000
MAX_LIMIT = 50_000
MAX_DIMENSIONS = 6


@dataclass(frozen=True)
class Measure:
    """A figure of the cube: the sums it needs, and how it is written for programs."""

    code: str
    label: Any
    sums: tuple[str, ...]
    kind: str
    mask: str = ""


MEASURES: Mapping[str, Measure] = {
    m.code: m
    for m in (
        Measure("net_sales", gettext_lazy("net sales"), ("net",), "money"),
        Measure("margin", gettext_lazy("margin"), ("margin", "covered", "net"), "money", masks.MARGIN),
        Measure("margin_rate", gettext_lazy("margin rate"), ("margin", "covered", "net"), "rate", masks.MARGIN),
        Measure("orders", pgettext_lazy("measure", "orders"), ("orders",), "count"),
        Measure("quantity", gettext_lazy("quantity"), ("quantity",), "quantity"),
        Measure("lines", pgettext_lazy("measure", "order lines"), ("lines",), "count"),
        Measure("customers", gettext_lazy("active customers"), ("customers",), "count"),
    )
}
DEFAULT_MEASURES = ("net_sales", "margin", "quantity")


@dataclass(frozen=True)
class Request:
    """What is asked. Filters hold keys as they are written in an address; `order` names columns, `-` for downward."""

    by: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    filters: Mapping[str, Sequence[object]] = field(default_factory=dict)
    currency: str = ""
    order: tuple[str, ...] = ()
    limit: int = DEFAULT_LIMIT
    cursor: str = ""


@dataclass(frozen=True)
class Cube:
    """The answer: columns of plain values, of which `rows` and `items` make rows."""

    by: tuple[str, ...]
    measures: tuple[str, ...]
    columns: Mapping[str, list[Any]]
    labels: Mapping[str, Mapping[int | None, dims.Label]]
    count: int
    total: int
    totals: list[dict[str, Any]]
    next: str | None
    fresh_at: datetime | None

    def rows(self) -> list[dict[str, Any]]:
        """One dict for each row: keys, currency and sums as whole numbers."""
        names = list(self.columns)
        return [dict(zip(names, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]

    def items(self) -> list[dict[str, Any]]:
        """Rows for programs: things with key, code and name, money as decimal strings."""
        written = {code: self._written(code) for code in self.by}
        written["currency"] = self.columns["currency"]
        for code in self.measures:
            written |= written_measure(MEASURES[code], self.columns)
        names = list(written)
        return [dict(zip(names, values, strict=True)) for values in zip(*written.values(), strict=True)]

    def _written(self, code: str) -> list[Any]:
        dim, keys = dims.DIMENSIONS[code], self.columns[code]
        if dim.write is not None:
            texts = {key: dim.write(key) for key in set(keys)}
            return [texts[key] for key in keys]
        things = {k: {"id": k, "code": v.code, "name": v.text} for k, v in self.labels[code].items()}
        return [things[key] for key in keys]

    def written_totals(self) -> list[dict[str, Any]]:
        """Totals for programs, one for each currency."""
        found = []
        for row in self.totals:
            columns = {name: [value] for name, value in row.items()}
            item: dict[str, Any] = {"currency": row["currency"]}
            for code in self.measures:
                item |= {name: values[0] for name, values in written_measure(MEASURES[code], columns).items()}
            found.append(item)
        return found


def money_text(cents: int | None) -> str | None:
    """Hundredths as a decimal string: 806975558 → "8069755.58"."""
    if cents is None:
        return None
    sign, rest = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{rest // 100}.{rest % 100:02d}"


def quantity_text(thousandths: int) -> str:
    """Thousandths as a decimal string without idle zeros: 1500 → "1.5"."""
    return f"{Decimal(thousandths).scaleb(-3).normalize():f}" if thousandths % 1000 else str(thousandths // 1000)


def written_measure(measure: Measure, columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """A measure's columns for programs; margin comes with the share of sales whose cost is known."""
    if measure.code == "net_sales":
        return {"net_sales": [money_text(v) for v in columns["net"]]}
    if measure.code == "quantity":
        return {"quantity": [quantity_text(v) for v in columns["quantity"]]}
    if measure.kind == "count":
        return {measure.code: columns[measure.code]}
    margins = [
        Margin(n, c or 0, m) for n, c, m in zip(columns["net"], columns["covered"], columns["margin"], strict=True)
    ]
    coverage = [_rate_text(m.coverage) for m in margins]
    if measure.code == "margin":
        return {"margin": [money_text(m.margin) for m in margins], "margin_coverage": coverage}
    return {"margin_rate": [_rate_text(m.rate) for m in margins], "margin_coverage": coverage}


def _rate_text(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"


def permitted_measures(actor: Actor, asked: Iterable[str]) -> tuple[str, ...]:
    """The measures asked for, or those shown by default; a masked one that was asked for is refused."""
    codes = tuple(dict.fromkeys(asked))
    if not codes:
        return tuple(c for c in DEFAULT_MEASURES if not MEASURES[c].mask or actor.can(MEASURES[c].mask))
    for code in codes:
        if code not in MEASURES:
            message = _("“{code}” is no measure. There are: {all}.").format(code=code, all=", ".join(MEASURES))
            raise RuleBroken(message, field="measures", code="unknown_measure")
        if MEASURES[code].mask and not actor.can(MEASURES[code].mask):
            raise PermissionDenied(MEASURES[code].mask)
    return codes


def cube(actor: Actor, request: Request) -> Cube:
    """Figures of counted orders. Raises 403 without the function, `RuleBroken` for what makes no sense."""
    actor.require(VIEW_SALES)
    measures = permitted_measures(actor, request.measures)
    check(request)
    values, shape = prepared(actor, request, measures)
    offset = _offset(request.cursor)
    if values is None:
        table, totals = None, []
    else:
        paged = replace(shape, is_paged=True, order=_order(request, measures))
        table = engine.run(expressions.cube(paged), values, limit=request.limit, offset=offset)
        totals = whole(engine.run(expressions.cube(replace(shape, by=())), values)).to_pylist()
        totals = [named(row) for row in totals]
    columns, total = _columns(table, (*request.by, "currency", *shape.sums))
    count = len(columns["currency"])
    return Cube(
        by=request.by,
        measures=measures,
        columns=columns,
        labels={c: dims.labels(dims.DIMENSIONS[c], columns[c]) for c in request.by if not dims.DIMENSIONS[c].is_time},
        count=count,
        total=total,
        totals=totals,
        next=_cursor(offset + count) if offset + count < total and count else None,
        fresh_at=warehouse.fresh_at(),
    )


def check(request: Request) -> None:
    for code in request.by:
        dims.dimension(code)
    if len(set(request.by)) < len(request.by) or len(request.by) > MAX_DIMENSIONS:
        message = _("Name each dimension once, and at most {most}.").format(most=MAX_DIMENSIONS)
        raise RuleBroken(message, field="by", code="too_many_dimensions")
    if not 1 <= request.limit <= MAX_LIMIT:
        message = _("The limit is a whole number from 1 to {most}.").format(most=MAX_LIMIT)
        raise RuleBroken(message, field="limit", code="invalid_limit")
    if request.start and request.end and request.end < request.start:
        raise RuleBroken(_("The period ends before it starts."), field="to", code="invalid_period")


def prepared(
    actor: Actor, request: Request, measures: tuple[str, ...]
) -> tuple[dict[str, engine.Value] | None, expressions.Shape]:
    """The parameter values and the shape; values are None when nothing can be seen."""
    values: dict[str, engine.Value] = {}
    reach = actor.reach(VIEW_SALES)
    if not reach.everything:
        values |= {"reach_people": reach.employee_ids, "reach_units": reach.unit_ids}
    if request.start:
        values["start"] = request.start
    if request.end:
        values["end"] = request.end
    if request.currency:
        values["currency"] = request.currency
    filters = []
    for code, given in request.filters.items():
        keys = dims.parsed(dims.dimension(code, field=code), given)
        if not keys:
            continue
        wide = _widened(code, frozenset(k for k in keys if k is not None))
        values[f"f_{code}"] = wide
        filters.append((code, bool(wide) or None not in keys, None in keys))
    additive = _counts_marks(request)
    sums = dict.fromkeys(s for m in measures for s in MEASURES[m].sums)
    shape = expressions.Shape(
        by=request.by,
        sums=tuple("marks" if s == "orders" and additive else s for s in sums),
        filters=tuple(filters),
        has_start=request.start is not None,
        has_end=request.end is not None,
        has_currency=bool(request.currency),
        reach=None if reach.everything else (bool(reach.employee_ids), bool(reach.unit_ids)),
    )
    sees_nothing = not (reach.everything or reach.employee_ids or reach.unit_ids)
    return (None if sees_nothing else values), shape


def _widened(code: str, keys: frozenset[int]) -> frozenset[int]:
    if not keys:
        return keys
    if code == "region":
        return dims.territories_of(keys)
    if code == "unit":
        return dims.units_below(keys)
    return dims.products_of(keys) if code == "category" else keys


def _order(request: Request, measures: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Sorting as asked, made complete by the keys so that pages neither overlap nor leave gaps."""
    sortable = {code: code for code in (*request.by, "currency")}
    sortable |= {code: MEASURES[code].sums[0] for code in measures if code != "margin_rate"}
    found: dict[str, bool] = {}
    for name in request.order:
        code = name.removeprefix("-")
        if code not in sortable:
            message = _("“{code}” cannot be sorted by.").format(code=code)
            raise RuleBroken(message, field="sort", code="invalid_order")
        found.setdefault(sortable[code], name.startswith("-"))
    if _counts_marks(request) and "orders" in found:
        found = {("marks" if name == "orders" else name): down for name, down in found.items()}
    return (*found.items(), *((code, False) for code in (*request.by, "currency") if code not in found))


def _counts_marks(request: Request) -> bool:
    """Whether orders may be counted by their marks: every cut and filter keeps the lines of an order together."""
    given = [code for code, keys in request.filters.items() if keys]
    return all(dims.DIMENSIONS[code].is_order_level for code in (*request.by, *given))


def whole(table: pa.Table) -> pa.Table:
    """Sums come as 128-bit numbers; as 64-bit ones they are quick to read, and one that does not fit is an error."""
    fields = [pa.field(f.name, pa.int64()) if pa.types.is_decimal(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields))


def named(row: dict[str, Any]) -> dict[str, Any]:
    return {("orders" if name == "marks" else name): value for name, value in row.items()}


def _columns(table: pa.Table | None, names: tuple[str, ...]) -> tuple[dict[str, list[Any]], int]:
    if table is None:
        return named({name: [] for name in names}), 0
    found = whole(table)
    total = found["groups"][0].as_py() if found.num_rows else 0
    return named({name: found[name].to_pylist() for name in names}), total


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"o{offset}".encode()).decode().rstrip("=")


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        if not text.startswith("o") or not text[1:].isascii() or not text[1:].isdigit() or len(text) > 12:
            raise ValueError(text)
        return int(text[1:])
    except (ValueError, binascii.Error, UnicodeError) as error:
        message = _("This page mark is not one of ours; start without it.")
        raise RuleBroken(message, field="cursor", code="invalid_cursor") from error
