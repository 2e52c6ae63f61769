from yanzhen.planning.nouns.plans import PLANS

__all__ = ["PLANS"]
