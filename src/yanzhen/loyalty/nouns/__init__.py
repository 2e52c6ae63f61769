from yanzhen.loyalty.nouns import panels as panels
from yanzhen.loyalty.nouns import visits as visits
from yanzhen.loyalty.nouns import visits_due as visits_due
from yanzhen.loyalty.nouns import waiting as waiting
from yanzhen.loyalty.nouns.evaluations import ANALYSES, EVALUATIONS, RUNS, SCHEMES
from yanzhen.loyalty.nouns.loyalty import PURCHASES, REFERRALS, REMEMBERED, REWARDS, THANKS_RULES

__all__ = [
    "ANALYSES",
    "EVALUATIONS",
    "PURCHASES",
    "REFERRALS",
    "REMEMBERED",
    "REWARDS",
    "RUNS",
    "SCHEMES",
    "THANKS_RULES",
]
