"""The lines of an opportunity, ready to be quoted: their amounts add up to its amount to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from yanzhen.crm.calc import deals
from yanzhen.crm.models import Opportunity, OpportunityLine
from yanzhen.crm.queries import opportunities
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

LINES = "offered_lines"
"""How the history calls them."""


def made(lines: Iterable[Mapping[str, Any]], currency: str) -> list[OpportunityLine]:
    """The lines as they will be stored; without a price of its own a line has the product's list price."""
    return [_line(line, number, currency) for number, line in enumerate(lines, start=1)]


def _line(line: Mapping[str, Any], number: int, currency: str) -> OpportunityLine:
    product, place = line["product"], f"lines.{number - 1}"
    price, discount = line.get("unit_price"), line.get("discount") or Decimal(0)
    if price is None and product.currency == currency:
        price = product.list_price
    if price is None:
        message = _("This product has no list price in the opportunity's currency; enter a price.")
        raise RuleBroken(message, field=f"{place}.unit_price", code="price")
    if line["quantity"] <= 0:
        raise RuleBroken(_("Quantities are above zero."), field=f"{place}.quantity", code="quantity")
    if not 0 <= discount <= 100:
        raise RuleBroken(_("A discount is from 0 to 100 %."), field=f"{place}.discount", code="discount")
    net = deals.of_line(deals.Line(line["quantity"], price, discount), currency)
    return OpportunityLine(
        line_no=number,
        product=product,
        quantity=line["quantity"],
        unit_price=price,
        discount=discount,
        net_amount=net,
    )


def save(opportunity: Opportunity, rows: Sequence[OpportunityLine]) -> None:
    """Store the lines of a new opportunity."""
    for row in rows:
        row.opportunity = opportunity
        writes.checked(row)
    OpportunityLine.objects.bulk_create(rows)


def replace(opportunity: Opportunity, rows: Sequence[OpportunityLine], actor: Actor) -> Opportunity:
    """Store these lines instead of those there were; the history tells both."""
    before = told(opportunities.lines(opportunity))
    if told(rows) == before:
        return opportunity
    opportunity.lines.all().delete()
    save(opportunity, rows)
    Opportunity.objects.filter(pk=opportunity.pk).update(version=F("version") + 1)
    audit.record(actor, "change", opportunity, before=before, after=told(rows))
    return Opportunity.objects.get(pk=opportunity.pk)


def kept(opportunity: Opportunity) -> list[dict[str, Any]]:
    """The lines it has, as input."""
    names = ("product", "quantity", "unit_price", "discount")
    return [{name: getattr(row, name) for name in names} for row in opportunities.lines(opportunity)]


def told(rows: Iterable[OpportunityLine]) -> dict[str, str]:
    """The lines as the history tells them; nothing where there are none."""
    words = [f"{r.product.code} × {r.quantity.normalize():f} = {r.net_amount:.2f}" for r in rows]
    return {LINES: "; ".join(words)} if words else {}
