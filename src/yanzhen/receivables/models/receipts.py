from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import OWNED, Record, Scope
from yanzhen.receivables.enums import ReceiptMethod


class Receipt(Record):
    """Money that came in from a customer; negative when it was paid back."""

    number = models.CharField(_("receipt number"), max_length=40, unique=True)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="receipts", verbose_name=_("customer"))
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("salesperson")
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    received_on = models.DateField(_("received on"))
    method = models.CharField(_("method"), max_length=12, choices=ReceiptMethod.choices, default=ReceiptMethod.TRANSFER)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    scope = OWNED

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="receipt_not_zero", violation_error_message=_("A receipt has an amount.")
            )
        ]
        indexes = [models.Index(fields=["-received_on", "-id"], name="receipt_by_date")]

    def __str__(self) -> str:
        return self.number


class Settlement(Record):
    """The part of a receipt that pays one invoice."""

    receipt = models.ForeignKey(
        "receivables.Receipt", models.CASCADE, related_name="settlements", verbose_name=_("receipt")
    )
    invoice = models.ForeignKey(
        "receivables.Invoice", models.PROTECT, related_name="settlements", verbose_name=_("invoice")
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    scope = Scope(owners=("receipt__owner_id",), unit="receipt__unit_id")

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [models.UniqueConstraint(fields=["receipt", "invoice"], name="one_settlement_per_invoice")]

    def __str__(self) -> str:
        return f"{self.receipt_id} → {self.invoice_id}"
