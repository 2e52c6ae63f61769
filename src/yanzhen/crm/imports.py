"""What can be imported of customers."""

from yanzhen.crm.models import Contact, Customer, CustomerType
from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.imports.nouns import Draft, Noun, declare
from yanzhen.platform.imports.rows import Rejected


def complete(draft: Draft) -> None:
    """Check what the forms check, too."""
    try:
        customers.check_credit_code(draft.values)
    except RuleBroken as error:
        [(name, message)] = error.errors.items()
        raise Rejected(draft.numbers[0], name, str(message)) from error


declare(Noun(CustomerType, ("code",)))
declare(
    Noun(
        Customer,
        ("code",),
        codes=frozenset({"credit_code"}),
        extra=frozenset({"last_order_on"}),
        derived={"unit": ("owner",)},
        complete=complete,
    )
)
declare(Noun(Contact, ("customer", "name")))
