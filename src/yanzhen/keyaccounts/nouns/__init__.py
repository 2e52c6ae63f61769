from yanzhen.keyaccounts.nouns import panels as panels
from yanzhen.keyaccounts.nouns.agreements import AGREEMENTS, CHECKS, DELIVERIES
from yanzhen.keyaccounts.nouns.plans import KPIS, PLANS, REVIEWS
from yanzhen.keyaccounts.nouns.stores import CHANCES, STORES

__all__ = ["AGREEMENTS", "CHANCES", "CHECKS", "DELIVERIES", "KPIS", "PLANS", "REVIEWS", "STORES"]
