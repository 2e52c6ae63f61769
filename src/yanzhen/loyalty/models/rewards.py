from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.loyalty.enums import RewardAct, RewardKind, RewardState
from yanzhen.loyalty.models.evaluations import OF_THE_CUSTOMER
from yanzhen.platform.base import Record


class RewardEntry(Record):
    """One booking on a customer's account of points or money; what is redeemed or taken back is negative.

    The balance is the sum of what is booked. Entries are never changed: a mistake is taken back by another one.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=8, choices=RewardKind.choices, default=RewardKind.POINTS)
    act = models.CharField(
        pgettext_lazy("reward", "what"), max_length=8, choices=RewardAct.choices, default=RewardAct.GRANT
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=200)
    booked_on = models.DateField(_("booked on"), editable=False)
    state = models.CharField(
        pgettext_lazy("of a document", "state"),
        max_length=8,
        choices=RewardState.choices,
        default=RewardState.BOOKED,
        editable=False,
    )
    referral = models.ForeignKey(
        "loyalty.Referral", models.PROTECT, null=True, blank=True, related_name="rewards", verbose_name=_("referral")
    )
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("takes back"),
        editable=False,
    )
    who = models.CharField(_("entered by"), max_length=150, blank=True, default="", editable=False)

    scope = OF_THE_CUSTOMER

    class Meta:
        verbose_name = _("reward entry")
        verbose_name_plural = _("reward entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount=0), name="reward_not_zero", violation_error_message=_("A reward has an amount.")
            ),
            models.CheckConstraint(
                condition=Q(kind=RewardKind.POINTS, currency="") | (Q(kind=RewardKind.MONEY) & ~Q(currency="")),
                name="reward_money_has_currency",
                violation_error_message=_("Money has a currency, points have none."),
            ),
            models.CheckConstraint(
                condition=(Q(act=RewardAct.GRANT) & Q(amount__gt=0))
                | (Q(act=RewardAct.REDEEM) & Q(amount__lt=0))
                | Q(act=RewardAct.REVERSE),
                name="reward_sign_of_its_act",
            ),
        ]
        indexes = [models.Index(fields=["customer", "kind", "state"], name="rewards_by_customer")]

    def __str__(self) -> str:
        return self.number
