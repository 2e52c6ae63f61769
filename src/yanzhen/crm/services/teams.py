from yanzhen.crm.models import CustomerMember
from yanzhen.platform import writes

create, change, remove = writes.plain(CustomerMember)
