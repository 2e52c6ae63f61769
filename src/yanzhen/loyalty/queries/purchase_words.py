"""Next purchases in words: the working, the items, the hit rate of the company, and what to offer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.crm.queries import customers
from yanzhen.loyalty.enums import BuyingNote
from yanzhen.loyalty.models import NextPurchase, PurchaseRun
from yanzhen.loyalty.queries.purchases import Offer
from yanzhen.platform import masks
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.products.queries import products

ORDERS = "orders.view_order"
FEWEST_TESTED = 20
WIDTH, HEIGHT, GAP = 8, 60, 3


def hits(run: PurchaseRun | None) -> dict[str, str] | None:
    """How often the last order of a customer came within the interval that would have been told before it."""
    if run is None:
        return None
    day = {"as_of": run.as_of.isoformat()}
    if run.tested < FEWEST_TESTED or run.days_off is None:
        told = _("Too few customers with three orders ({n}) to say how often this is right.")
        return {**day, "share": "–", "words": told.format(n=run.tested)}
    share = f"{100 * run.inside / run.tested:.0f} %"
    told = _(
        "Tested on the last order of {n} customers of ours, expected out of what came before: {inside} of them came"
        " within the interval that should hold 80 %. Off by {days} days on average ({own} by the plain mean interval)."
    )
    return {**day, "share": share, "words": told.format(
        n=f"{run.tested:,}", inside=f"{run.inside:,}", days=f"{run.days_off:.1f}", own=f"{run.own_days_off or 0:.1f}"
    )}  # fmt: skip


def when(row: NextPurchase, today: date) -> tuple[str, str]:
    """When it is due, in words and a tone."""
    if row.expected_on is None:
        return _("no statement"), "neutral"
    if row.is_late:
        told = ngettext("{n} day overdue, later than usual", "{n} days overdue, later than usual", row.overdue_days)
        return told.format(n=row.overdue_days), "bad"
    if row.overdue_days:
        told = ngettext("{n} day overdue", "{n} days overdue", row.overdue_days)
        return told.format(n=row.overdue_days), "warning"
    left = (row.expected_on - today).days
    if left <= 0:
        return _("due today"), "warning"
    return ngettext("in {n} day", "in {n} days", left).format(n=left), "neutral"


def shown(row: NextPurchase, actor: Actor) -> dict[str, Any]:
    """One prediction with its working and its items."""
    words, tone = when(row, timezone.localdate())
    return {
        "when": words,
        "tone": tone,
        "note": str(BuyingNote(row.note).label),
        "is_known": row.expected_on is not None,
        "alive": "–" if row.alive is None else f"{row.alive:.0f} %",
        "ahead": "–" if row.ahead is None else f"{row.ahead:.1f}",
        "working": working(row),
        "bars": _bars(row.intervals),
        "items": _items(row, actor),
        "url": reverse("loyalty:nextpurchase_record", args=[row.pk]),
        "orders_url": f"{reverse('orders:order_list')}?customer={row.customer_id}" if actor.can(ORDERS) else "",
    }


def working(row: NextPurchase) -> list[tuple[str, str]]:
    """From where the day comes, step by step."""
    if row.expected_on is None:
        return [(_("No statement"), _("Nobody in the company has bought twice yet."))]
    segment = str(customers.types(SYSTEM).filter(code=row.segment).first() or _("no type"))
    if row.is_borrowed:
        segment = _("all customers, for the segment knows too little")
    own = "–" if row.own_days is None else _("{days} days").format(days=row.own_days)
    share = row.weight if row.weight is not None else 0
    return [
        (_("Purchase days"), f"{row.purchases:,}"),
        (_("Own usual interval"), own),
        (_("Usual interval of the segment"), _("{days} days ({segment})").format(
            days=row.segment_days, segment=segment)),
        (_("Weight of the own intervals"), f"{share:.3f}"),
        (_("Expected interval"), _("own{power} × segment{rest} (geometric mean) = {days} days").format(
            power=f"^{share:.3f}", rest=f"^{1 - share:.3f}", days=row.expected_days)),
        (_("Expected on"), _("{last} + {days} days = {day}; 80 % between {low} and {high}").format(
            last=row.last_on, days=row.expected_days, day=row.expected_on, low=row.low_on, high=row.high_on)),
    ]  # fmt: skip


def _bars(intervals: Sequence[int]) -> dict[str, Any] | None:
    """The past intervals as columns, the oldest first."""
    if not intervals:
        return None
    top = max(intervals)
    bars = [
        {"x": n * (WIDTH + GAP), "y": HEIGHT - (h := max(2, round(HEIGHT * days / top))), "height": h, "days": days}
        for n, days in enumerate(intervals)
    ]
    return {
        "bars": bars, "width": len(bars) * (WIDTH + GAP), "height": HEIGHT, "bar": WIDTH,
        "words": ", ".join(str(days) for days in intervals), "top": top,
    }  # fmt: skip


def _items(row: NextPurchase, actor: Actor) -> list[dict[str, str]]:
    known = {p.pk: p for p in products.visible(actor).filter(pk__in=[item["product"] for item in row.items])}
    return [
        {
            "name": str(known[item["product"]]),
            "url": reverse("products:product_record", args=[item["product"]]),
            "expected": item.get("expected_on", "–"),
            "between": f"{item.get('low_on', '–')} – {item.get('high_on', '–')}",
            "quantity": item["quantity"],
            "quantities": f"{item['low']} – {item['high']}",
            "out": item.get("runs_out_on", "–"),
        }
        for item in row.items
        if item["product"] in known
    ]


def offers(found: Sequence[Offer]) -> list[dict[str, str]]:
    """What to offer, with the counts behind it."""
    told = _("Of {customers} customers of this segment {with_item} buy {because}, {both} of them ({share} %) this too:"
             " {lift} times as often as by chance.")  # fmt: skip
    return [
        {
            "name": str(one.product),
            "url": reverse("products:product_record", args=[one.key]),
            "words": told.format(
                customers=one.pair.customers, with_item=one.pair.with_item, because=one.because, both=one.pair.both,
                share=one.pair.share, lift=one.pair.lift,
            ),
        }
        for one in found
    ]  # fmt: skip


def phones(rows: Sequence[Any], actor: Actor) -> dict[int, str]:
    """The numbers to call, for those who may see them."""
    if not rows or masks.is_hidden(type(rows[0]), "phone", actor):
        return {}
    return {one.pk: one.phone for one in rows if one.phone}
