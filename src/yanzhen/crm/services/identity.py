"""What can belong to one customer only: a credit code, and a telephone number unless it is said to be shared.

The database refuses both under race (`one_customer_per_credit_code`, `one_customer_per_phone`); what is said here comes
first, at the field. A switchboard of head office and branches is shared: whoever says so says why, and both are kept
with the customer and in the audit trail.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yanzhen.crm.models import Customer
from yanzhen.lib.errors import RuleBroken


def check(values: Mapping[str, Any], instance: Customer | None = None) -> None:
    """Refuse a credit code or a number that another customer has. `values` hold the keys, too."""

    def now(name: str, empty: Any = "") -> Any:
        return values.get(name, getattr(instance, name) if instance is not None else empty)

    if now("shares_phone", False) and not str(now("shares_phone_because") or "").strip():
        raise RuleBroken(
            _("Say why this customer shares its number with another one."), field="shares_phone_because", code="reason"
        )
    others = Customer.objects.filter(merged_into=None).exclude(pk=instance.pk if instance is not None else 0)
    code, number = now("credit_code"), now("phone_key")
    if "credit_code" in values and code and others.filter(credit_code=code).exists():
        raise _code_taken()
    is_asked = bool({"phone_key", "shares_phone"} & values.keys()) and bool(number) and not now("shares_phone", False)
    if is_asked and others.filter(phone_key=number, shares_phone=False).exists():
        raise _phone_taken()


@contextmanager
def told(values: Mapping[str, Any], instance: Customer | None = None) -> Iterator[None]:
    """Say at the field what was refused, when somebody else was faster by a moment.

    Who comes in between `check` and the look of the model at its own constraints is refused by these, at no field; who
    comes in between that and the writing, by the database.
    """
    try:
        with transaction.atomic():
            yield
    except RuleBroken:
        check(values, instance)
        raise
    except IntegrityError as error:
        text = str(error)
        if "one_customer_per_phone" in text or "phone_key" in text:
            raise _phone_taken() from error
        if "one_customer_per_credit_code" in text or "credit_code" in text:
            raise _code_taken() from error
        raise


def taken(phone_keys: Collection[str]) -> set[str]:
    """Those of these numbers that belong to a customer as its own."""
    wanted = {key for key in phone_keys if key}
    rows = Customer.objects.filter(merged_into=None, shares_phone=False, phone_key__in=wanted)
    return set(rows.order_by().values_list("phone_key", flat=True)) if wanted else set()


def _phone_taken() -> RuleBroken:
    return RuleBroken(
        _("Another customer has this telephone number. If both really share it, say so below and say why."),
        field="phone",
        code="phone_taken",
    )


def _code_taken() -> RuleBroken:
    return RuleBroken(
        _("A customer with this credit code exists already."), field="credit_code", code="credit_code_taken"
    )
