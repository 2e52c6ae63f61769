"""What was done with a customer first, by whom and when: for collision cases and before a merge.

Higher floors hand their dates down by `declare`: the orders of a customer are not known here. A source answers for many
customers at once. `declare_open` does the same for what is still open (orders not delivered, deals not closed).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.models import Customer, Opportunity
from yanzhen.platform import audit, functions, notes


@dataclass(frozen=True)
class Trace:
    """The first time something was done with a customer, by whom, and how often in all."""

    on: date
    who: str = ""
    count: int = 1


Read = Callable[[Collection[int]], Mapping[int, Trace]]
CountOpen = Callable[[Collection[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Source:
    """One kind of evidence: its name, its label, and how it is read."""

    name: str
    label: Any
    read: Read
    order: int = 50


_sources: dict[str, Source] = {}
_open: dict[str, tuple[Any, CountOpen]] = {}


def declare(name: str, label: Any, read: Read, *, order: int = 50) -> None:
    """Hand down one kind of evidence."""
    _sources[name] = Source(name, label, read, order)


def declare_open(name: str, label: Any, count: CountOpen) -> None:
    """Hand down how many rows of one kind are still open for customers."""
    _open[name] = (label, count)


def sources() -> list[Source]:
    """All kinds of evidence, in the order of the trade."""
    functions.discover("nouns")
    return sorted(_sources.values(), key=lambda source: source.order)


def of(keys: Collection[int]) -> dict[str, Mapping[int, Trace]]:
    """For each kind of evidence what is known of these customers."""
    return {source.name: source.read(keys) for source in sources()}


def still_open(keys: Collection[int]) -> dict[str, dict[int, int]]:
    """By label how much is still open for each of these customers; kinds without any are left out."""
    functions.discover("nouns")
    found = {str(label): {k: n for k, n in count(keys).items() if n} for label, count in _open.values()}
    return {label: counts for label, counts in found.items() if counts}


def _registered(keys: Collection[int]) -> dict[int, Trace]:
    made = dict(Customer.objects.filter(pk__in=keys).values_list("pk", "created_at"))
    who = audit.entered_by(Customer.noun(), keys)
    return {key: Trace(timezone.localdate(at), who.get(key, "")) for key, at in made.items()}


def _contacted(keys: Collection[int]) -> dict[int, Trace]:
    found = notes.firsts(Customer.noun(), keys)
    return {key: Trace(timezone.localdate(note.written_at), note.who, count) for key, (note, count) in found.items()}


def _dealt(keys: Collection[int]) -> dict[int, Trace]:
    rows = Opportunity.objects.filter(customer_id__in=keys).order_by()
    counted = {
        key: (first, count) for key, first, count in rows.values_list("customer_id").annotate(Min("pk"), Count("pk"))
    }
    firsts = Opportunity.objects.filter(pk__in=[first for first, _count in counted.values()]).select_related("owner")
    return {
        row.customer_id: Trace(timezone.localdate(row.created_at), str(row.owner or ""), counted[row.customer_id][1])
        for row in firsts
    }


def _open_deals(keys: Collection[int]) -> dict[int, int]:
    rows = Opportunity.objects.filter(customer_id__in=keys, state="open").order_by()
    return dict(rows.values_list("customer_id").annotate(Count("pk")))


declare("registered", _("registered"), _registered, order=10)
declare("contacted", _("first note or talk"), _contacted, order=20)
declare("deal", _("first opportunity"), _dealt, order=30)
declare_open("deals", _("open opportunities"), _open_deals)
