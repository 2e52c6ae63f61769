"""The endpoints of customers and the pipeline that are not made from a noun's declaration."""

from yanzhen.crm.api.collisions import router as collisions_router
from yanzhen.crm.api.handovers import router as handovers_router
from yanzhen.crm.api.lead_rules import router as lead_rules_router
from yanzhen.crm.api.leads import router as leads_router
from yanzhen.crm.api.matching import router as matching_router
from yanzhen.crm.api.opportunities import router as opportunities_router
from yanzhen.crm.api.pipeline import router as pipeline_router
from yanzhen.crm.api.possible import router as possible_router
from yanzhen.crm.api.stakeholders import router as stakeholders_router

ROUTERS = (
    handovers_router,
    collisions_router,
    matching_router,
    leads_router,
    lead_rules_router,
    opportunities_router,
    pipeline_router,
    possible_router,
    stakeholders_router,
)
