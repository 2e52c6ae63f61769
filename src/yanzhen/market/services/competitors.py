from yanzhen.market.models import Competitor
from yanzhen.platform import writes

create, change, remove = writes.plain(Competitor)
