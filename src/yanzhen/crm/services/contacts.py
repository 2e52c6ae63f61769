from yanzhen.crm.models import Contact
from yanzhen.platform import writes

create, change, remove = writes.plain(Contact)
