from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.orders import customer_nouns, forms, lists
from yanzhen.orders.enums import TRANSITIONS, OrderState
from yanzhen.orders.models import Order, OrderLine
from yanzhen.orders.queries import orders as order_rows
from yanzhen.orders.queries import traces, workday
from yanzhen.orders.services import offline as offline  # declares what phones send
from yanzhen.orders.services import orders
from yanzhen.platform import golive, masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab
from yanzhen.platform.search import Find

_o, _l = partial(describe, Order), partial(describe, OrderLine)


def _figures(order: Order, actor: Actor) -> list[dict[str, Any]]:
    figures = [{"label": _("net amount"), "value": in_words(order.net_amount, currency=order.currency), "hint": ""}]
    if actor.can(masks.MARGIN) and actor.can(masks.COST):
        margin = order.net_amount - order.cost_amount
        rate = f"{margin / order.net_amount:.1%}" if order.net_amount else ""
        figures.append({"label": _("margin"), "value": in_words(margin, currency=order.currency), "hint": rate})
    return figures


def _may_move_to(state: OrderState) -> Any:
    return lambda order: state in TRANSITIONS[order.state]


ORDERS = nouns.declare(
    Noun(
        model=Order,
        slug="orders",
        empty=_("Orders and returns of your customers stand here. Write one, or import them from a spreadsheet."),
        icon="receipt",
        list=lists.ORDERS,
        fields=[
            _o("number"),
            _o("customer", page=lists.CUSTOMER),
            _o("kind"),
            _o("state", tones=lists.TONES),
            _o("ordered_on"),
            _o("owner", page=lists.EMPLOYEE),
            _o("unit", page=lists.UNIT),
            _o("territory", page=lists.TERRITORY),
            _o("currency"),
            _o("net_amount", kind="money", currency="currency"),
            _o("cost_amount", kind="money", currency="currency"),
            _o("remark"),
            _o("version"),
        ],
        groups={
            _("Order"): ("number", "customer", "kind", "ordered_on", "remark"),
            _("Whose sale"): ("owner", "unit", "territory"),
            _("Money"): ("currency", "net_amount", "cost_amount"),
        },
        state="state",
        lines=Lines(
            name="lines",
            label=_("Lines"),
            fields=[
                _l("line_no", card="meta"),
                _l("product", page="products:product_record", card="title"),
                _l("quantity", card="meta"),
                _l("unit_price", card="meta"),
                _l("net_amount", kind="money", currency="order__currency", card="fig"),
                _l("unit_cost", card="meta"),
                _l("cost_amount", kind="money", currency="order__currency", card="meta"),
            ],
            query=order_rows.lines,
            form=forms.OrderLineForm,
        ),
        form=forms.OrderForm,
        services=orders,
        find=Find(
            number="number", starts=("SO-", "SO", "RT-"), rank="ordered_on", shown=("customer", "ordered_on", "state")
        ),
        actions=[
            Action(
                "confirm",
                pgettext_lazy("button", "Confirm order"),
                orders.confirm,
                "check",
                _may_move_to(OrderState.CONFIRMED),
                primary=True,
            ),
            Action(
                "complete",
                pgettext_lazy("button", "Complete order"),
                orders.complete,
                "checks",
                _may_move_to(OrderState.CLOSED),
                primary=True,
            ),
            Action(
                "cancel",
                pgettext_lazy("button", "Cancel order"),
                orders.cancel,
                "ban",
                _may_move_to(OrderState.CANCELLED),
                danger=True,
            ),
        ],
        may_change=lambda order: order.state == OrderState.DRAFT,
    )
)

traces.register()
workday.register()
nouns.relate(
    "orders.order",
    Tab("invoices", _("Invoices"), "receivables.invoice", "order_number", value="number"),
    figures=_figures,
)
nouns.relate("products.product", Tab("orders", _("Orders"), "orders.order", "product"))
nouns.relate("organization.employee", Tab("orders", _("Orders"), "orders.order", "owner"))
customer_nouns.hand_down()
SALES = pgettext_lazy("navigation", "Sales")
navigation.add(
    navigation.Place(30, _("Orders"), "receipt", "orders:order_list", "orders.view_order", True, SALES, "o", rank=22)
)
navigation.add_creator(navigation.Place(30, _("Order"), "receipt", "orders:order_add", "orders.add_order"))

golive.declare_check(
    golive.Check(
        "orders.net_amount",
        "orders.order",
        _("Net sales of confirmed and completed orders"),
        order_rows.sums,
        "state=confirmed,closed&currency={currency}",
    )
)
