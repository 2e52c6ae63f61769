"""The words of planning, by topic; everything is named here, so that imports stay short."""

from yanzhen.planning.enums.forecasts import (
    OPEN_FORECASTS,
    ForecastModel,
    ForecastNote,
    ForecastSide,
    ForecastState,
    ForecastWhy,
)
from yanzhen.planning.enums.pace import (
    IMPROVEMENT_STEPS,
    ActionSpan,
    GapSide,
    ImprovementState,
    PipelineStage,
)
from yanzhen.planning.enums.plans import (
    MONEY,
    TRANSITIONS,
    Basis,
    Dim,
    Metric,
    PlanState,
)
from yanzhen.planning.enums.quotas import (
    KINDS,
    QuotaKind,
    TalkAct,
    TalkState,
)
from yanzhen.planning.enums.targets import (
    Question,
    Taken,
    TargetMethodCode,
    TargetSide,
    TargetState,
)

__all__ = [
    "IMPROVEMENT_STEPS",
    "KINDS",
    "MONEY",
    "OPEN_FORECASTS",
    "TRANSITIONS",
    "ActionSpan",
    "Basis",
    "Dim",
    "ForecastModel",
    "ForecastNote",
    "ForecastSide",
    "ForecastState",
    "ForecastWhy",
    "GapSide",
    "ImprovementState",
    "Metric",
    "PipelineStage",
    "PlanState",
    "Question",
    "QuotaKind",
    "Taken",
    "TalkAct",
    "TalkState",
    "TargetMethodCode",
    "TargetSide",
    "TargetState",
]
