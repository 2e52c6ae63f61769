"""What people did on the days of a period, from every floor that knows something of it.

Visits are field's own; opportunities and leads come from below. What other floors and parts know (orders, calls) they
tell by `declare` when their `nouns` are loaded; the list of it is kept in `crm.queries.workday`, below both floors.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import leads, opportunities
from yanzhen.crm.queries.workday import Document, Source, declare, source, sources
from yanzhen.field.models import Visit
from yanzhen.platform.actor import Actor

__all__ = ["VISITS", "VISIT_LABELS", "Document", "Source", "declare", "source", "sources", "visits"]

# -- Visits ------------------------------------------------------------------------------------------------------------

VISITS = {
    "planned": ~Q(state="cancelled"),
    "done": Q(state="done"),
    "missed": Q(state="missed"),
    "ahead": Q(state__in=("planned", "under_way")),
    "reached": Q(state="done", result__in=("best", "least")),
    "reported": Q(state="done") & ~Q(result=""),
    "measured": Q(state="done", arrived_at__isnull=False, left_at__isnull=False),
}
"""The figures of visits and the rows behind each."""
VISIT_LABELS = {
    "planned": _("Visits planned"),
    "done": _("Visits done"),
    "missed": _("Visits missed"),
    "ahead": _("Visits still to come"),
    "reached": _("Visits that reached a commitment"),
    "reported": _("Visits with a result"),
    "measured": _("Visits with both moments"),
}
LONGEST = timedelta(days=366)


def visits(actor: Actor, people: Collection[int], first: date, last: date, what: str) -> list[Document]:
    """The visits behind one figure."""
    rows = Visit.objects.visible_to(actor).filter(VISITS[what], owner__in=people, day__range=(first, last))
    rows = rows.select_related("customer").order_by("day", "sequence", "starts_at", "pk")
    return [
        Document(row.owner_id, row.day, row.pk, str(row.customer), _visit_words(row), None, "") for row in rows
    ]  # fmt: skip


def _visit_words(row: Visit) -> str:
    words = [row.number, row.get_state_display(), row.get_result_display() if row.result else ""]
    return " · ".join(str(one) for one in words if one)


# -- What lies below ---------------------------------------------------------------------------------------------------


def _day(moment: Any) -> date:
    return timezone.localdate(moment)


def _new_leads(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    rows = leads.visible(actor).filter(owner__in=people, received_at__date__range=(first, last))
    for row in rows.order_by("received_at", "pk"):
        yield Document(row.owner_id or 0, _day(row.received_at), row.pk, row.company, row.number)


def _new_deals(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    """Opportunities by the day on which they came into their first stage."""
    rows = opportunities.visible(actor).filter(owner__in=people, entries__entered_at__date__gte=first)
    began = rows.order_by().annotate(began=Min("entries__entered_at")).values_list("pk", flat=True)
    found = opportunities.visible(actor).filter(pk__in=began).annotate(began=Min("entries__entered_at"))
    for row in found.order_by("began", "pk"):
        day = _day(row.began)
        if first <= day <= last:
            yield Document(row.owner_id or 0, day, row.pk, row.name, row.number, row.amount, row.currency)


declare("leads", _("New leads"), "crm.view_lead", "crm:lead_record", _new_leads, order=40)
declare("deals", _("New opportunities"), "crm.view_opportunity", "crm:opportunity_record", _new_deals, order=50)


# -- Behind a figure ---------------------------------------------------------------------------------------------------


def rows_of(actor: Actor, figure: str, keys: list[int], first: date, last: date) -> list[Document]:
    """The documents behind a figure that exists for this reader."""
    if figure in VISITS:
        return visits(actor, keys, first, last, figure)
    found = source(figure, actor)
    return [] if found is None else list(found.read(actor, keys, first, last))


def page_of(figure: str, actor: Actor) -> str:
    """The record page of the documents of a figure."""
    found = source(figure, actor)
    return "field:visit_record" if figure in VISITS or found is None else found.page
