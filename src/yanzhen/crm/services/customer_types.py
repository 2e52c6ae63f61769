from yanzhen.crm.models import CustomerType
from yanzhen.platform import writes

create, change, remove = writes.plain(CustomerType)
