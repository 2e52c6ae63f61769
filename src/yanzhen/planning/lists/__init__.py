from yanzhen.planning.lists.plans import PLANS

__all__ = ["PLANS"]
