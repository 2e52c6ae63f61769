"""Which customers may be the same firm: by credit code, telephone number, and names that are the same or nearly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names, suggesting
from yanzhen.crm.calc.suggesting import Firm, Suggestion
from yanzhen.crm.models import Customer
from yanzhen.crm.queries import apart, likely
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

CREDIT_CODE, NAME, PHONE = "credit_code", "name", "phone"
SHARED_BY_MANY = 20
"""A number that so many customers have is a switchboard, a mall or a placeholder, and says nothing."""
MOST = 6


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
class Reason:
    """Why a customer may be meant, in words, and what that weighs in bits (below zero: it speaks against)."""

    text: str
    weight: float
    by: str = ""


@dataclass(frozen=True)
class Likely:
    """A customer that may be meant, as one reader may know it: `score` in bits, `chance` from 0 to 1.

    Out of reach it has neither key, code nor name: only that it is there, why, and whom to ask.
    """

    key: int | None
    code: str
    name: str
    ask: str
    score: float
    chance: float
    reasons: tuple[Reason, ...]

    @property
    def is_hidden(self) -> bool:
        return self.key is None


@dataclass(frozen=True)
class Found:
    """A customer that may be meant, before it is decided what one reader may know of it."""

    row: Any
    suggestion: Suggestion
    is_seen: bool


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
        suggesting.SOUND: _("a name that sounds the same"),
        suggesting.PART: _("one name is part of the other"),
        suggesting.NEARLY: _("a name that differs in one character"),
        suggesting.ADDRESS: _("nearly the same address"),
    }
    return words[by]


def reasons_of(working: Sequence[dict[str, Any]]) -> list[str]:
    """The kept reasons of a case in the language of whoever reads it now; older ones as they were written."""
    return [why(part["by"]) if part.get("by") else part["text"] for part in working]


def possible(
    *,
    actor: Actor,
    name: str = "",
    phone: str = "",
    credit_code: str = "",
    address: str = "",
    exclude: int | None = None,
) -> list[Likely]:
    """Customers that a new one may repeat, the likeliest first; `exclude` is the customer in hand.

    By indexes alone and of a bounded number of customers. Whoever may not see telephone numbers finds nothing by them.
    """
    found = found_for(actor=actor, name=name, phone=phone, credit_code=credit_code, address=address, exclude=exclude)
    return [told(one) for one in found]


def found_for(
    *,
    actor: Actor,
    name: str = "",
    phone: str = "",
    credit_code: str = "",
    address: str = "",
    exclude: int | None = None,
) -> list[Found]:
    """The same as rows, in reach or not. Those known to be other firms than `exclude` are left out."""
    if masks.is_hidden(Customer, "phone", actor):
        phone = ""
    typed = Firm(name, phone, credit_code.strip().upper(), address)
    rows = _worth_a_look(typed, exclude)
    known, count = likely.rarity()
    firms = [Firm(row.name, row.phone, row.credit_code, row.address) for row in rows]
    found = suggesting.suggest(typed, firms, known, customers=count)[:MOST]
    shown = Customer.objects.visible_to(actor).filter(pk__in=[rows[s.place].pk for s in found])
    seen = set(shown.values_list("pk", flat=True)) if found else set()
    return [Found(rows[s.place], s, rows[s.place].pk in seen) for s in found]


def _worth_a_look(typed: Firm, exclude: int | None) -> Sequence[Any]:
    """Customers that share a key with what was typed, or have a name like it."""
    keys = Keys(
        credit_codes=[typed.credit_code] if typed.credit_code else (),
        names=[k] if (k := names.name_key(typed.name)) else (),
        phones=[p] if (p := names.phone_key(typed.phone)) else (),
    )
    exact = {p.key for found in stored(keys, most=SHARED_BY_MANY).values() for some in found.values() for p in some}
    wanted = (exact | likely.keys(typed.name)) - {exclude}
    if wanted and exclude is not None:
        wanted -= apart.from_one(exclude)
    if not wanted:
        return []
    return list(Customer.objects.filter(pk__in=wanted, merged_into=None).naming("owner", "unit").order_by("pk"))


def told(one: Found) -> Likely:
    """A customer that may be meant as its reader may know it."""
    row, found, is_seen = one.row, one.suggestion, one.is_seen
    reasons = tuple(Reason(why(r.field), round(r.weight, 1), r.field) for r in found.reasons if r.weight > 0)
    is_here = row.owner is not None and (row.owner.left_on is None or row.owner.left_on >= timezone.localdate())
    ask = str(row.owner if is_here else row.unit)
    if not is_seen:
        return Likely(None, "", "", ask, round(found.score, 1), found.chance, reasons)
    return Likely(row.pk, row.code, row.name, ask, round(found.score, 1), found.chance, reasons)


def taken_for(customer: Customer, actor: Actor) -> str:
    """The customer that this one may repeat, for its page; nothing when there is none, a mask when out of reach."""
    if customer.possible_duplicate_of_id is None:
        return ""
    other = Customer.objects.visible_to(actor).filter(pk=customer.possible_duplicate_of_id).first()
    return f"{other.name} ({other.code})" if other is not None else str(masks.HIDDEN)


def stored(keys: Keys, *, most: int | None = None) -> dict[str, dict[str, list[Possible]]]:
    """Customers by what they are compared by, and by its value; one query for each kind, all by index.

    `most` bounds how many are read of each kind.
    """
    found: dict[str, dict[str, list[Possible]]] = {CREDIT_CODE: {}, NAME: {}, PHONE: {}}
    for by, column, wanted in (
        (CREDIT_CODE, "credit_code", keys.credit_codes),
        (NAME, "name_key", keys.names),
        (PHONE, "phone_key", keys.phones),
    ):
        if not wanted:
            continue
        # With an order and a bound PostgreSQL may walk all customers in that order, waiting for the first that fits.
        fitting = Customer.objects.filter(Q(**{f"{column}__in": wanted}), merged_into=None)
        rows = fitting.order_by(*(() if most else ("pk",)))
        for value, key, code, name in rows.values_list(column, "pk", "code", "name")[:most]:
            found[by].setdefault(value, []).append(Possible(key, code, name, by))
    found[PHONE] = {value: some for value, some in found[PHONE].items() if len(some) < SHARED_BY_MANY}
    return found
