from yanzhen.market.forms.collecting import CollectForm
from yanzhen.market.forms.nouns import BoundsForm, CompetitorForm, MarketFigureForm

__all__ = ["BoundsForm", "CollectForm", "CompetitorForm", "MarketFigureForm"]
