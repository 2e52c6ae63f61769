from yanzhen.organization.models import Position
from yanzhen.platform import writes

create, change, remove = writes.plain(Position)
