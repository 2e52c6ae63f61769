"""Shares of the market and the growth-share matrix for programs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from yanzhen.market.calc.share import rounded
from yanzhen.planning.forms.market import PARAMETERS, answer
from yanzhen.planning.queries import market_words as words
from yanzhen.planning.queries.market_terms import Line, Market
from yanzhen.platform.pages.doors import actor_of, operations
from yanzhen.platform.pages.schemas import Problem

router = Router(tags=["market"])
operation = operations(router)
VIEW_MARKET = "planning.view_market"


class MarketQuery(Schema):
    """The question; without a period the last year of which industry sales are known."""

    start: str = Field("", alias="from", description="first month, such as 2026-01")
    end: str = Field("", alias="to", description="last month, included")
    region: str = Field("", description="key of a region; the whole market without")
    category: str = Field("", description="key of a product category; all products without")
    by: str = Field("", description="category or region")
    currency: str = Field("", description="such as CNY; own sales' first currency without")


class MarketRival(Schema):
    """What one competitor sold, and the keys of the market figures that say so."""

    id: int
    name: str
    sales: str
    figures: list[int]


class MarketPart(Schema):
    """A part of the market. Rates are ratios (1.12 is 12 % more); null where they have no meaning, see `gaps`."""

    region: int | None
    category: int | None
    name: str
    own: str
    own_before: str
    industry: str | None
    industry_before: str | None
    share: str | None
    share_before: str | None
    relative_share: str | None
    market_growth: str | None
    own_growth: str | None
    expansion: str | None
    real_growth: str | None
    case: str | None
    reading: str
    gaps: list[str]
    faults: list[str]
    field: str | None = Field(None, description="star, cash_cow, question_mark or dog")
    rivals: list[MarketRival]
    figures: list[int] = Field(description="keys of the market figures behind the industry's sales of the period")
    figures_before: list[int]


class MarketPoint(Schema):
    """The share in one quarter or year; null where it is not known."""

    start: date
    end: date
    share: str | None


class MarketCuts(Schema):
    """From where growth and relative share count as high."""

    growth: Decimal
    relative_share: Decimal


class MarketShareAnswer(Schema):
    """The whole, its parts, the parts of which only own sales are known, and the share over time."""

    start: date
    end: date
    currency: str
    is_whole_company: bool
    whole: MarketPart
    parts: list[MarketPart]
    unknown: list[MarketPart]
    points: list[MarketPoint]


class MarketMatrixAnswer(Schema):
    """The parts that have a place in the matrix, those that have none, and the cut-offs."""

    start: date
    end: date
    currency: str
    cuts: MarketCuts
    parts: list[MarketPart]
    unplaced: list[MarketPart]


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _rate(rate: Any) -> str | None:
    value = rounded(rate)
    return None if value is None else f"{value:f}"


def _part(found: Market, line: Line) -> dict[str, Any]:
    rates = line.reading
    field = found.field_of(line)
    return {
        "region": line.region,
        "category": line.category,
        "name": line.name,
        "own": _text(line.now.own),
        "own_before": _text(line.before.own),
        "industry": _text(line.now.market),
        "industry_before": _text(line.before.market),
        "share": _rate(rates.share),
        "share_before": _rate(rates.share_before),
        "relative_share": _rate(rates.relative),
        "market_growth": _rate(rates.market_growth),
        "own_growth": _rate(rates.own_growth),
        "expansion": _rate(rates.expansion),
        "real_growth": _rate(rates.real_growth),
        "case": rates.case.value if rates.case else None,
        "reading": words.sentence(line),
        "gaps": [gap.value for gap in rates.gaps],
        "faults": words.faults(line, found.question.currency),
        "field": field.value if field else None,
        "rivals": [{"id": r.key, "name": r.name, "sales": _text(r.sales), "figures": r.rows} for r in line.rivals],
        "figures": line.rows,
        "figures_before": line.rows_before,
    }


def _asked(request: HttpRequest) -> Market:
    actor = actor_of(request, VIEW_MARKET)
    given = {name: request.GET.get(name, "") for name in PARAMETERS}
    return answer(actor, given, timezone.localdate())


def _span(found: Market) -> dict[str, Any]:
    period = found.question.period
    return {"start": period.start, "end": period.end, "currency": found.question.currency}


@operation(
    "GET", "/market/share", VIEW_MARKET, "market_share", "Shares of the market", MarketShareAnswer, also={503: Problem}
)
def share(request: HttpRequest, parameters: Query[MarketQuery]) -> Any:
    """Own sales against the industry and the rivals, how the share moved against the year before, and why."""
    found = _asked(request)
    return {
        **_span(found),
        "is_whole_company": found.is_whole_company,
        "whole": _part(found, found.whole),
        "parts": [_part(found, line) for line in found.lines],
        "unknown": [_part(found, line) for line in found.unknown],
        "points": [
            {"start": p.period.start, "end": p.period.end, "share": None if p.share is None else f"{p.share:.4f}"}
            for p in found.points
        ],
    }


@operation(
    "GET",
    "/market/matrix",
    VIEW_MARKET,
    "market_matrix",
    "The growth-share matrix",
    MarketMatrixAnswer,
    also={503: Problem},
)
def matrix(request: HttpRequest, parameters: Query[MarketQuery]) -> Any:
    """Which parts of the market are stars, cash cows, question marks and dogs."""
    found = _asked(request)
    placed = [line for line in found.lines if found.field_of(line) is not None]
    return {
        **_span(found),
        "cuts": {name: found.bounds[name] for name in ("growth", "relative_share")},
        "parts": [_part(found, line) for line in placed],
        "unplaced": [_part(found, line) for line in found.lines if line not in placed],
    }
