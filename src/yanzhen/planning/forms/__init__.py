from yanzhen.planning.forms.plans import PlanForm

__all__ = ["PlanForm"]
