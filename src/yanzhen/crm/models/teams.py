from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import MemberRole
from yanzhen.platform.base import SHARED, Named, Record, Scope


class Industry(Named, Record):
    """What a customer's firm does: a division of the national classification, or one of our own."""

    code = models.CharField(_("code"), max_length=40, unique=True)

    scope = SHARED

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["code"]


class CustomerMember(Record):
    """A colleague who works for a customer beside the owner."""

    customer = models.ForeignKey("crm.Customer", models.CASCADE, related_name="team", verbose_name=_("customer"))
    employee = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("employee"), db_index=False
    )
    role = models.CharField(
        pgettext_lazy("in a team", "role"), max_length=12, choices=MemberRole.choices, default=MemberRole.SERVICE
    )
    remark = models.CharField(pgettext_lazy("in a team", "remark"), max_length=200, blank=True, default="")

    scope = Scope(owners=("customer__owner_id", "employee_id"), unit="customer__unit_id")

    class Meta:
        verbose_name = _("member of a customer's team")
        verbose_name_plural = _("members of customers' teams")
        ordering = ["customer_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "employee"],
                name="one_place_per_member",
                violation_error_message=_("This colleague is in the team already."),
            )
        ]
        indexes = [models.Index(fields=["employee", "customer"], name="member_by_employee")]

    def __str__(self) -> str:
        return f"{self.employee_id} @ {self.customer_id}"
