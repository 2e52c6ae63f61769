from yanzhen.organization.models import Region
from yanzhen.platform import writes

create, change, remove = writes.plain(Region)
