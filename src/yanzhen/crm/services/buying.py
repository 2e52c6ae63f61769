"""What customers know of their own buying: called in the transaction that writes many orders at once."""

from collections.abc import Mapping
from datetime import date

from yanzhen.crm.models import Customer

type Days = dict[str, date | None]


def note_orders(days: Mapping[int, tuple[date, date]]) -> dict[int, tuple[Days, Days]]:
    """Widen what is known to the days of the first and the latest order given, by customer key.

    Answers with what was known before and after, of the customers for whom that changed.
    """
    changed = []
    noted: dict[int, tuple[Days, Days]] = {}
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=days).order_by("pk")
    for customer in rows.only("since_on", "last_order_on"):
        first, last = days[customer.pk]
        since = min(first, customer.since_on or first)
        latest = max(last, customer.last_order_on or last)
        if (customer.since_on, customer.last_order_on) != (since, latest):
            noted[customer.pk] = _days(customer), {"since_on": since, "last_order_on": latest}
            customer.since_on, customer.last_order_on = since, latest
            changed.append(customer)
    Customer.objects.bulk_update(changed, ["since_on", "last_order_on"], batch_size=500)
    return noted


def _days(customer: Customer) -> Days:
    return {"since_on": customer.since_on, "last_order_on": customer.last_order_on}
