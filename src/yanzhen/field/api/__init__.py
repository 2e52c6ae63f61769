"""The endpoints of field work that are not made from a noun's declaration."""

from typing import Any

from yanzhen.field.api.offline import router as offline_router

ROUTERS: tuple[Any, ...] = (offline_router,)
