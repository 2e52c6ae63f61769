"""What can be imported of invoices and receipts. Receipts settle invoices, so their service writes them."""

from yanzhen.platform.imports.nouns import Noun, declare
from yanzhen.receivables.models import Invoice, Receipt
from yanzhen.receivables.services import receipts

declare(
    Noun(
        Invoice,
        ("number",),
        codes=frozenset({"order_number"}),
        derived={"owner": ("customer",), "unit": ("owner", "customer")},
    )
)
declare(
    Noun(Receipt, ("number",), without=frozenset({"owner", "unit"}), create=receipts.create, change=receipts.change)
)
