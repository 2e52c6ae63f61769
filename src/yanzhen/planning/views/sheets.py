"""The tab with the views of a plan: on the page, on paper, as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.planning.enums import Metric
from yanzhen.planning.lists import sheet_files
from yanzhen.planning.models import Plan
from yanzhen.planning.queries import pace_words as words
from yanzhen.planning.queries import plan_changes, sheets
from yanzhen.planning.queries.sheet import DAYS, MONEY, PERCENT, TEXT, Sheet
from yanzhen.planning.views import heads
from yanzhen.platform import warehouse
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import permits
from yanzhen.platform.pages.views import actor_of, needs

VIEW, EXPORT = "planning.view_plan", "planning.export_plan"
SHOWN = 200
heads.add(heads.Place(50, "views", gettext_lazy("Views"), "planning:sheets_of_plan", VIEW))


@require_GET
@needs(VIEW)
def views(request: HttpRequest, pk: int) -> HttpResponse:
    """One view of the plan; with `format` the same as a file or for the printer."""
    plan, actor = heads.plan_of(request, pk), actor_of(request)
    page, head = {"title": _("Views of the plan")}, heads.head(plan, actor, "views")
    try:
        view = sheets.view_of(request.GET.get("view", ""))
        sheet = view.make(actor, plan, timezone.localdate())
        if "format" in request.GET:
            return sheet_files.file_of(request, actor, plan, view, sheet, permits.PAGE, request.GET["format"])
    except warehouse.NotReady as broken:
        told = {"page": page, "head": head, "title": _("The figures are being prepared"), "text": str(broken)}
        return render(request, "planning/pace/refused.html", told, status=503)
    except RuleBroken as broken:
        text = " ".join(str(m) for m in broken.settle().errors.values())
        told = {"page": page, "head": head, "title": _("This cannot be shown"), "text": text, "url": request.path}
        return render(request, "planning/pace/refused.html", told, status=broken.status)
    return render(
        request, "planning/pace/views.html", {"page": page, "head": head, **_described(actor, plan, view, sheet)}
    )


def _described(actor: Actor, plan: Plan, view: sheets.View, sheet: Sheet) -> dict[str, Any]:
    url = reverse("planning:sheets_of_plan", args=[plan.pk])
    ways = [("XLSX", "xlsx"), ("CSV", "csv"), ("PDF", "pdf"), (_("Print view"), "print")]
    return {
        "plan": plan,
        "view": view,
        "tabs": [{"label": v.label, "url": f"{url}?{urlencode({'view': v.code})}", "is_here": v is view}
                 for v in sheets.VIEWS],
        "unit": words.unit(actor, Metric.REVENUE, plan.currency),
        "heads": list(zip(sheet.heads, [kind == TEXT for kind in sheet.kinds], strict=True)),
        "rows": [_row(actor, sheet, row) for row in sheet.rows[:SHOWN]],
        "total": _row(actor, sheet, sheet.total) if sheet.total is not None and sheet.rows else None,
        "more": max(0, len(sheet.rows) - SHOWN),
        "note": sheet.note,
        "changes": plan_changes.told(actor, plan, timezone.localdate()),
        "exports": [{"label": label, "url": f"{url}?{urlencode({'view': view.code, 'format': code})}"}
                    for label, code in ways] if actor.can(EXPORT) else [],
    }  # fmt: skip


def _row(actor: Actor, sheet: Sheet, row: Any) -> list[tuple[str, bool]]:
    """Each cell in words, and whether it is text."""
    return [(_cell(actor, kind, value), kind == TEXT) for kind, value in zip(sheet.kinds, row, strict=True)]


def _cell(actor: Actor, kind: str, value: Any) -> str:
    if value is None:
        return MISSING
    if kind == MONEY:
        return words.table(actor, Metric.REVENUE, value)
    if kind == PERCENT:
        return f"{float(value) * 100:.1f} %"
    return f"{float(value):.1f}" if kind == DAYS else str(value)
