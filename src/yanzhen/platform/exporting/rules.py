from yanzhen.platform import writes
from yanzhen.platform.models import ExportBudget

create, change, remove = writes.plain(ExportBudget)
