from yanzhen.organization.models import Territory
from yanzhen.platform import writes

create, change, remove = writes.plain(Territory)
