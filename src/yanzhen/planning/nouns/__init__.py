from yanzhen.planning.nouns import pace_waiting as pace_waiting
from yanzhen.planning.nouns import verbs as verbs
from yanzhen.planning.nouns.forecasts import FORECASTS
from yanzhen.planning.nouns.pace import ACTIONS, IMPROVEMENTS, PIPELINE_FIGURES
from yanzhen.planning.nouns.plans import PLANS
from yanzhen.planning.nouns.quotas import QUOTAS, TALKS
from yanzhen.planning.nouns.targets import DECLARATIONS, TARGETS
from yanzhen.planning.queries import field_goals

field_goals.register()

__all__ = [
    "ACTIONS",
    "DECLARATIONS",
    "FORECASTS",
    "IMPROVEMENTS",
    "PIPELINE_FIGURES",
    "PLANS",
    "QUOTAS",
    "TALKS",
    "TARGETS",
]
