"""Refused rows as a grid to correct on the page, and as a file to take along."""

import csv
import io
from typing import Any

import xlsxwriter
from django.http import QueryDict
from django.utils.translation import gettext as _

from yanzhen.platform.importing import drafts
from yanzhen.platform.imports import rejects
from yanzhen.platform.models import FileImport


def rows(draft: FileImport, refusals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each refused row with its mapped cells; those that are wrong are marked and stand first."""
    header = drafts.sheet_of(draft)["columns"]
    blamed = {c.strip() for refused in refusals for c in refused["column"].split(",")}
    used = [place for place, name in enumerate(header) if name in draft.mapping]
    used.sort(key=lambda place: header[place] not in blamed)
    found = []
    for refused in refusals:
        cells, wrong = refused["cells"], {c.strip() for c in refused["column"].split(",")}
        found.append(
            {
                "row": refused["row"],
                "column": refused["column"],
                "reason": refused["reason"],
                "cells": [
                    {
                        "place": place,
                        "name": header[place],
                        "value": cells[place] if place < len(cells) else "",
                        "wrong": header[place] in wrong,
                        "corrected": header[place] in draft.corrections.get(str(refused["row"]), {}),
                    }
                    for place in used
                ],
            }
        )
    return found


def corrections(draft: FileImport, given: QueryDict) -> dict[str, dict[str, str]]:
    """Cells that differ from what the file holds: `cell-<row>-<place of the column>`."""
    header = drafts.sheet_of(draft)["columns"]
    before = {str(r["row"]): r["cells"] for r in draft.tried.get("rejections", ())}
    found: dict[str, dict[str, str]] = {}
    for name, value in given.items():
        parts = name.split("-")
        if len(parts) != 3 or parts[0] != "cell" or not (parts[1].isdecimal() and parts[2].isdecimal()):
            continue
        number, place = parts[1], int(parts[2])
        if number not in before or place >= len(header):
            continue
        old = before[number][place] if place < len(before[number]) else ""
        if str(value) != old:
            found.setdefault(number, {})[header[place]] = str(value)
    return found


def refused_file(draft: FileImport, form: str) -> bytes:
    """The refused rows of the preview with their own columns, and behind them row, column and reason."""
    header = drafts.columns_of(draft)
    places = [i for i, name in enumerate(drafts.sheet_of(draft)["columns"]) if name]
    head = [*header, _("row"), _("column"), _("reason")]
    body = [
        [*(r["cells"][p] if p < len(r["cells"]) else "" for p in places), str(r["row"]), r["column"], r["reason"]]
        for r in draft.tried.get("rejections", ())
    ]
    return _as_csv(head, body) if form == "csv" else _as_xlsx(head, body)


def _as_csv(head: list[str], body: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([[rejects._safe(c) for c in line] for line in (head, *body)])
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(head: list[str], body: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, plain) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head), 16)
        for number, line in enumerate((head, *body)):
            for place, cell in enumerate(line):
                sheet.write_string(number, place, cell, bold if not number else None)
    return buffer.getvalue()
