from yanzhen.receivables.models.invoices import Invoice
from yanzhen.receivables.models.receipts import Receipt, Settlement

__all__ = ["Invoice", "Receipt", "Settlement"]
