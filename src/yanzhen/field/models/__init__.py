from yanzhen.field.models.templates import VisitTemplate, VisitTemplateStep
from yanzhen.field.models.visit_rows import VisitFinding, VisitStep, VisitStock
from yanzhen.field.models.visits import Visit

__all__ = [
    "Visit",
    "VisitFinding",
    "VisitStep",
    "VisitStock",
    "VisitTemplate",
    "VisitTemplateStep",
]
