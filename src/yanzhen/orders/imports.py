"""What can be imported of orders: a document with its lines, grouped by its number.

Imported orders are past unless the file says otherwise: they are completed, and count as sales.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from yanzhen.crm.services import buying
from yanzhen.orders.calc import amounts
from yanzhen.orders.enums import COUNTED, OrderKind, OrderState
from yanzhen.orders.models import Order, OrderLine
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Draft, Lines, Noun, Saved, Touch, declare
from yanzhen.platform.imports.rows import Rejected

PRICE_STEP = Decimal("0.0001")


def complete(draft: Draft) -> None:
    """Number the lines, fill in what follows from quantity and price, and add up the document."""
    values, lines = draft.values, draft.lines
    is_return = all(line["quantity"] < 0 for line in lines)
    values.setdefault("kind", OrderKind.RETURN.value if is_return else OrderKind.SALE.value)
    values.setdefault("state", OrderState.CLOSED.value)
    parts = []
    for position, (line, row) in enumerate(zip(lines, draft.numbers, strict=True), start=1):
        line.setdefault("line_no", position)
        _check(line, row, values["kind"] == OrderKind.RETURN)
        parts.append(_complete_line(line, row, values.get("currency") or "CNY"))
    _refuse_doubles(draft)
    total = amounts.of_order(parts)
    values["net_amount"], values["cost_amount"] = total.net, total.cost


def _check(line: dict[str, Any], row: int, is_return: bool) -> None:
    quantity = line["quantity"]
    if not quantity:
        raise Rejected(row, "", _("A line has a quantity."))
    if (quantity < 0) != is_return:
        raise Rejected(row, "", _("The quantities of a return are all below zero, those of a sale all above zero."))
    if line.get("net_amount") is None and line.get("unit_price") is None:
        raise Rejected(row, "", _("A line needs a unit price or a net amount."))


def _complete_line(line: dict[str, Any], row: int, currency: str) -> amounts.Amounts:
    quantity, price, net = line["quantity"], line.get("unit_price"), line.get("net_amount")
    if price is None and net is not None:
        price = (net / quantity).quantize(PRICE_STEP, ROUND_HALF_UP)
    assert price is not None
    line["unit_price"] = price
    part = amounts.of_line(amounts.Line(quantity, price, net, line.get("unit_cost")), currency)
    if net is not None and net != part.net:
        raise Rejected(
            row, "", _("{currency} has no amounts as small as {amount}.").format(currency=currency, amount=net)
        )
    if line.get("cost_amount") is not None:
        part = amounts.Amounts(part.net, line["cost_amount"])
    line["net_amount"], line["cost_amount"] = part.net, part.cost
    return part


def _refuse_doubles(draft: Draft) -> None:
    seen: set[int] = set()
    for line, row in zip(draft.lines, draft.numbers, strict=True):
        if line["line_no"] in seen:
            raise Rejected(row, "", _("the order has line {number} twice").format(number=line["line_no"]))
        seen.add(line["line_no"])


def tell_customers(saved: Saved) -> None:
    """Customers know when they first and last ordered."""
    keys = {order.customer_id for order in (*saved.created, *saved.updated)}
    sales = Order.objects.filter(customer_id__in=keys, state__in=COUNTED, kind=OrderKind.SALE)
    days = sales.order_by().values("customer_id").annotate(first=Min("ordered_on"), last=Max("ordered_on"))
    noted = buying.note_orders({d["customer_id"]: (d["first"], d["last"]) for d in days})
    for key, (before, after) in noted.items():
        saved.touches.append(Touch("crm.customer", key, before, after))


declare(
    Noun(
        Order,
        ("number",),
        extra=frozenset({"state"}),
        derived={"owner": ("customer",), "unit": ("owner", "customer"), "territory": ("customer",)},
        lines=Lines(OrderLine, "order", "line_no", computed=frozenset({"unit_price", "net_amount"})),
        complete=complete,
        after=tell_customers,
    )
)

words.declare(
    "orders.order",
    number=("订单编号", "订单", "销售单号", "合同号", "order id", "order no", "order", "sales order", "so number"),
    customer=("购货单位", "买方", "客户全称", "buyer", "sold to", "account"),
    ordered_on=("日期", "订单日期", "下单时间", "销售日期", "成交日期", "date", "order date", "sales date"),
    owner=("业务员", "销售", "销售员", "销售代表", "sales rep", "rep", "seller"),
)
words.declare(
    "orders.order",
    **{
        "lines.product": ("商品", "货品", "物料", "商品编码", "物料编码", "品号", "料号", "sku", "item", "item number"),
        "lines.line_no": ("行", "序号", "项次", "line number", "pos", "position"),
    },
)
