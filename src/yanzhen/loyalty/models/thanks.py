from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yanzhen.loyalty.enums import DayKind, Occasion
from yanzhen.platform.base import SHARED, Named, Record, Scope, Scoped


class ThanksRule(Named, Record):
    """On which occasion the owner of a customer gets a task to say thanks, and how many days before it."""

    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices, default=Occasion.ANNIVERSARY)
    days_before = models.PositiveSmallIntegerField(_("days before"), default=3, validators=[MaxValueValidator(60)])
    amount_from = models.DecimalField(
        _("orders from"), max_digits=18, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    task = models.CharField(
        _("task"), max_length=160, help_text=_("{customer}, {contact} and {years} are filled in."),
    )  # fmt: skip
    starts_on = models.DateField(_("from"))
    is_active = models.BooleanField(_("active"), default=True)

    scope = SHARED

    class Meta:
        verbose_name = _("thanks rule")
        verbose_name_plural = _("thanks rules")
        ordering = ["occasion", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(occasion=Occasion.LARGE_ORDER) | Q(amount_from__isnull=False),
                name="large_order_has_amount",
                violation_error_message=_("Say from which amount an order is large."),
            )
        ]


class ThanksGiven(Scoped):
    """That a rule has given its task for one occasion, so that it gives no second one. Read only by the rules."""

    rule = models.ForeignKey("loyalty.ThanksRule", models.CASCADE, related_name="given")
    occasion_key = models.CharField(max_length=80)
    task_id = models.BigIntegerField(null=True)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("thanks given")
        verbose_name_plural = _("thanks given")
        constraints = [models.UniqueConstraint(fields=["rule", "occasion_key"], name="thanked_once")]

    def __str__(self) -> str:
        return self.occasion_key


class RememberedDay(Record):
    """A day of the year that matters to a contact; without the year of birth, which is nobody's business here."""

    contact = models.ForeignKey("crm.Contact", models.CASCADE, related_name="+", verbose_name=_("contact"))
    kind = models.CharField(_("kind"), max_length=8, choices=DayKind.choices, default=DayKind.BIRTHDAY)
    month = models.PositiveSmallIntegerField(_("month"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    day = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    remark = models.CharField(_("remark"), max_length=120, blank=True, default="")

    scope = Scope(owners=("contact__customer__owner_id",), unit="contact__customer__unit_id")

    class Meta:
        verbose_name = _("remembered day")
        verbose_name_plural = _("remembered days")
        ordering = ["month", "day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(day__lte=29)
                | (Q(day=30) & ~Q(month=2))
                | (Q(day=31) & Q(month__in=(1, 3, 5, 7, 8, 10, 12))),
                name="day_is_in_the_month",
                violation_error_message=_("This month has no such day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"
