"""A view of a plan as a file: the same for page and API, with budget, mark and record as for every export."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import from_cents
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import sheets
from yanzhen.planning.queries.sheet import DAYS, MONEY, PERCENT, Sheet
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import FORMATS, Wanted
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.trail import reading

EXPORT = "planning.export_plan"


def file_of(
    request: HttpRequest,
    actor: Actor,
    plan: Plan,
    view: sheets.View,
    sheet: Sheet,
    door: str,
    file_format: str,
) -> HttpResponse:
    """A view as a file: budget, mark and record as for every export."""
    actor.require(EXPORT)
    reading.may_export(request)
    if file_format not in FORMATS:
        raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
    rows = [*sheet.rows, *([sheet.total] if sheet.total is not None and sheet.rows else [])]
    papers.check(file_format, len(rows))
    wanted = Wanted(
        title=f"{plan} · {view.label}",
        rows=len(rows),
        file_format=file_format,
        noun="planning.plan",
        query=urlencode({"plan": plan.pk, "view": view.code}),
        columns=[str(head) for head in sheet.heads],
        reason=request.GET.get("reason", ""),
        door=permits.API if door == permits.API else permits.PAGE,
        address=address_of(request),
    )
    permit = permits.permit(wanted, actor=actor)
    return exports.answer(permit, f"plan-{view.code}", [str(h) for h in sheet.heads], _values(sheet, rows))  # type: ignore[return-value]


def _values(sheet: Sheet, rows: list[Any]) -> Iterator[list[Any]]:
    """Amounts in full, percentages as numbers of percent, for programs and paper."""
    for row in rows:
        yield [_value(kind, value) for kind, value in zip(sheet.kinds, row, strict=True)]


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == MONEY:
        return from_cents(value)
    if kind in {PERCENT, DAYS}:
        exact = Fraction(value) * (100 if kind == PERCENT else 1)
        return from_cents(round(exact * 100))
    return value
