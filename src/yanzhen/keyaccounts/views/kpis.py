"""Monthly values of a customer's KPI, pasted from a spreadsheet or a mail."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yanzhen.keyaccounts import nouns
from yanzhen.keyaccounts.services import kpis
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs, row_or_404

LINE = re.compile(r"^(\d{4})[-/.年](\d{1,2})(?:[-/.月]\d{0,2}日?)?[\s,;:，；：]+(-?[\d,]+(?:\.\d+)?)\s*%?$", re.ASCII)
MOST = 240


@require_http_methods(["GET", "POST"])
@needs("keyaccounts.change_accountkpi")
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """Read months and values, line by line; a month that is there already gets the new value."""
    actor = actor_of(request)
    row = row_or_404(nouns.KPIS, request, pk)
    text = request.POST.get("text", "")[:20_000].replace("\x00", "")
    errors: list[str] = []
    if request.method == "POST":
        found, errors = read(text)
        if not errors:
            known = {one.month: one.value for one in kpis.of(row)} | found
            try:
                values = [{"month": month, "value": value} for month, value in sorted(known.items())]
                kpis.change(row, actor=actor, monthly=values)
            except RuleBroken as broken:
                errors = [str(m) for m in broken.settle().errors.values()]
            else:
                told = ngettext("{n} value was taken over.", "{n} values were taken over.", len(found))
                messages.success(request, told.format(n=len(found)))
                return redirect("keyaccounts:accountkpi_record", row.pk)
    context: dict[str, Any] = {
        "page": {"title": _("Values of {kpi}").format(kpi=row)},
        "trail": [(nouns.KPIS.plural, nouns.KPIS.url("list")), (str(row), nouns.KPIS.url("record", row.pk))],
        "text": text,
        "errors": errors,
        "back": nouns.KPIS.url("record", row.pk),
    }
    return render(request, "keyaccounts/values.html", context, status=422 if errors else 200)


def read(text: str) -> tuple[dict[date, Decimal], list[str]]:
    """Months and values, and what could not be read."""
    found: dict[date, Decimal] = {}
    errors: list[str] = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines[:MOST], start=1):
        matched = LINE.match(line)
        try:
            if matched is None:
                raise ValueError(line)
            year, month, value = matched.groups()
            day = date(int(year), int(month), 1)
            if not 1950 <= day.year <= 2200:
                raise ValueError(line)
            found[day] = _value(value)
        except (ValueError, InvalidOperation):
            errors.append(_("Line {n}: a month and a value, please, such as 2026-03 12.5").format(n=number))
    if not lines:
        errors.append(_("Paste at least one line."))
    if len(lines) > MOST:
        errors.append(_("At most {most} lines.").format(most=MOST))
    return found, errors[:10]


def _value(text: str) -> Decimal:
    value = Decimal(text.replace(",", ""))
    if abs(value) >= Decimal(10) ** 16:
        raise ValueError(text)
    return value.quantize(Decimal("0.01"))
