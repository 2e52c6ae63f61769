"""The endpoints of field work that are not made from a noun's declaration."""

from typing import Any

from yanzhen.field.api.calls import router as calls_router
from yanzhen.field.api.canvassing import router as canvassing_router
from yanzhen.field.api.coaching import router as coaching_router
from yanzhen.field.api.meetings import router as meetings_router
from yanzhen.field.api.offline import router as offline_router
from yanzhen.field.api.planner import router as planner_router
from yanzhen.field.api.visits import router as visits_router

ROUTERS: tuple[Any, ...] = (
    planner_router,
    visits_router,
    offline_router,
    canvassing_router,
    calls_router,
    coaching_router,
    meetings_router,
)
