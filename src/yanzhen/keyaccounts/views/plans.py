"""A rolling plan: its deadline, its months beside last year, its accuracy, and the grid it is filled in by."""

from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from yanzhen.keyaccounts import nouns
from yanzhen.keyaccounts.calc import deadlines
from yanzhen.keyaccounts.enums import PlanState
from yanzhen.keyaccounts.models import RollingPlan
from yanzhen.keyaccounts.queries import agreements, plans
from yanzhen.keyaccounts.services import plans as services
from yanzhen.keyaccounts.views import telling
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.lib.periods import Period, month_end, shifted
from yanzhen.orders.queries import accounts
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading
from yanzhen.products.queries import products

HOW = {
    1: gettext_lazy("fixed by the plan before"),
    2: gettext_lazy("keeps the deadline"),
    3: gettext_lazy("looked ahead"),
}
ZERO = Decimal(0)


@require_GET
@needs("keyaccounts.view_rollingplan")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan with its deadline, its three months and how right the last ones were."""
    actor, noun = actor_of(request), nouns.PLANS
    row = row_or_404(noun, request, pk)
    reading.opened(request, noun, row)
    today = timezone.localdate()
    window, how = plans.window(row), plans.standing(row, today)
    context = {
        "record": record_page(noun, row, request, actor),
        "noun": noun,
        "row": row,
        "trail": [(noun.plural, noun.url("list"))],
        "standing": telling.standing(how),
        "window": {
            "opens": window.opens.isoformat(),
            "due": window.due.isoformat(),
            "month": telling.month(window.month),
        },
        "months": _months(row, today),
        "accuracy": _accuracy(row, today),
        "grid_url": reverse("keyaccounts:plan_grid", args=[row.pk])
        if row.state == PlanState.DRAFT and actor.can(services.CHANGE)
        else "",
    }
    return render(request, "keyaccounts/plan.html", context)


def _months(row: RollingPlan, today: date) -> list[dict[str, Any]]:
    """Each planned month: its sum, last year's, and how far ahead it stood."""
    currency = row.agreement.currency
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for month, amount in plans.lines(row).order_by().values_list("month", "amount"):
        sums[month] += amount
    months = deadlines.months(row.month)
    before = Period(shifted(months[0], -12), month_end(shifted(months[-1], -12)))
    old = accounts.by_month(SYSTEM, agreements.group(row.agreement), before, currency)
    return [
        {
            "label": telling.month(month), "amount": telling.money(sums[month], currency),
            "last_year": telling.money(old.get(shifted(month, -12)), currency), "how": HOW[n],
            "days": deadlines.days_ahead(month, row.ready_on or today), "is_leading": n == deadlines.LEADING,
        }
        for n, month in zip(deadlines.PLANNED, months, strict=True)
    ]  # fmt: skip


