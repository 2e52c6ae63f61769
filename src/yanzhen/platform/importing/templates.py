"""Files to fill in: one per kind of record, with the columns that come in again without a question."""

import csv
import io
from typing import Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import slots
from yanzhen.platform.importing.slots import Slot
from yanzhen.platform.imports.nouns import Noun

REQUIRED_MARK = " *"
ROWS = 5_000
"""How far down the lists of allowed values reach."""
LONGEST_LIST = 255
EXAMPLES = {
    "code": "A-0001", "number": "2026-0001", "phone": "+86 138 0000 0000", "currency": "CNY", "quantity": "10",
    "credit_code": "91110000600037341L", "unit_of_measure": "件",
}  # fmt: skip
OF_KIND = {"date": "2026-01-31", "number": "1234.50", "whole": "1", "email": "name@example.com"}
WIDTHS = {"date": 13, "number": 14, "whole": 8, "yes_no": 8, "choice": 14}
FORMATS = {"date": "yyyy-mm-dd", "number": "0.00##", "whole": "0"}


def heads(noun: Noun, actor: Actor | None = None) -> list[tuple[Slot, str]]:
    """The columns of a template, required ones marked and first."""
    found = slots.of_noun(noun, actor).values()
    ordered = [s for s in found if s.required] + [s for s in found if not s.required]
    return [(s, s.label + (REQUIRED_MARK if s.required else "")) for s in ordered]


def as_csv(noun: Noun, actor: Actor | None = None) -> bytes:
    """The header alone; with a mark that spreadsheets need to read Chinese."""
    text = io.StringIO()
    csv.writer(text).writerow([head for _slot, head in heads(noun, actor)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(noun: Noun, actor: Actor | None = None) -> bytes:
    """A sheet to fill with checks in its cells, and a second one that explains every column."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    columns = heads(noun, actor)
    sheet = book.add_worksheet(_sheet_name(noun))
    guide = book.add_worksheet(_("Guide"))
    lists = book.add_worksheet("Lists")
    lists.hide()
    styles = {
        True: book.add_format({"bold": True, "bg_color": "#0B6580", "font_color": "#FFFFFF", "border": 1}),
        False: book.add_format({"bold": True, "bg_color": "#E4F0F4", "border": 1}),
    }
    for position, (slot, head) in enumerate(columns):
        style = book.add_format({"num_format": FORMATS.get(slot.kind, "@")})
        sheet.set_column(position, position, max(WIDTHS.get(slot.kind, 18), 2 * len(head) + 2), style)
        sheet.write_string(0, position, head, styles[slot.required])
        _validate(sheet, lists, position, slot)
    sheet.freeze_panes(1, 0)
    _explain(book, guide, noun, columns)
    book.close()
    return buffer.getvalue()


def _sheet_name(noun: Noun) -> str:
    return "".join(c for c in capfirst(noun.label) if c not in r"[]:*?/\\")[:31]


def allowed(slot: Slot) -> list[str]:
    """The words a cell may hold, where there is a list."""
    if slot.kind == "yes_no":
        return [_("yes"), _("no")]
    return [str(label) for _n, label in slot.target.field.flatchoices] if slot.kind == "choice" else []  # type: ignore[attr-defined]


def _validate(sheet: Any, lists: Any, position: int, slot: Slot) -> None:
    area = (1, position, ROWS, position)
    if words := allowed(slot):
        if len(",".join(words)) > LONGEST_LIST:
            lists.write_column(0, position, words)
            column = xlsxwriter.utility.xl_col_to_name(position, col_abs=True)
            source: Any = f"=Lists!{column}$1:{column}${len(words)}"
        else:
            source = words
        sheet.data_validation(*area, {"validate": "list", "source": source, "ignore_blank": True})
    elif slot.kind in {"number", "whole"}:
        sheet.data_validation(
            *area, {"validate": "decimal", "criteria": ">=", "value": -(10**15), "error_type": "warning"}
        )


def kind_in_words(slot: Slot) -> str:
    """What a cell of this column holds, for people."""
    f = slot.target.field
    if slot.target.related is not None:
        what = str(slot.target.related._meta.verbose_name)
        return (
            _("code or name of a {noun}").format(noun=what)
            if len(slot.lookups) > 1
            else _("a {noun}").format(noun=what)
        )
    if slot.kind == "number":
        return _("number with up to {places} decimals").format(places=f.decimal_places)  # type: ignore[attr-defined]
    words = {
        "date": _("date"), "yes_no": _("yes or no"), "whole": _("whole number"), "choice": _("one of a list"),
        "email": _("e-mail address"),
    }  # fmt: skip
    length = getattr(f, "max_length", None)
    text = _("text of up to {length} characters").format(length=length) if length else _("text")
    return words.get(slot.kind, text)


def example(slot: Slot) -> str:
    """A value as it might stand in the cell."""
    if words := allowed(slot):
        return words[0]
    if slot.target.related is not None:
        return EXAMPLES["code"]
    return EXAMPLES.get(slot.target.name) or OF_KIND.get(slot.kind, "")


def _explain(book: Any, guide: Any, noun: Noun, columns: list[tuple[Slot, str]]) -> None:
    bold, wrap = book.add_format({"bold": True, "bg_color": "#E4F0F4"}), book.add_format({"text_wrap": True})
    head = [_("Column"), _("Needed"), _("What it holds"), _("Allowed values"), _("Example")]
    guide.write_row(0, 0, head, bold)
    for width, position in ((26, 0), (10, 1), (34, 2), (44, 3), (24, 4)):
        guide.set_column(position, position, width, wrap)
    for row, (slot, _head) in enumerate(columns, start=1):
        needed = _("needed") if slot.required else ""
        cells = [slot.label, needed, kind_in_words(slot), ", ".join(allowed(slot)), example(slot)]
        for position, cell in enumerate(cells):
            guide.write_string(row, position, str(cell))
    notes = [_("Leave the first row as it is. Columns that you do not need may be deleted; their order is free.")]
    if noun.lines is not None:
        notes.append(_("One row for each line; rows with the same number make one document."))
    for offset, note in enumerate(notes, start=len(columns) + 2):
        guide.write_string(offset, 0, note)
