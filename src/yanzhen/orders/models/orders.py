from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.orders.enums import OrderKind, OrderState
from yanzhen.platform import masks
from yanzhen.platform.base import OWNED, Record, Scope, Scoped


class Order(Record):
    """A customer's order. Owner, unit and territory are those of the day it was placed and stay so.

    A return is an order of its own with negative quantities, so that sales net of returns is a plain sum.
    """

    number = models.CharField(_("order number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=OrderKind.choices, default=OrderKind.SALE)
    state = models.CharField(
        _("state"), max_length=12, choices=OrderState.choices, default=OrderState.DRAFT, editable=False
    )
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, related_name="orders", verbose_name=_("customer"), db_index=False
    )
    owner = models.ForeignKey(
        "organization.Employee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("salesperson"),
        db_index=False,
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False
    )
    territory = models.ForeignKey(
        "organization.Territory", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("territory")
    )
    ordered_on = models.DateField(_("ordered on"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    net_amount = models.DecimalField(_("net amount"), max_digits=18, decimal_places=2, default=0, editable=False)
    cost_amount = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, default=0, editable=False)
    remark = models.CharField(_("remark"), max_length=500, blank=True, default="")

    scope = OWNED
    masks = {"cost_amount": masks.COST}

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-ordered_on", "-id"]
        indexes = [
            models.Index(fields=["-ordered_on", "-id"], name="order_by_date"),
            models.Index(fields=["customer", "-ordered_on", "-id"], name="order_by_customer"),
            models.Index(fields=["owner", "-ordered_on", "-id"], name="order_by_owner"),
            models.Index(fields=["unit", "-ordered_on", "-id"], name="order_by_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("sales", f"{self.ordered_on:%Y-%m}")]


class OrderLine(Scoped):
    """One product on an order. `net_amount` is after all discounts; `cost_amount` is for the whole line."""

    order = models.ForeignKey(
        "orders.Order", models.CASCADE, related_name="lines", verbose_name=_("order"), db_index=False
    )
    line_no = models.PositiveIntegerField(_("line"))
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", verbose_name=_("product"))
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3)
    unit_price = models.DecimalField(_("unit price"), max_digits=18, decimal_places=4)
    net_amount = models.DecimalField(_("net amount"), max_digits=18, decimal_places=2)
    unit_cost = models.DecimalField(_("unit cost"), max_digits=18, decimal_places=4, null=True, blank=True)
    cost_amount = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)

    scope = Scope(owners=("order__owner_id",), unit="order__unit_id")
    masks = {"unit_cost": masks.COST, "cost_amount": masks.COST}

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["order_id", "line_no"]
        constraints = [
            models.UniqueConstraint(fields=["order", "line_no"], name="one_line_per_number"),
            models.CheckConstraint(
                condition=~Q(quantity=0), name="quantity_not_zero", violation_error_message=_("A line has a quantity.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.line_no}"
