"""What can be imported of invoices and receipts. Receipts settle invoices as if they were entered one by one."""

from functools import partial

from django.utils import timezone

from yanzhen.platform.imports.nouns import Noun, Saved, Touch, declare
from yanzhen.platform.writes import next_numbers
from yanzhen.receivables.models import Invoice, Receipt
from yanzhen.receivables.services import invoices, receipts, settling


def settle(saved: Saved) -> None:
    """Book what came in, and remember which invoices that moved."""
    for key, versions in settling.settle_all([*saved.updated, *saved.created]).items():
        saved.touches.append(Touch("receivables.invoice", key, versions=versions))


def numbers(prefix: str, count: int) -> list[str]:
    """The next numbers of this month."""
    return next_numbers(f"{prefix}-{timezone.localdate():%Y%m}", count)


declare(
    Noun(
        Invoice,
        ("number",),
        codes=frozenset({"order_number"}),
        derived={"owner": ("customer",), "unit": ("owner", "customer")},
        numbered={"number": partial(numbers, "INV")},
        check=invoices.check,
    )
)
declare(
    Noun(
        Receipt,
        ("number",),
        derived={"owner": ("customer",), "unit": ("customer",)},
        numbered={"number": partial(numbers, "RC")},
        after=settle,
        change=receipts.change,
        remove=receipts.remove,
        loose=frozenset({"receivables.settlement.receipt"}),
    )
)
