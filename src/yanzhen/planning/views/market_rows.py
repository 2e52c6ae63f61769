"""Parts of the market as cards and rows: every figure leads to what it was made of."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.lib.money import MISSING
from yanzhen.lib.periods import Period
from yanzhen.market.calc.matrix import Field
from yanzhen.market.calc.share import Gap, rounded
from yanzhen.planning.queries import market_words as words
from yanzhen.planning.queries.market_terms import Line, Market, Question
from yanzhen.planning.views.market_asking import address
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


def figures_url(keys: Sequence[int]) -> str:
    """The list of exactly these market figures."""
    return f"{reverse('market:marketfigure_list')}?{urlencode({'id': ','.join(map(str, keys))}, safe=',')}"


def sales_url(question: Question, period: Period, by: str, line: Line) -> str:
    """The analysis of the own sales of a part."""
    given = {"by": by, "from": f"{period.start}", "to": f"{period.end}", "currency": question.currency}
    sides = (("region", line.region), ("category", line.category))
    return f"{reverse('analysis:sales')}?{urlencode(given | {name: key for name, key in sides if key is not None})}"


def cards(line: Line) -> list[dict[str, Any]]:
    """The six rates of the whole."""
    reading, largest = line.reading, line.largest
    before = _("{share} a year before").format(share=words.percent(reading.share_before))
    rival = _("against {rival}").format(rival=largest.name) if largest else _("no rival's sales known")
    both = _("1 year before = 100 %")
    shown = (
        (_("Market share"), words.percent(reading.share), before if reading.share_before is not None else ""),
        (_("Relative share"), words.ratio(reading.relative), rival),
        (_("Market growth"), words.percent(reading.market_growth), both),
        (_("Own growth"), words.percent(reading.own_growth), both),
        (_("Expansion rate e"), words.percent(reading.expansion), _("share now ÷ share before")),
        (_("Real growth rate r"), words.percent(reading.real_growth), _("own growth ÷ market growth")),
    )
    return [
        {"label": label, "value": value, "hint": hint, "url": "#working" if value != MISSING else ""}
        for label, value, hint in shown
    ]


def reading(actor: Actor, found: Market, line: Line) -> dict[str, Any]:
    """The case in words, with what is missing and what cannot be."""
    case = line.reading.case
    return {
        "case": words.case(line),
        "direction": case.partition("_")[0] if case else "",
        "sentence": words.sentence(line),
        "gaps": [text for text in words.gaps(line) if text != words.sentence(line)],
        "faults": words.faults(line, found.question.currency),
        "fault_url": figures_url(line.rows) if line.reading.faults and line.rows else "",
        "add_url": _add_url(found, line) if Gap.NO_MARKET in line.reading.gaps else "",
    }


def heads(actor: Actor, currency: str) -> list[str]:
    """Heads of the table of parts."""
    of = amounts.unit(actor, currency)
    return [
        _("own sales ({unit})").format(unit=of),
        _("industry ({unit})").format(unit=of),
        pgettext("of a market", "share"),
        _("year before"),
        _("largest rival"),
        _("relative share"),
        _("market growth"),
        _("own growth"),
        "e",
        "r",
    ]


def row(actor: Actor, found: Market, line: Line) -> dict[str, Any]:
    """One part: its figures, each leading to its rows, and its case."""
    q, rates, largest = found.question, line.reading, line.largest
    texts: list[dict[str, Any]] = [
        {"text": amounts.table(actor, line.now.own), "url": sales_url(q, q.period, _below(q), line)},
        {"text": amounts.table(actor, line.now.market), "url": figures_url(line.rows) if line.rows else ""},
        {"text": words.percent(rates.share), "is_main": True},
        {"text": words.percent(rates.share_before)},
        {
            "text": largest.name if largest else MISSING,
            "url": figures_url([key for rival in line.rivals for key in rival.rows]) if largest else "",
            "note": amounts.table(actor, largest.sales) if largest else "",
        },
        {"text": words.ratio(rates.relative)},
        {"text": words.percent(rates.market_growth)},
        {"text": words.percent(rates.own_growth)},
        {"text": words.percent(rates.expansion)},
        {"text": words.percent(rates.real_growth)},
    ]
    labels = heads(actor, q.currency)
    return {
        "name": line.name,
        "url": own_page(q, line),
        "cells": [{**cell, "label": label} for cell, label in zip(texts, labels, strict=True)],
        "reading": reading(actor, found, line),
    }


def own_page(question: Question, line: Line) -> str:
    """The page of this part alone."""
    by = "region" if question.by == "category" else "category"
    return address(replace(question, by=by), region=line.region, category=line.category)


def _below(question: Question) -> str:
    return "product" if question.by == "category" else "category"


def unknown(actor: Actor, found: Market, line: Line) -> dict[str, Any]:
    """A part that is sold but of which nothing is known."""
    q = found.question
    return {
        "name": line.name,
        "own": amounts.table(actor, line.now.own),
        "url": sales_url(q, q.period, _below(q), line),
        "add_url": _add_url(found, line) if actor.can("market.add_marketfigure") else "",
    }


def _add_url(found: Market, line: Line) -> str:
    period = found.question.period
    lengths = {1: "month", 3: "quarter"}
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    given: dict[str, Any] = {"kind": "industry_sales", "starts_on": f"{period.start}"}
    given |= {"length": lengths.get(months, "year"), "currency": found.question.currency}
    sides = (("region", line.region), ("category", line.category))
    given |= {name: key for name, key in sides if key is not None}
    return f"{reverse('market:marketfigure_add')}?{urlencode(given)}"


def steps(found: Market) -> list[dict[str, str]]:
    """The working of the whole: what was divided by what."""
    names = {
        "share": (_("market share"), _("own sales ÷ industry sales")),
        "share_before": (_("market share a year before"), _("own sales ÷ industry sales, a year before")),
        "relative_share": (_("relative share"), _("own sales ÷ sales of the largest rival")),
        "market_growth": (_("market growth"), _("industry sales ÷ industry sales a year before")),
        "own_growth": (_("own growth"), _("own sales ÷ own sales a year before")),
        "expansion": (_("expansion e"), _("share ÷ share a year before")),
        "real_growth": (_("real growth r"), _("own growth ÷ market growth")),
    }
    return [
        {
            "name": names[step.name][0],
            "formula": names[step.name][1],
            "numbers": f"{_number(step.upper)} ÷ {_number(step.lower)}",
            "result": words.ratio(step.result) if step.name == "relative_share" else words.percent(step.result, 2),
        }
        for step in found.whole.reading.steps
    ]


def _number(value: Decimal | Fraction) -> str:
    """Money to the cent, rates to four places."""
    exact = Fraction(value)
    return f"{rounded(exact, 2 if abs(exact) >= 100 else 4):,f}"


def fields(actor: Actor, found: Market, placed: Sequence[Line]) -> list[dict[str, Any]]:
    """The four fields with what lies in them."""
    q = found.question
    return [
        {
            "code": field.value,
            "label": words.FIELDS[field],
            "advice": words.ADVICE[field],
            "rows": [
                {
                    "name": line.name,
                    "url": sales_url(q, q.period, _below(q), line),
                    "page": own_page(q, line),
                    "own": amounts.table(actor, line.now.own),
                    "growth": words.percent(line.reading.market_growth),
                    "relative": words.ratio(line.reading.relative),
                    "rival": line.largest.name if line.largest else MISSING,
                    "share": words.percent(line.reading.share),
                }
                for line in placed
                if found.field_of(line) is field
            ],
        }
        for field in Field
    ]


def unplaced(found: Market, line: Line) -> dict[str, Any]:
    """A part that has no place in the matrix, and why."""
    return {"name": line.name, "url": own_page(found.question, line), "why": " ".join(words.gaps(line))}
