"""What customers could buy in a year, and in which segment they are: read by machine, for all of them."""

from decimal import Decimal

from yanzhen.crm.models import Customer


def by_customer(currency: str) -> dict[int, Decimal]:
    """The potential a year, of the customers who have one in this currency."""
    rows = Customer.objects.filter(potential__isnull=False, potential_currency=currency, merged_into=None)
    found = rows.order_by().values_list("pk", "potential")
    return {key: potential for key, potential in found if potential is not None}


def segments() -> dict[int, str]:
    """The code of the type of each customer; empty where there is none."""
    rows = Customer.objects.filter(merged_into=None).order_by()
    return {key: code or "" for key, code in rows.values_list("pk", "customer_type__code").iterator(chunk_size=10_000)}


def owners(keys: list[int]) -> dict[int, int]:
    """The owner of each of these customers who has one."""
    rows = Customer.objects.filter(pk__in=keys, owner__isnull=False).order_by()
    return dict(rows.values_list("pk", "owner_id"))
