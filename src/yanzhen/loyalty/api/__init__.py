"""The endpoints of loyalty that are not made from a noun's declaration."""

from typing import Any

from yanzhen.loyalty.api.evaluations import router as evaluations_router
from yanzhen.loyalty.api.loyalty import router as loyalty_router

ROUTERS: tuple[Any, ...] = (evaluations_router, loyalty_router)
