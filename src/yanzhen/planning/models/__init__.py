from yanzhen.planning.models.plans import Plan, PlanCell

__all__ = ["Plan", "PlanCell"]
