from yanzhen.planning.models.boards import Board, BoardMove
from yanzhen.planning.models.declarations import Declaration, RetrospectiveAnswer
from yanzhen.planning.models.forecasts import ForecastPoint, ForecastRun, ForecastSeries, PersonalForecast
from yanzhen.planning.models.pace import ActionItem, Improvement, PaceBound, PipelineFigure
from yanzhen.planning.models.plans import Plan, PlanCell
from yanzhen.planning.models.quotas import Quota, QuotaTalk, TalkEntry
from yanzhen.planning.models.steps import PlanStep
from yanzhen.planning.models.targets import Target, TargetMethod, TargetRules

__all__ = [
    "ActionItem",
    "Board",
    "BoardMove",
    "Declaration",
    "ForecastPoint",
    "ForecastRun",
    "ForecastSeries",
    "Improvement",
    "PaceBound",
    "PersonalForecast",
    "PipelineFigure",
    "Plan",
    "PlanCell",
    "PlanStep",
    "Quota",
    "QuotaTalk",
    "RetrospectiveAnswer",
    "TalkEntry",
    "Target",
    "TargetMethod",
    "TargetRules",
]
