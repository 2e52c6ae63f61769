from yanzhen.loyalty.models.analyses import CauseAnalysis
from yanzhen.loyalty.models.evaluations import Evaluation, EvaluationRun, EvaluationScheme
from yanzhen.loyalty.models.purchases import ItemPair, NextPurchase, PurchaseRun
from yanzhen.loyalty.models.referrals import Referral
from yanzhen.loyalty.models.rewards import RewardEntry
from yanzhen.loyalty.models.thanks import RememberedDay, ThanksGiven, ThanksRule

__all__ = [
    "CauseAnalysis",
    "Evaluation",
    "EvaluationRun",
    "EvaluationScheme",
    "ItemPair",
    "NextPurchase",
    "PurchaseRun",
    "Referral",
    "RememberedDay",
    "RewardEntry",
    "ThanksGiven",
    "ThanksRule",
]
