"""Receipts settle the oldest open invoices of their customer and currency, until the money is used up."""

from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from yanzhen.platform import writes
from yanzhen.platform.actor import Actor
from yanzhen.receivables.calc.settling import Open, settle
from yanzhen.receivables.models import Invoice, Receipt, Settlement


@writes.write("receivables.add_receipt")
def create(*, actor: Actor, **values: Any) -> Receipt:
    """Enter a receipt and settle invoices with it; salesperson and unit are the customer's."""
    customer = values["customer"]
    values["number"] = values.get("number") or writes.next_number(f"RC-{timezone.localdate():%Y%m}")
    receipt = writes.create(Receipt, actor=actor, owner_id=customer.owner_id, unit_id=customer.unit_id, **values)
    _settle(receipt)
    return receipt


@writes.write("receivables.change_receipt")
def change(instance: Receipt, *, actor: Actor, version: int | None = None, **values: Any) -> Receipt:
    """Correct a receipt; what it settled is undone and settled anew."""
    row = writes.locked(instance, version)
    _undo(row)
    if "number" in values:
        values["number"] = values["number"] or row.number
    if "customer" in values:
        values |= {"owner_id": values["customer"].owner_id, "unit_id": values["customer"].unit_id}
    changed = writes.change(row, actor=actor, version=version, **values)
    _settle(changed)
    return changed


@writes.write("receivables.remove_receipt")
def remove(instance: Receipt, *, actor: Actor, version: int | None = None) -> None:
    """Remove a receipt; its invoices are open again."""
    row = writes.locked(instance, version)
    _undo(row)
    writes.remove(row, actor=actor, version=version)


def _settle(receipt: Receipt) -> None:
    """Book the receipt on open invoices in the order of their due day, under their locks."""
    if receipt.amount <= 0:
        return
    invoices = (
        Invoice.objects.select_for_update()
        .filter(customer_id=receipt.customer_id, currency=receipt.currency, amount__gt=F("settled_amount"))
        .order_by("due_on", "pk")
    )
    open_invoices = [Open(i.pk, i.amount - i.settled_amount) for i in invoices]
    for part in settle(receipt.amount, open_invoices):
        Settlement.objects.create(receipt=receipt, invoice_id=part.invoice_id, amount=part.amount)
        _book(part.invoice_id, part.amount)


def _undo(receipt: Receipt) -> None:
    for part in Settlement.objects.filter(receipt=receipt):
        _book(part.invoice_id, -part.amount)
    Settlement.objects.filter(receipt=receipt).delete()


def _book(invoice_id: int, amount: Decimal) -> None:
    Invoice.objects.filter(pk=invoice_id).update(settled_amount=F("settled_amount") + amount, version=F("version") + 1)
