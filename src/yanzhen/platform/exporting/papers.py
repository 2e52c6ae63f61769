"""Lists on paper: a PDF, or a page made for the printer, with the marks of whoever took it out."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.exporting.permits import Permit
from yanzhen.platform.people import while_in

MOST_ROWS = {"pdf": 5_000, "print": 20_000}


def check(file_format: str, rows: int) -> None:
    """Refuse more rows than anybody reads on paper, before anything is charged."""
    most = MOST_ROWS.get(file_format)
    if most is not None and rows > most:
        raise RuleBroken(
            _("On paper at most {most} rows; narrow the list, or take a workbook.").format(most=f"{most:,}"),
            field="format",
            code="too_many",
        )


def answer(
    permit: Permit, name: str, heads: Sequence[str], values: Iterable[Sequence[Any]], file_format: str
) -> HttpResponse:
    """The rows as a PDF; where its libraries are missing, as the print view, which says so."""
    rows = list(while_in(permit.user_id, islice(_lines(values), MOST_ROWS[file_format])))
    if file_format == "pdf":
        try:
            return pdf(_html(permit, heads, rows, for_print=False), name)
        except OSError:
            missing = _("PDF needs libraries that are not installed here; print this page instead.")
            return HttpResponse(_html(permit, heads, rows, for_print=True, notice=missing))
    return HttpResponse(_html(permit, heads, rows, for_print=True))


def _lines(values: Iterable[Sequence[Any]]) -> Iterator[list[tuple[str, bool]]]:
    """Cells as text, and whether each is a number."""
    for row in values:
        yield [(_written(cell), isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)) for cell in row]


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:,}" if isinstance(cell, int | Decimal) and not isinstance(cell, bool) else str(cell)


def _html(permit: Permit, heads: Sequence[str], rows: Sequence[Any], *, for_print: bool, notice: str = "") -> str:
    context = {
        "title": permit.record.title,
        "query": permit.record.query,
        "heads": heads,
        "rows": rows,
        "words": permit.words,
        "code": permit.code,
        "for_print": for_print,
        "notice": notice,
        "language": get_language(),
    }
    return render_to_string("platform/paper.html", context)


def pdf(html: str, name: str) -> HttpResponse:
    """A page that holds all it needs as a PDF file; OSError where the libraries for it are missing."""
    # Loading it takes a second and its system libraries: only for whoever wants a PDF.
    from PIL import ImageFile
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # WeasyPrint lets the whole process take cut-off pictures for whole ones; uploads are to be refused all the same.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Nothing is fetched from anywhere: the page holds all it needs.
    content = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
