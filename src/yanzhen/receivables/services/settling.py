"""Many receipts settled at once: what an import brings is booked like receipts entered one after the other."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Q

from yanzhen.receivables.calc.settling import Open, settle
from yanzhen.receivables.models import Invoice, Receipt, Settlement


def settle_all(receipts: Sequence[Receipt]) -> dict[int, tuple[int, int]]:
    """Book saved receipts, in their order, on the open invoices of their customers; what they settled before is undone.

    Answers with the versions before and after of each invoice that was touched.
    """
    old = list(Settlement.objects.filter(receipt__in=receipts))
    customers = {r.customer_id for r in receipts if r.amount > 0}
    open_ones = Q(customer_id__in=customers, amount__gt=F("settled_amount"))
    rows = Invoice.objects.select_for_update().filter(open_ones | Q(pk__in={s.invoice_id for s in old}))
    invoices = {invoice.pk: invoice for invoice in rows.order_by("pk")}
    before = {pk: invoice.settled_amount for pk, invoice in invoices.items()}
    for settlement in old:
        invoices[settlement.invoice_id].settled_amount -= settlement.amount
    Settlement.objects.filter(receipt__in=receipts).delete()
    Settlement.objects.bulk_create(_booked(receipts, invoices))
    return _saved(invoices, before)


def _booked(receipts: Sequence[Receipt], invoices: dict[int, Invoice]) -> list[Settlement]:
    by_customer: dict[tuple[int, str], list[Invoice]] = defaultdict(list)
    for invoice in sorted(invoices.values(), key=lambda i: (i.due_on, i.pk)):
        by_customer[invoice.customer_id, invoice.currency].append(invoice)
    settlements = []
    for receipt in receipts:
        if receipt.amount <= 0:
            continue
        theirs = by_customer[receipt.customer_id, receipt.currency]
        owed = [Open(i.pk, i.amount - i.settled_amount) for i in theirs if i.amount > i.settled_amount]
        for part in settle(receipt.amount, owed):
            settlements.append(Settlement(receipt=receipt, invoice_id=part.invoice_id, amount=part.amount))
            invoices[part.invoice_id].settled_amount += part.amount
    return settlements


def _saved(invoices: dict[int, Invoice], before: dict[int, Decimal]) -> dict[int, tuple[int, int]]:
    changed = [i for i in invoices.values() if i.settled_amount != before[i.pk]]
    for invoice in changed:
        invoice.version += 1
    Invoice.objects.bulk_update(changed, ["settled_amount", "version"], batch_size=500)
    return {invoice.pk: (invoice.version - 1, invoice.version) for invoice in changed}
