from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import OWNED, Record


class Invoice(Record):
    """What a customer was asked to pay; negative for a credit note. `order_number` names its origin."""

    number = models.CharField(_("invoice number"), max_length=40, unique=True)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="invoices", verbose_name=_("customer"))
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("salesperson")
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    order_number = models.CharField(_("order number"), max_length=40, blank=True, default="", db_index=True)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    settled_amount = models.DecimalField(_("settled"), max_digits=18, decimal_places=2, default=0, editable=False)

    scope = OWNED

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")),
                name="due_after_issue",
                violation_error_message=_("An invoice is due on or after the day of issue."),
            )
        ]
        indexes = [
            models.Index(fields=["-issued_on", "-id"], name="invoice_by_date"),
            models.Index(fields=["due_on"], name="invoice_by_due"),
        ]

    def __str__(self) -> str:
        return self.number
