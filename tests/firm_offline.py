"""Rows of the road for the two small firms: an order of each seller that was typed without network and waits."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import timezone


def add(firm: Any, name: str, word: str, customer: Any) -> None:
    """One entry that waits, typed by the seller for their own customer."""
    seller, now = firm.employees[name], timezone.now()
    payload = {"customer": customer.pk, "lines": [{"product": firm.row("products.product").pk, "quantity": "1"}]}
    firm.rows.setdefault("platform.offlineentry", {})[name] = apps.get_model("platform.OfflineEntry").objects.create(
        key=UUID(int=seller.pk), user_id=firm.users[name].pk, who=seller.name, typed_by_id=seller.pk,
        owner_id=seller.pk, unit_id=seller.assignments.get().unit_id, kind="order", title=word, payload=payload,
        fingerprint="0" * 64, stated_at=now, happened_at=now, code="reach", reason=word, noun_name="crm.customer",
        object_id=customer.pk,
    )  # fmt: skip
