from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.loyalty.enums import BuyingNote
from yanzhen.loyalty.models.evaluations import OF_THE_CUSTOMER
from yanzhen.platform.base import Record, Scoped


class PurchaseRun(Record):
    """One working out of all next purchases: as of which day, and how the last ones would have been hit.

    Read only beside the predictions.
    """

    as_of = models.DateField(_("as of"))
    customers = models.PositiveIntegerField(_("customers"), default=0)
    tested = models.PositiveIntegerField(_("tested"), default=0)
    inside = models.PositiveIntegerField(_("within the interval"), default=0)
    days_off = models.FloatField(_("days off"), null=True)
    own_days_off = models.FloatField(_("days off by the own mean"), null=True)
    model = models.JSONField(_("model"), default=dict)
    segments = models.JSONField(_("segments"), default=dict)
    seconds = models.FloatField(_("seconds"), default=0)

    class Meta:
        verbose_name = _("working out of next purchases")
        verbose_name_plural = _("workings out of next purchases")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.as_of)


class NextPurchase(Scoped):
    """When a customer will probably order again, of what and how much, and out of what that is said."""

    customer = models.ForeignKey("crm.Customer", models.CASCADE, related_name="+", verbose_name=_("customer"))
    as_of = models.DateField(_("as of"))
    note = models.CharField(_("basis"), max_length=8, choices=BuyingNote.choices, blank=True, default="")
    purchases = models.PositiveIntegerField(_("purchase days"))
    last_on = models.DateField(_("last order"), null=True)
    expected_on = models.DateField(_("expected"), null=True)
    low_on = models.DateField(_("80 % from"), null=True)
    high_on = models.DateField(_("80 % until"), null=True)
    due_on = models.DateField(_("due to buy"), null=True)
    overdue_days = models.PositiveIntegerField(_("days overdue"), default=0)
    is_late = models.BooleanField(_("later than usual"), default=False)
    alive = models.DecimalField(_("chance of being alive, %"), max_digits=5, decimal_places=1, null=True)
    ahead = models.DecimalField(_("orders expected in 90 days"), max_digits=8, decimal_places=2, null=True)
    expected_days = models.DecimalField(_("expected interval, days"), max_digits=8, decimal_places=1, null=True)
    own_days = models.DecimalField(_("own usual interval, days"), max_digits=8, decimal_places=1, null=True)
    segment_days = models.DecimalField(
        _("usual interval of the segment, days"), max_digits=8, decimal_places=1, null=True
    )
    weight = models.DecimalField(_("weight of the own intervals"), max_digits=5, decimal_places=3, null=True)
    segment = models.CharField(_("segment"), max_length=120, blank=True, default="")
    is_borrowed = models.BooleanField(_("figures of all customers"), default=False)
    intervals = models.JSONField(_("past intervals"), default=list)
    items = models.JSONField(_("items"), default=list)

    scope = OF_THE_CUSTOMER

    class Meta:
        verbose_name = _("next purchase")
        verbose_name_plural = _("next purchases")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="purchases_by_due"),
            models.Index(fields=["expected_on", "id"], name="purchases_by_expected"),
        ]

    def __str__(self) -> str:
        return str(self.customer)


class ItemPair(Scoped):
    """Two products that customers of a segment buy together, with the counts behind it. Read on customers' pages."""

    segment = models.CharField(max_length=120, blank=True, default="")
    item = models.ForeignKey("products.Product", models.CASCADE, related_name="+")
    other = models.ForeignKey("products.Product", models.CASCADE, related_name="+")
    customers = models.PositiveIntegerField()
    with_item = models.PositiveIntegerField()
    with_other = models.PositiveIntegerField()
    both = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("products bought together")
        verbose_name_plural = _("products bought together")
        constraints = [
            models.UniqueConstraint(fields=["segment", "item", "other"], name="one_row_per_pair"),
            models.CheckConstraint(condition=Q(both__gt=0), name="pair_was_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.other_id}"
