from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform import masks
from yanzhen.platform.base import SHARED, Named, Record


class Product(Named, Record):
    """Something the firm sells, with its list price and what it costs."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    category = models.ForeignKey(
        "products.Category", models.PROTECT, related_name="products", verbose_name=_("category")
    )
    unit_of_measure = models.CharField(_("unit of measure"), max_length=20, default="件")
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    list_price = models.DecimalField(_("list price"), max_digits=18, decimal_places=2, null=True, blank=True)
    standard_cost = models.DecimalField(_("standard cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    is_sold = models.BooleanField(_("on sale"), default=True)

    scope = SHARED
    masks = {"standard_cost": masks.COST}

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(list_price__isnull=True) | Q(list_price__gte=0),
                name="list_price_not_negative",
                violation_error_message=_("A price cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(standard_cost__isnull=True) | Q(standard_cost__gte=0),
                name="standard_cost_not_negative",
                violation_error_message=_("A cost cannot be negative."),
            ),
        ]

    def fact_partitions(self) -> list[tuple[str, str]]:
        return [("products", "all")]
