from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor
from yanzhen.receivables.models import Invoice


@writes.write("receivables.add_invoice")
def create(*, actor: Actor, **values: Any) -> Invoice:
    """Enter an invoice; salesperson and unit are the customer's."""
    customer = values["customer"]
    values["number"] = values.get("number") or writes.next_number(f"INV-{timezone.localdate():%Y%m}")
    return writes.create(Invoice, actor=actor, owner_id=customer.owner_id, unit_id=customer.unit_id, **values)


@writes.write("receivables.change_invoice")
def change(instance: Invoice, *, actor: Actor, version: int | None = None, **values: Any) -> Invoice:
    """Correct an invoice; one that was paid in part keeps its customer, its currency and at least that amount."""
    row = writes.locked(instance, version)
    check(row, {f"{n}_id" if n == "customer" else n: getattr(v, "pk", v) for n, v in values.items()})
    if "number" in values:
        values["number"] = values["number"] or row.number
    return writes.change(row, actor=actor, version=version, **values)


@writes.write("receivables.remove_invoice")
def remove(instance: Invoice, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


def check(row: Invoice, values: dict[str, Any]) -> None:
    """Refuse new values, by their stored names, that do not go with the receipts booked on an invoice."""
    if row.settled_amount:
        if values.get("customer_id", row.customer_id) != row.customer_id:
            raise RuleBroken(
                _("Receipts are booked on this invoice, so it stays with its customer."),
                field="customer",
                code="settled",
            )
        if values.get("currency", row.currency) != row.currency:
            raise RuleBroken(
                _("Receipts are booked on this invoice, so it keeps its currency."), field="currency", code="settled"
            )
        if "amount" in values and abs(values["amount"]) < abs(row.settled_amount):
            raise RuleBroken(
                _("{amount} of this invoice is already settled.").format(amount=row.settled_amount),
                field="amount",
                code="settled",
            )
