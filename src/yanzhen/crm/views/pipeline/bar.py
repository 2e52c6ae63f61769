"""What the pages of the pipeline share: their tabs, the filters, amounts in words, and the list behind a figure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.crm.calc.pipeline.flow import Entry
from yanzhen.crm.calc.pipeline.terms import Share
from yanzhen.crm.forms.pipeline import Asked
from yanzhen.crm.lists.pipeline_files import EXPORT
from yanzhen.crm.queries import pipeline, pipeline_reports
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.money import MISSING
from yanzhen.organization.queries import choices
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import FORMATS

ROWS = 50


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages beside each other, those the reader may open."""
    pages = (
        ("crm:pipeline_funnel", _("Funnel"), "crm.view_opportunity"),
        ("crm:pipeline_flow", _("Deal flow"), "crm.view_opportunity"),
        ("crm:pipeline_learnt", _("Learnt from the past"), "crm.view_process"),
        ("crm:pipeline_drafts", _("Process from won deals"), "crm.add_process"),
    )
    return [{"label": label, "url": reverse(page), "is_here": page == here} for page, label, code in pages
            if actor.can(code)]  # fmt: skip


def filters(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What the selects of the question offer."""
    units, owners = choices.units(actor), choices.employees(actor)
    return {
        "processes": [{"key": p.pk, "label": p.label, "is_here": p == asked.process} for p in asked.processes],
        "units": [{"key": key, "label": label, "is_here": key == asked.unit} for key, label in units],
        "owners": [{"key": key, "label": label, "is_here": key == asked.owner} for key, label in owners],
        "sources": [
            {"key": name, "label": name, "is_here": name == asked.source}
            for name in pipeline.sources(actor, asked.process.pk if asked.process else None)
        ],
    }


def url(page: str, address: dict[str, str], **changes: Any) -> str:
    """The address of a question with something changed; empty values are left out."""
    state = {name: str(value) for name, value in {**address, **changes}.items() if value not in {None, ""}}
    return f"{reverse(page)}?{urlencode(state)}"


def currencies(page: str, address: dict[str, str], found: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    return [{"code": code, "url": url(page, address, currency=code), "is_here": code == chosen} for code in found]


def exports(actor: Actor, page: str, address: dict[str, str], **more: Any) -> list[dict[str, str]]:
    """The ways out, for those who may export."""
    if not actor.can(EXPORT):
        return []
    labels = {"print": _("Print view")}
    return [{"label": labels.get(f, f.upper()), "url": url(page, address, format=f, **more)} for f in FORMATS]


def refused(request: HttpRequest, broken: RuleBroken, title: str, here: str) -> HttpResponse:
    """The page that says which question makes no sense, and offers the usual one."""
    text = " ".join(str(message) for message in broken.settle().errors.values())
    context = {"page": {"title": title}, "text": text, "url": request.path, "tabs": tabs(request.actor, here)}  # type: ignore[attr-defined]
    return render(request, "crm/pipeline/refused.html", context, status=broken.status)


# -- Figures in words --------------------------------------------------------------------------------------------------


def percent(rate: Fraction | None) -> str:
    """A rate in whole percent, half up."""
    return MISSING if rate is None else f"{int(rate * 100 + Fraction(1, 2))} %"


def of(share: Share) -> str:
    """A share as its numbers: 12 of 30."""
    return _("{part} of {whole}").format(part=f"{share.part:,}", whole=f"{share.whole:,}")


def days(value: Decimal | None) -> str:
    return MISSING if value is None else f"{value:,f}"


def width(part: int | Decimal, whole: int | Decimal) -> str:
    """A part of the width of a bar, in hundredths, as SVG writes it."""
    return f"{float(part) / float(whole) * 100:.2f}" if whole else "0"


# -- The opportunities behind a figure ---------------------------------------------------------------------------------


def behind(
    actor: Actor, page: str, asked: Asked, address: dict[str, str], title: str, entries: Sequence[Entry]
) -> dict[str, Any]:
    """One page of exactly the opportunities that a figure is made of."""
    start = min(asked.start, max(0, len(entries) - 1))
    shown = pipeline_reports.rows(actor, entries[start : start + ROWS])
    here = {**address, "part": asked.part, "stage": str(asked.stage or "")}
    count = ngettext("{n} opportunity", "{n} opportunities", len(entries)).format(n=f"{len(entries):,}")
    return {
        "title": title,
        "count": count,
        "rows": [
            {
                "url": reverse("crm:opportunity_record", args=[row.opportunity.pk]),
                "name": str(row.opportunity),
                "customer": str(row.opportunity.customer),
                "owner": str(row.opportunity.owner or ""),
                "stage": str(row.opportunity.stage),
                "state": row.opportunity.get_state_display(),
                "expected_on": row.opportunity.expected_on,
                "amount": f"{row.amount:,.2f}",
                "currency": row.opportunity.currency,
            }
            for row in shown
        ],
        "previous": url(page, here, start=max(0, start - ROWS) or "") if start else "",
        "next": url(page, here, start=start + ROWS) if start + ROWS < len(entries) else "",
        "close": url(page, address),
        "exports": exports(actor, page, here),
    }
