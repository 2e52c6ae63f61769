from datetime import time
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.customers import Grade
from yanzhen.platform.base import SHARED, Record, Scope, Scoped

ON_THE_GLOBE = Q(home_longitude__isnull=True, home_latitude__isnull=True) | Q(
    home_longitude__isnull=False,
    home_latitude__isnull=False,
    home_longitude__range=(-180, 180),
    home_latitude__range=(-90, 90),
)


class DaySetting(Record):
    """The working day of a person on the road; without a person it is what holds for everybody else of the company."""

    employee = models.OneToOneField(
        "organization.Employee", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    home_longitude = models.DecimalField(
        _("longitude of the start"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    home_latitude = models.DecimalField(
        _("latitude of the start"), max_digits=8, decimal_places=6, null=True, blank=True
    )
    begins_at = models.TimeField(_("day begins"), default=time(8, 30))
    ends_at = models.TimeField(_("day ends"), default=time(17, 30))
    lunch_minutes = models.PositiveSmallIntegerField(
        _("lunch, minutes"), default=60, validators=[MaxValueValidator(240)]
    )
    lunch_from = models.TimeField(_("lunch not before"), default=time(11, 30))
    lunch_until = models.TimeField(_("lunch over by"), default=time(13, 30))
    last_arrival = models.TimeField(_("last arrival"), null=True, blank=True, default=time(16, 30))
    doors_close = models.TimeField(_("doors close"), null=True, blank=True, default=time(17, 0))
    way_home_counts = models.BooleanField(_("the way home is working time"), default=True)
    speed = models.DecimalField(
        _("speed, km/h"), max_digits=5, decimal_places=1, default=Decimal(30),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(200))],
    )  # fmt: skip
    detour = models.DecimalField(
        _("detour factor"), max_digits=4, decimal_places=2, default=Decimal("1.30"),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(5))],
    )  # fmt: skip
    visit_minutes = models.PositiveSmallIntegerField(
        _("minutes a visit"), default=45, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )

    scope = Scope(owners=("employee_id",), unit="employee__unit_id")

    class Meta:
        verbose_name = _("working day")
        verbose_name_plural = _("working days of the people on the road")
        ordering = ["employee_id", "id"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("employee_id", Value(0)),
                name="one_working_day_each",
                violation_error_message=_("The working day of this person, or that of the company, is there already."),
            ),
            models.CheckConstraint(
                condition=ON_THE_GLOBE,
                name="home_on_the_globe",
                violation_error_message=_("A place has a longitude from -180 to 180 and a latitude from -90 to 90."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")),
                name="working_day_ends_after_begin",
                violation_error_message=_("The day ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.employee) if self.employee_id else str(_("Whole company"))


class CallFrequency(Record):
    """How often customers of a class are visited, and how long a visit takes."""

    grade_class = models.CharField(
        pgettext_lazy("of a customer", "class"), max_length=1, choices=Grade.choices, unique=True
    )
    visits_a_month = models.DecimalField(
        _("visits a month"), max_digits=4, decimal_places=1,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(31))],
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(
        _("minutes a visit"), null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )

    scope = SHARED

    class Meta:
        verbose_name = _("call frequency")
        verbose_name_plural = _("call frequencies")
        ordering = ["grade_class"]

    def __str__(self) -> str:
        return str(self.get_grade_class_display())


HOURS = {"max_length": 60, "blank": True, "default": ""}


class ReceivingHours(Record):
    """When a customer receives visitors, how long a visit takes there, and how often this one is to be visited.

    Each day holds its times as `09:00-11:30, 13:30-17:00`; all seven empty means at any time, one empty among others
    that nobody is received that day. `nobody` are times at which nobody is received on any day.
    """

    customer = models.OneToOneField("crm.Customer", models.CASCADE, related_name="+", verbose_name=_("customer"))
    monday = models.CharField(_("Monday"), **HOURS)  # type: ignore[arg-type]
    tuesday = models.CharField(_("Tuesday"), **HOURS)  # type: ignore[arg-type]
    wednesday = models.CharField(_("Wednesday"), **HOURS)  # type: ignore[arg-type]
    thursday = models.CharField(_("Thursday"), **HOURS)  # type: ignore[arg-type]
    friday = models.CharField(_("Friday"), **HOURS)  # type: ignore[arg-type]
    saturday = models.CharField(_("Saturday"), **HOURS)  # type: ignore[arg-type]
    sunday = models.CharField(_("Sunday"), **HOURS)  # type: ignore[arg-type]
    nobody = models.CharField(_("receives nobody"), **HOURS)  # type: ignore[arg-type]
    minutes = models.PositiveSmallIntegerField(
        _("minutes a visit"), null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    visits_a_month = models.DecimalField(
        _("visits a month"), max_digits=4, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(31))],
    )  # fmt: skip

    scope = Scope(owners=("customer__owner_id",), unit="customer__unit_id")

    class Meta:
        verbose_name = _("receiving hours")
        verbose_name_plural = _("receiving hours")
        ordering = ["customer_id"]

    def __str__(self) -> str:
        return str(self.customer)


class CalendarFeed(Scoped):
    """The secret address under which a person's visits stand for a calendar program; only its hash is kept."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.user_id)
