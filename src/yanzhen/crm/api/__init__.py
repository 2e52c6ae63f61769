"""The endpoints of customers and the pipeline that are not made from a noun's declaration."""

from yanzhen.crm.api.possible import router as possible_router

ROUTERS = (possible_router,)
