from yanzhen.organization.models import Company
from yanzhen.platform import writes

create, change, remove = writes.plain(Company)
