"""The keys by which customers are compared: set with every write, filled in for customers older than the keys."""

from typing import Any

from yanzhen.crm.calc import names
from yanzhen.crm.models import Customer
from yanzhen.crm.services import identity

BATCH = 2_000
OLDER = "entered before numbers had to be different"
FILLED = ["name_key", "phone_key", "shares_phone", "shares_phone_because"]


def keys_of(values: dict[str, Any]) -> dict[str, str]:
    """The keys that follow from the name and the phone among some values."""
    found = {}
    if "name" in values:
        found["name_key"] = names.name_key(values["name"] or "")
    if "phone" in values:
        found["phone_key"] = names.phone_key(values["phone"] or "")
    return found


def fill(most: int = BATCH) -> int:
    """Give keys to some customers that have none; how many there were. May be called again and again."""
    waiting = Customer.objects.filter(name_key="").exclude(name="")
    rows = list(waiting.only("name", "phone", "shares_phone", "shares_phone_because").order_by("pk")[:most])
    for row in rows:
        row.name_key, row.phone_key = names.name_key(row.name), names.phone_key(row.phone)
    taken = identity.taken({row.phone_key for row in rows if not row.shares_phone})
    for row in rows:
        # Two old customers with one number are there already; the first keeps it as its own.
        if row.phone_key in taken and not row.shares_phone:
            row.shares_phone, row.shares_phone_because = True, OLDER
        taken.add(row.phone_key)
    Customer.objects.bulk_update(rows, FILLED, batch_size=500)
    return len(rows)
