"""Which customers may be the same firm: by credit code, by the key of the name, by the key of the telephone number."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.crm.models import Customer
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

CREDIT_CODE, NAME, PHONE = "credit_code", "name", "phone"
SHARED_BY_MANY = 20
"""A number that so many customers have is a switchboard, a mall or a placeholder, and says nothing."""
MOST = 10


@dataclass(frozen=True)
class Possible:
    """A customer that may be meant, and by what."""

    key: int
    code: str
    name: str
    by: str

    @property
    def why(self) -> str:
        return why(self.by)


@dataclass(frozen=True)
class Possibles:
    """Customers that may be meant: those the reader may see, and how many others there are."""

    found: list[Possible]
    out_of_reach: int = 0


@dataclass(frozen=True)
class Keys:
    """What customers are compared by."""

    credit_codes: Collection[str] = ()
    names: Collection[str] = ()
    phones: Collection[str] = ()


def why(by: str) -> str:
    """By what two customers seem to be one, in words."""
    words = {
        CREDIT_CODE: _("the same credit code"),
        NAME: _("the same name but for place, legal form and spelling"),
        PHONE: _("the same telephone number"),
    }
    return words[by]


def possible(
    *, actor: Actor, name: str = "", phone: str = "", credit_code: str = "", exclude: int | None = None
) -> Possibles:
    """Customers that a new one may repeat; the surest ones first. `exclude` is the customer in hand."""
    keys = Keys(
        credit_codes=[c] if (c := credit_code.strip().upper()) else (),
        names=[k] if (k := names.name_key(name)) else (),
        phones=[p] if (p := names.phone_key(phone)) else (),
    )
    found = {p.key: p for p in reversed(list(_first(stored(keys)))) if p.key != exclude}
    seen = set(Customer.objects.visible_to(actor).filter(pk__in=found).values_list("pk", flat=True))
    ranked = sorted(found.values(), key=lambda p: ((CREDIT_CODE, NAME, PHONE).index(p.by), p.code))
    return Possibles([p for p in ranked if p.key in seen][:MOST], len(found) - len(seen))


def taken_for(customer: Customer, actor: Actor) -> str:
    """The customer that this one may repeat, for its page; nothing when there is none, a mask when out of reach."""
    if customer.possible_duplicate_of_id is None:
        return ""
    other = Customer.objects.visible_to(actor).filter(pk=customer.possible_duplicate_of_id).first()
    return f"{other.name} ({other.code})" if other is not None else str(masks.HIDDEN)


def stored(keys: Keys) -> dict[str, dict[str, list[Possible]]]:
    """Customers by what they are compared by, and by its value; one query for each kind, all by index."""
    found: dict[str, dict[str, list[Possible]]] = {CREDIT_CODE: {}, NAME: {}, PHONE: {}}
    for by, column, wanted in (
        (CREDIT_CODE, "credit_code", keys.credit_codes),
        (NAME, "name_key", keys.names),
        (PHONE, "phone_key", keys.phones),
    ):
        if not wanted:
            continue
        rows = Customer.objects.filter(Q(**{f"{column}__in": wanted})).order_by("pk")
        for value, key, code, name in rows.values_list(column, "pk", "code", "name"):
            found[by].setdefault(value, []).append(Possible(key, code, name, by))
    found[PHONE] = {value: some for value, some in found[PHONE].items() if len(some) < SHARED_BY_MANY}
    return found


def _first(found: dict[str, dict[str, list[Possible]]]) -> Iterable[Possible]:
    for by in (CREDIT_CODE, NAME, PHONE):
        for some in found[by].values():
            yield from some
