"""What orders hand down to the page of a customer: sales this year and last, the last order, the latest orders."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yanzhen.lib.money import MISSING, in_words
from yanzhen.orders.queries import history
from yanzhen.orders.queries.history import Year
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.nouns import Tab

TO_ORDERS = "?tab=orders"


def _bought(customer: Any, actor: Actor) -> list[dict[str, Any]]:
    """Sales of this year until today against the same days of last year, and when the last order was."""
    if not actor.can("orders.view_order"):
        return []
    today = timezone.localdate()
    years = history.years_of(customer.pk, actor, today) or [Year("", Decimal(0), Decimal(0), 0)]
    day = customer.last_order_on
    ago = (today - day).days if day else 0
    last = {
        "label": _("last order"),
        "value": day.isoformat() if day else MISSING,
        "hint": ngettext("{n} day ago", "{n} days ago", ago).format(n=f"{ago:,}") if ago > 0 else "",
        "url": TO_ORDERS if day else "",
    }
    return [*(_year(year) for year in years), last]


def _year(year: Year) -> dict[str, Any]:
    return {
        "label": _("sales this year"),
        "value": in_words(year.now, currency=year.currency),
        "hint": _against(year),
        "url": TO_ORDERS,
    }


def _against(year: Year) -> str:
    """The change with sign, arrow and word."""
    if not year.before:
        return str(_("none until today last year")) if year.now else ""
    rate = (year.now - year.before) / abs(year.before) * 100
    words = _("▲ {rate} on last year") if rate > 0 else _("▼ {rate} on last year") if rate < 0 else _("as last year")
    return str(words).format(rate=f"{rate:+.0f}%")


def hand_down() -> None:
    """Add the tab, the figures and the events; called where the nouns of orders are declared."""
    nouns.relate("crm.customer", Tab("orders", _("Orders"), "orders.order", "customer"), figures=_bought, order=10)
    timeline.merge("crm.customer", history.events)
