"""Lists as HTML tables: cells are written in Python once, since templates cost most per row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import Field, html_reader, url_pattern

Cells = Callable[[Any], SafeString]


def cells(
    columns: Sequence[Field],
    actor: Actor,
    page: str = "",
    editable: frozenset[str] = frozenset(),
    widths: Mapping[str, int] | None = None,
) -> Cells:
    """A function that writes the cells of one row; the title cell links to the record's `page`.

    The cells of `editable` fields are marked for editing in place.
    """
    pattern = url_pattern(page) if page else ""
    parts = []
    for column in columns:
        side = " a-right" if column.align == "right" else ""
        mark = f' data-edit="{column.name}"' if column.name in editable else ""
        if widths and column.name in widths:
            mark += f' style="min-width:{widths[column.name]}px;max-width:{widths[column.name]}px"'
        opening = f'<td class="c-{column.card}{side}" data-label="{escape(capfirst(column.label))}"{mark}>'
        linked = bool(pattern) and column.card == "title"
        # A title that refers to another record must not hold a second link inside its own.
        parts.append((opening, html_reader(replace(column, page="") if linked else column, actor), linked))

    def write(row: Any) -> SafeString:
        out = []
        for opening, read, linked in parts:
            html = read(row)
            out.append(
                f'{opening}<a href="{pattern.replace("/0/", f"/{row.pk}/")}">{html}</a></td>'
                if linked
                else f"{opening}{html}</td>"
            )
        return mark_safe("".join(out))

    return write


def rows(
    found: Iterable[Any],
    columns: Sequence[Field],
    actor: Actor,
    page: str = "",
    editable: frozenset[str] = frozenset(),
    widths: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    write = cells(columns, actor, page, editable, widths)
    pattern = url_pattern(page) if page else ""
    return [
        {"key": row.pk, "url": pattern.replace("/0/", f"/{row.pk}/") if pattern else "", "cells": write(row)}
        for row in found
    ]


def heads(columns: Sequence[Field]) -> list[dict[str, Any]]:
    return [
        {
            "name": c.name,
            "label": capfirst(c.label),
            "align": c.align,
            "cls": f"c-{c.card}",
            "sort_url": None,
            "sorted": "",
        }
        for c in columns
    ]
