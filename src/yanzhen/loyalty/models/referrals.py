from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yanzhen.platform.base import Record, Scope


class Referral(Record):
    """A customer, or one of their people, brought us another customer or a lead."""

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    referrer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("referred by"))
    contact = models.ForeignKey(
        "crm.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    referred = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("referred customer")
    )
    lead = models.ForeignKey(
        "crm.Lead", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("referred lead")
    )
    referred_on = models.DateField(_("referred on"))
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")

    scope = Scope(owners=("referrer__owner_id", "referred__owner_id"), unit="referrer__unit_id")

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-referred_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(referred__isnull=True) | ~Q(referred=F("referrer")),
                name="nobody_refers_themselves",
                violation_error_message=_("Nobody refers themselves."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
