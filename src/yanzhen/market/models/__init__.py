from yanzhen.market.models.competitors import Competitor
from yanzhen.market.models.figures import MarketFigure
from yanzhen.market.models.settings import MarketSetting

__all__ = ["Competitor", "MarketFigure", "MarketSetting"]
