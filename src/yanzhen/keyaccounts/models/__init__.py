from yanzhen.keyaccounts.models.agreements import (
    AccountDelivery,
    Agreement,
    AgreementCheck,
    AgreementCheckLine,
    AgreementEdition,
    AgreementTerm,
)
from yanzhen.keyaccounts.models.plans import AccountKpi, KpiValue, MonthlyReview, RollingPlan, RollingPlanLine
from yanzhen.keyaccounts.models.stores import Store, StoreOpportunity

__all__ = [
    "AccountDelivery",
    "AccountKpi",
    "Agreement",
    "AgreementCheck",
    "AgreementCheckLine",
    "AgreementEdition",
    "AgreementTerm",
    "KpiValue",
    "MonthlyReview",
    "RollingPlan",
    "RollingPlanLine",
    "Store",
    "StoreOpportunity",
]
