"""The endpoints of customers and the pipeline that are not made from a noun's declaration."""

from yanzhen.crm.api.possible import router as possible_router
from yanzhen.crm.api.stakeholders import router as stakeholders_router

ROUTERS = (possible_router, stakeholders_router)
