"""Lists as files: the rows, columns and masks of the page, streamed."""

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import capfirst

from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import marks, papers
from yanzhen.platform.exporting.permits import Permit
from yanzhen.platform.pages.fields import Field, is_hidden, text_reader
from yanzhen.platform.people import while_in

CHUNK = 2000
_LEADING = re.compile(r"^[\s\x00-\x20\u200b-\u200f\u2060\ufeff]+")
_NUMBER_OR_PHONE = re.compile(r"^[+\-]?[\d ().,\-]+$")


def guarded(text: str) -> str:
    """Disarm text that a spreadsheet would run as a formula; numbers and +86 phones stay as they are."""
    bare = _LEADING.sub("", text)
    starts = bare[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
    return f"'{text}" if starts and not _NUMBER_OR_PHONE.match(bare) else text


def value_reader(shown: Field, actor: Actor) -> Callable[[Any], Any]:
    """The value of a cell: numbers and dates as such, everything else as the page writes it."""
    if is_hidden(shown, actor) or shown.kind not in {"money", "number", "percent", "date", "moment"}:
        return text_reader(shown, actor)
    if shown.kind == "moment":
        return lambda row: None if (value := shown.get(row)) is None else timezone.localtime(value).replace(tzinfo=None)
    return shown.get


Response = HttpResponse | StreamingHttpResponse | FileResponse
KEEP_PLAIN = frozenset({"code", "number", "name", "title", "username"})
"""Fields people look up by: the hidden mark rides on them last."""


def respond(permit: Permit, name: str, columns: Sequence[Field], rows: Iterable[Any], actor: Actor) -> Response:
    """Answer with the rows as the file that was permitted."""
    heads = [str(capfirst(c.label)) for c in columns]
    readers = [value_reader(c, actor) for c in columns]
    values = ([read(row) for read in readers] for row in rows)
    text = [n for n, c in enumerate(columns) if c.kind in {"text", "ref"} and c.name not in KEEP_PLAIN]
    carriers = [*text, *(n for n in range(len(columns)) if n not in text)]
    return answer(permit, name, heads, values, carriers=carriers)


def answer(
    permit: Permit,
    name: str,
    heads: Sequence[str],
    values: Iterable[Sequence[Any]],
    *,
    carriers: Sequence[int] | None = None,
) -> Response:
    """A file of plain rows with its marks; used by lists, analyses and reports alike.

    `carriers` are the cells in which the hidden mark may ride, the best first; the last ones where nothing is said.
    """
    places = list(range(len(heads)))[::-1] if carriers is None else carriers
    marked = marks.marked(values, permit.code, lambda cells: places)
    file_format = permit.record.file_format
    if file_format in {"pdf", "print"}:
        return papers.answer(permit, name, heads, marked, file_format)
    if file_format == "csv":
        lines = while_in(permit.user_id, csv_lines(heads, marked, permit.words))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    return FileResponse(
        xlsx_file(heads, while_in(permit.user_id, marked), permit.words),
        as_attachment=True,
        filename=f"{name}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


def csv_lines(heads: Sequence[str], values: Iterable[Sequence[Any]], words: str = "") -> Iterator[str]:
    """Lines of a csv file: it begins with the mark by which spreadsheets know UTF-8, and ends with whose it is."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(cells: Sequence[Any]) -> str:
        writer.writerow(
            [
                guarded(c)
                if isinstance(c, str)
                else ""
                if c is None
                else format(c, "f")
                if isinstance(c, Decimal)
                else c
                for c in cells
            ]
        )
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield "\ufeff" + line(heads)
    for cells in values:
        yield line(cells)
    if words:
        yield line([f"# {words}"])


def xlsx_file(heads: Sequence[str], values: Iterable[Sequence[Any]], words: str = "") -> io.BufferedIOBase:
    """A workbook with typed cells, sensible widths and a frozen head, written with constant memory.

    Whose export it is stands in its foot when printed, on a sheet of its own, and in its properties.
    """
    import xlsxwriter

    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    try:
        _fill(book, heads, values, words)
    except BaseException:
        # A row may refuse to be read; the workbook's own files end with it.
        book.close()
        target.close()
        raise
    book.close()
    target.seek(0)
    return target  # type: ignore[return-value]


def _fill(book: Any, heads: Sequence[str], values: Iterable[Sequence[Any]], words: str) -> None:
    sheet = book.add_worksheet()
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.freeze_panes(1, 1)
    for index, head in enumerate(heads):
        sheet.set_column(index, index, max(12, min(40, 2 * len(head))))
        sheet.write_string(0, index, head, bold)
    for number, cells in enumerate(values, start=1):
        for index, cell in enumerate(cells):
            if isinstance(cell, Decimal):
                sheet.write_number(number, index, cell, money)
            elif isinstance(cell, str):
                sheet.write_string(number, index, cell)
            elif cell is not None:
                sheet.write(number, index, cell)
    if words:
        sheet.set_footer(f"&L&8{words.replace('&', '&&')[:200]}&R&8&P / &N")
        about = book.add_worksheet("About")
        about.set_column(0, 0, 80)
        about.write_string(0, 0, words)
        book.set_properties({"comments": words})
