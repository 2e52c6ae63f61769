from yanzhen.planning.models.forecasts import ForecastPoint, ForecastRun, ForecastSeries, PersonalForecast
from yanzhen.planning.models.plans import Plan, PlanCell
from yanzhen.planning.models.quotas import Quota, QuotaTalk, TalkEntry
from yanzhen.planning.models.steps import PlanStep

__all__ = [
    "ForecastPoint",
    "ForecastRun",
    "ForecastSeries",
    "PersonalForecast",
    "Plan",
    "PlanCell",
    "PlanStep",
    "Quota",
    "QuotaTalk",
    "TalkEntry",
]
