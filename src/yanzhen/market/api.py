"""The bounds of the market's reading for programs. Figures and competitors have the routes of every noun."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from yanzhen.market.permissions import SET_BOUNDS
from yanzhen.market.queries import bounds
from yanzhen.market.services import bounds as services

router = Router(tags=["market"])
SEE = "market.view_marketfigure"


class MarketBounds(Schema):
    """From where a market grows fast and a share is high, and within what sales stand still; all ratios."""

    growth: Decimal
    relative_share: Decimal
    still: Decimal


@router.get(
    "/market-bounds",
    response={200: MarketBounds},
    operation_id="market_bounds",
    summary="The bounds of the market's reading",
    openapi_extra={"x-function": SEE},
)
def read(request: HttpRequest) -> Any:
    """As they hold now."""
    request.actor.require(SEE)  # type: ignore[attr-defined]
    return bounds.in_force()


@router.put(
    "/market-bounds",
    response={200: MarketBounds},
    operation_id="market_set_bounds",
    summary="Set the bounds of the market's reading",
    openapi_extra={"x-function": SET_BOUNDS},
)
def put(request: HttpRequest, payload: MarketBounds) -> Any:
    """All three at once."""
    services.put(actor=request.actor, values=payload.dict())  # type: ignore[attr-defined]
    return bounds.in_force()


for _view, _code in ((read, SEE), (put, SET_BOUNDS)):
    _view.function_code = _code  # type: ignore[union-attr]
