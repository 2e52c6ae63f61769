"""The keys by which customers are compared: set with every write, filled in for customers older than the keys."""

from typing import Any

from yanzhen.crm.calc import names
from yanzhen.crm.models import Customer

BATCH = 2_000


def keys_of(values: dict[str, Any]) -> dict[str, str]:
    """The keys that follow from the name and the phone among some values."""
    found = {}
    if "name" in values:
        found["name_key"] = names.name_key(values["name"] or "")
    if "phone" in values:
        found["phone_key"] = names.phone_key(values["phone"] or "")
    return found


def renew(customer: Customer, values: dict[str, Any]) -> None:
    """Bring the keys in line with what was just changed."""
    keys = keys_of(values)
    if any(getattr(customer, name) != key for name, key in keys.items()):
        Customer.objects.filter(pk=customer.pk).update(**keys)
        for name, key in keys.items():
            setattr(customer, name, key)


def fill(most: int = BATCH) -> int:
    """Give keys to some customers that have none; how many there were. May be called again and again."""
    rows = list(Customer.objects.filter(name_key="").exclude(name="").only("name", "phone").order_by("pk")[:most])
    for row in rows:
        row.name_key, row.phone_key = names.name_key(row.name), names.phone_key(row.phone)
    Customer.objects.bulk_update(rows, ["name_key", "phone_key"], batch_size=500)
    return len(rows)
