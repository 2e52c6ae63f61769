"""By what figures can be cut: periods and things, how each is written, and what each thing is called."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yanzhen.crm import facts as crm
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.orders import facts as orders
from yanzhen.organization import facts as organization
from yanzhen.platform.warehouse import Extract, engine
from yanzhen.products import facts as products

NONE = "none"
"""Written in the place of a key, means the lines that have no such thing."""
SALES = orders.SALES.table


@dataclass(frozen=True)
class Dimension:
    """`is_order_level`: all lines of an order fall together, so orders may be added up."""

    code: str
    label: Any
    is_order_level: bool = True
    extract: Extract | None = None
    without: Any = ""
    column: Callable[[Any], Any] | None = None
    write: Callable[[Any], str] | None = None
    read: Callable[[str], int] | None = None

    @property
    def is_time(self) -> bool:
        return self.extract is None


EPOCH = date(1970, 1, 1)


def _reader(pattern: str, number: Callable[[re.Match[str]], int]) -> Callable[[str], int]:
    def read(text: str) -> int:
        match = re.fullmatch(pattern, text)
        if match is None:
            raise ValueError(text)
        return number(match)

    return read


def _read_day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


TIMES = (
    Dimension(
        "year",
        _("year"),
        column=lambda t: t.month // 100,
        write=lambda n: f"{n:04d}",
        read=_reader(r"(\d{4})", lambda m: int(m[1])),
    ),
    Dimension(
        "quarter",
        _("quarter"),
        column=lambda t: t.month // 100 * 10 + (t.month % 100 + 2) // 3,
        write=lambda n: f"{n // 10:04d}-Q{n % 10}",
        read=_reader(r"(\d{4})-Q([1-4])", lambda m: int(m[1]) * 10 + int(m[2])),
    ),
    Dimension(
        "month",
        _("month"),
        column=lambda t: t.month,
        write=lambda n: f"{n // 100:04d}-{n % 100:02d}",
        read=_reader(r"(\d{4})-(0[1-9]|1[0-2])", lambda m: int(m[1]) * 100 + int(m[2])),
    ),
    Dimension(
        "day",
        _("day"),
        column=lambda t: t.ordered_on.epoch_seconds() // 86_400,
        write=lambda n: (EPOCH + timedelta(days=n)).isoformat(),
        read=_read_day,
    ),
)
THINGS = (
    Dimension("region", _("region"), extract=organization.REGIONS, without=_("No region")),
    Dimension("territory", _("territory"), extract=organization.TERRITORIES, without=_("No territory")),
    Dimension("unit", _("unit"), extract=organization.UNITS, without=_("No unit")),
    Dimension("person", _("salesperson"), extract=organization.EMPLOYEES, without=_("Nobody")),
    Dimension(
        "category", _("product category"), is_order_level=False, extract=products.CATEGORIES, without=_("No category")
    ),
    Dimension("product", _("product"), is_order_level=False, extract=products.PRODUCTS, without=_("No product")),
    Dimension("customer_type", _("customer type"), extract=crm.CUSTOMER_TYPES, without=_("No customer type")),
    Dimension("customer", _("customer"), extract=crm.CUSTOMERS, without=_("No customer")),
)
DIMENSIONS: Mapping[str, Dimension] = {d.code: d for d in (*TIMES, *THINGS)}


def dimension(code: str, field: str = "by") -> Dimension:
    """The dimension called `code`, or an error that lists those there are."""
    if code not in DIMENSIONS:
        message = _("“{code}” is no dimension. There are: {all}.")
        raise RuleBroken(message.format(code=code, all=", ".join(DIMENSIONS)), field=field, code="unknown_dimension")
    return DIMENSIONS[code]


def parsed(dim: Dimension, values: Iterable[object]) -> list[int | None]:
    """Keys out of an address: periods as they are written, things by number, `none` for without."""
    keys: list[int | None] = []
    for value in values:
        text = str(value).strip()
        try:
            if text == NONE:
                keys.append(None)
            elif dim.read is not None:
                keys.append(dim.read(text))
            elif re.fullmatch(r"\d{1,18}", text):
                keys.append(int(text))
            else:
                raise ValueError(text)
        except ValueError as error:
            message = _("“{value}” is no {dimension}.").format(value=text[:60], dimension=dim.label)
            raise RuleBroken(message, field=dim.code, code="invalid_filter") from error
    return keys


@dataclass(frozen=True)
class Label:
    """What a thing is called; `key` None stands for the lines without such a thing."""

    key: int | None
    code: str
    name: Any
    name_en: str = ""

    @property
    def text(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else str(self.name)


@lru_cache(maxsize=64)
def _all(name: str, edition: tuple[Any, ...]) -> dict[int, dict[str, Any]]:
    """Rows of a small extract by key; another edition of the data is another entry of the cache."""
    extract = next(d.extract for d in THINGS if d.extract is not None and d.extract.name == name)
    return {row["id"]: row for row in engine.run(extract.table).to_pylist()}


def rows_of(extract: Extract) -> dict[int, dict[str, Any]]:
    """All rows of a small extract by key."""
    return _all(extract.name, engine.edition())


def labels(dim: Dimension, keys: Iterable[int | None]) -> dict[int | None, Label]:
    """The labels of some keys of a thing."""
    assert dim.extract is not None
    wanted = {key for key in keys if key is not None}
    if dim.extract is crm.CUSTOMERS:
        table = crm.CUSTOMERS.table
        found = engine.run(table.filter(engine.within(table.id, "ids")).select("id", "code", "name"), {"ids": wanted})
        rows = {row["id"]: row for row in found.to_pylist()} if wanted else {}
    else:
        rows = rows_of(dim.extract)
    result: dict[int | None, Label] = {None: Label(None, "", dim.without)}
    for key in wanted:
        row = rows.get(key)
        # A thing created a moment ago may be in the sales before it is among the things.
        result[key] = (
            Label(key, row["code"], row["name"], row.get("name_en") or "") if row else Label(key, "", f"#{key}")
        )
    return result


def units_below(keys: Iterable[int]) -> frozenset[int]:
    """Units and everything below them."""
    roots = {f"/{key}/" for key in keys}
    return frozenset(i for i, row in rows_of(organization.UNITS).items() if any(root in row["path"] for root in roots))


def territories_of(regions: Iterable[int]) -> frozenset[int]:
    """Territories of some regions."""
    wanted = set(regions)
    return frozenset(i for i, row in rows_of(organization.TERRITORIES).items() if row["region_id"] in wanted)


def products_of(categories: Iterable[int]) -> frozenset[int]:
    """Products of some categories and of the narrower ones in them."""
    rows = rows_of(products.CATEGORIES)
    wanted = set(categories)

    def belongs(key: int | None) -> bool:
        while key is not None and key in rows:
            if key in wanted:
                return True
            key = rows[key]["parent_id"]
        return False

    inside = {key for key in rows if belongs(key)}
    return frozenset(i for i, row in rows_of(products.PRODUCTS).items() if row["category_id"] in inside)


def period_of(code: str, key: int) -> Period:
    """The days of a year, quarter, month or day."""
    if code == "day":
        on = EPOCH + timedelta(days=key)
        return Period(on, on)
    if code == "year":
        return Period(date(key, 1, 1), date(key, 12, 31))
    if code == "quarter":
        first = date(key // 10, 3 * (key % 10) - 2, 1)
        return Period(first, month_end(shifted(first, 2)))
    first = date(key // 100, key % 100, 1)
    return Period(first, month_end(first))
