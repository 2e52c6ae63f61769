from yanzhen.crm.models import LossReason
from yanzhen.platform import writes

create, change, remove = writes.plain(LossReason)
