"""Refused rows as a grid to correct on the page."""

from typing import Any

from django.http import QueryDict

from yanzhen.platform.importing import drafts
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
