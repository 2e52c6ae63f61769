"""What loyalty hands down to the due list of visits: who is expected to order."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.field.calc import due as points
from yanzhen.field.queries import due
from yanzhen.field.queries.due import Found
from yanzhen.loyalty.queries import purchases
from yanzhen.platform.actor import Actor


def expected(actor: Actor, today: date, until: date) -> dict[int, Found]:
    """Customers who are expected to order by `until` and have probably not left."""
    if not actor.can("loyalty.view_nextpurchase"):
        return {}
    rows: Any = purchases.due(actor, until).order_by().select_related(None)
    found = rows.values_list("customer_id", "pk", "expected_on", "low_on", "high_on", "is_late")
    return {
        customer: Found(points.purchase_points(is_late=is_late), on, (key, low, high, is_late))
        for customer, key, on, low, high, is_late in found
    }


def said(found: Found, today: date) -> str:
    """When the order is expected, and between which days with four chances in five."""
    _key, low, high, is_late = found.facts
    told = _("expected {day}, later than usual") if is_late else _("expected {day} (80 %: {low} to {high})")
    return told.format(day=found.on, low=low, high=high)


def url(customer: int, found: Found) -> str:
    """The prediction with its working."""
    return reverse("loyalty:nextpurchase_record", args=[found.facts[0]])


due.declare("purchase", gettext_lazy("Next purchase"), expected, 30, say=said, url=url)