def _accuracy(row: RollingPlan, today: date) -> dict[str, Any] | None:
    found = plans.right(row.agreement, today)
    if not found.months:
        return None
    currency = row.agreement.currency
    return {
        "mean": telling.percent(found.mean_off),
        "rows": [
            {"month": telling.month(m.month), "planned": telling.money(m.planned, currency),
             "actual": telling.money(m.actual, currency), "ratio": telling.percent(m.ratio)}
            for m in reversed(found.months)
        ],
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(services.CHANGE)
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Products down, months across; quantities and amounts typed or pasted from a spreadsheet."""
    actor = actor_of(request)
    row = row_or_404(nouns.PLANS, request, pk)
    if row.state != PlanState.DRAFT:
        messages.error(request, _("Only a draft can be changed. Have the plan sent back first."))
        return redirect("keyaccounts:rollingplan_record", row.pk)
    months = deadlines.months(row.month)
    errors: list[str] = []
    if request.method == "POST":
        lines, cells, errors = _read(request, months, actor)
        if not errors:
            try:
                services.change(row, actor=actor, version=_version(request), lines=lines)
            except RuleBroken as broken:
                errors = [str(m) for m in broken.settle().errors.values()]
            else:
                messages.success(request, _("“{record}” was saved.").format(record=row))
                return redirect("keyaccounts:rollingplan_record", row.pk)
    else:
        cells = _cells(row)
    context = {
        "page": {"title": _("Rolling plan of {customer}").format(customer=row.agreement.customer)},
        "trail": [(nouns.PLANS.plural, nouns.PLANS.url("list")), (str(row), nouns.PLANS.url("record", row.pk))],
        "row": row,
        "version": request.POST.get("version", row.version),
        "months": [{"label": telling.month(m), "key": m.isoformat()} for m in months],
        "rows": _shown(cells or (_cells(row) if errors else []), months),
        "blanks": range(3),
        "errors": errors,
        "back": nouns.PLANS.url("record", row.pk),
    }
    return render(request, "keyaccounts/grid.html", context, status=422 if errors else 200)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


Cells = list[tuple[str, dict[str, tuple[str, str]]]]
"""Rows: the product (code and name as shown), and by month quantity and amount as typed."""
MOST = 500


def _cells(row: RollingPlan) -> Cells:
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for line in plans.lines(row).order_by("product__code", "month"):
        name = f"{line.product.code} {line.product}"
        found[name][line.month.isoformat()] = (f"{line.quantity.normalize():f}", f"{line.amount:.2f}")
    return list(found.items())


def _shown(cells: Cells, months: tuple[date, ...]) -> list[dict[str, Any]]:
    blank = ("", "")
    return [
        {
            "product": name,
            "cells": [
                {"key": m.isoformat(), "place": n, "quantity": typed[0], "amount": typed[1]}
                for n, m in enumerate(months)
                for typed in (by_month.get(m.isoformat(), blank),)
            ],
        }
        for name, by_month in cells
    ]


def _read(
    request: HttpRequest, months: tuple[date, ...], actor: Actor
) -> tuple[list[dict[str, Any]], Cells, list[str]]:
    """The grid as typed: lines for the service, and what to show again with what is wrong."""
    names = request.POST.getlist("product")
    columns = {m: (request.POST.getlist(f"q-{m}"), request.POST.getlist(f"a-{m}")) for m in months}
    lines: list[dict[str, Any]] = []
    cells: Cells = []
    errors = _not_whole(names, [values for pair in columns.values() for values in pair])
    for number, name in enumerate(names[:MOST]):
        typed = {m: (_at(q, number), _at(a, number)) for m, (q, a) in columns.items()}
        name = name.replace("\x00", "").strip()[:200]
        if not name and not any(any(pair) for pair in typed.values()):
            continue
        cells.append((name, {m.isoformat(): pair for m, pair in typed.items()}))
        product = products.visible(actor).filter(code=name.split(" ")[0]).first() if name else None
        if product is None:
            errors.append(_("Row {n}: there is no product with the code “{code}”.").format(n=number + 1, code=name))
            continue
        for month, (quantity, amount) in typed.items():
            try:
                line = {
                    "month": month,
                    "product": product,
                    "quantity": _number(quantity, 3),
                    "amount": _number(amount, 2),
                }
            except ValueError:
                errors.append(
                    _("Row {n}, {month}: enter numbers from 0.").format(n=number + 1, month=telling.month(month))
                )
                continue
            if line["quantity"] or line["amount"]:
                lines.append(line)
    return lines, cells, errors


def _not_whole(names: list[str], columns: list[list[str]]) -> list[str]:
    """A grid of which a part is missing would empty the plan: it is refused."""
    if not names or any(len(values) != len(names) for values in columns):
        return [_("The grid did not arrive whole. Load the page anew; nothing was changed.")]
    return [_("At most {most} lines.").format(most=MOST)] if len(names) > MOST else []


def _at(values: list[str], number: int) -> str:
    return values[number].strip()[:40] if number < len(values) else ""


def _number(text: str, digits: int) -> Decimal | None:
    """A number as people type and paste it; None where nothing was typed."""
    plain = text.replace(",", "").replace("¥", "").replace(MISSING, "").strip()
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or value < 0 or value >= Decimal(10) ** 12:
        raise ValueError(text)
    return value.quantize(Decimal(1).scaleb(-digits))
