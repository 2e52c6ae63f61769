from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import Attitude, Influence, PurchaseRole
from yanzhen.platform.base import Record, Scope


class Stakeholder(Record):
    """Somebody who has a say in what a customer buys, from a day to a day; a contact, or only a name.

    When one leaves the part, the row ends and the successor `replaces` it: both stay, dated.
    """

    customer = models.ForeignKey(
        "crm.Customer", models.CASCADE, related_name="stakeholders", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        "crm.Contact", models.SET_NULL, null=True, blank=True, related_name="stakes", verbose_name=_("contact")
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    title = models.CharField(_("job title"), max_length=120, blank=True, default="")
    role = models.CharField(_("role in the purchase"), max_length=12, choices=PurchaseRole.choices)
    attitude = models.CharField(_("attitude"), max_length=12, choices=Attitude.choices, default=Attitude.NEUTRAL)
    influence = models.CharField(_("influence"), max_length=8, choices=Influence.choices, default=Influence.MEDIUM)
    needs = models.CharField(_("needs"), max_length=500, blank=True, default="")
    reports_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    starts_on = models.DateField(pgettext_lazy("period", "from"))
    ends_on = models.DateField(pgettext_lazy("period", "until"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="successors",
        verbose_name=_("successor of"),
    )

    scope = Scope(owners=("customer__owner_id",), unit="customer__unit_id")

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["customer_id", "ends_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="stakeholder_ends_after_start",
                violation_error_message=_("The last day is on or after the first."),
            ),
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(ends_on__isnull=True, contact__isnull=False),
                name="one_part_per_contact",
                violation_error_message=_("This contact is among the stakeholders already."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="one_successor_per_stakeholder",
                violation_error_message=_("Somebody has taken this place already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
