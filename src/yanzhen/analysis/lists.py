"""A cube as a table for files: heads and typed rows, the same figures as on the page."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.figures.calc.figures import Margin
from yanzhen.figures.queries import dimensions as dims
from yanzhen.figures.queries import sales
from yanzhen.lib.money import from_cents


def heads(cube: sales.Cube) -> list[str]:
    """Column heads in the reader's language; a thing has a column for its code and one for its name."""
    found = []
    for code in cube.by:
        dim = dims.DIMENSIONS[code]
        if not dim.is_time:
            found.append(_("{thing}: code").format(thing=dim.label))
        found.append(str(dim.label))
    found.append(_("currency"))
    for code in cube.measures:
        label = str(sales.MEASURES[code].label)
        found.append(_("{rate} in %").format(rate=label) if code == "margin_rate" else label)
    return found


def values(cube: sales.Cube) -> Iterator[list[Any]]:
    """Typed cells row by row: text, whole numbers, decimals; unknown is None."""
    for row in cube.rows():
        cells: list[Any] = []
        for code in cube.by:
            dim = dims.DIMENSIONS[code]
            if dim.write is not None:
                cells.append(dim.write(row[code]))
            else:
                label = cube.labels[code][row[code]]
                cells += [label.code, label.text]
        cells.append(row["currency"])
        cells += [measure(code, row) for code in cube.measures]
        yield cells


def measure(code: str, row: dict[str, Any]) -> Any:
    """A measure as a number."""
    if code == "net_sales":
        return from_cents(row["net"])
    if code == "margin":
        return from_cents(row["margin"])
    if code == "margin_rate":
        rate = Margin(row["net"], row["covered"] or 0, row["margin"]).rate
        return None if rate is None else rate * 100
    if code == "quantity":
        return Decimal(row["quantity"]).scaleb(-3)
    return row[code]
