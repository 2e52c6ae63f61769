"""Visits to customers: planned, prepared, made, reported."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.visits import OPEN_STATES, Confirmation, ReasonWay, VisitKind, VisitResult, VisitState
from yanzhen.platform.base import OWNED, Record

CLOCK_GAP = timedelta(hours=1)
"""From this much between the phone's clock and the moment of receipt on, the difference is told."""


class Visit(Record):
    """One visit of one person to one customer on one day.

    `arrived_at` is the moment that counts; `stated_at` is what the phone's clock said and `received_at` when the
    system heard of it, so that a wrong clock or a late transmission shows. `client_key` is the key the phone gave: the
    same visit sent twice is one.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, editable=False)
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, related_name="+", verbose_name=_("customer"), db_index=False
    )
    contact = models.ForeignKey(
        "crm.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("opportunity")
    )
    owner = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", verbose_name=_("who visits"), db_index=False
    )
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"), db_index=False, editable=False
    )
    day = models.DateField(pgettext_lazy("of a visit", "day"))
    first_day = models.DateField(_("first planned for"), editable=False)
    starts_at = models.TimeField(_("hour"), null=True, blank=True)
    is_fixed = models.BooleanField(_("fixed appointment"), default=False)
    is_planned = models.BooleanField(_("planned ahead"), default=True, editable=False)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    sequence = models.PositiveSmallIntegerField(_("place in the day"), null=True, blank=True)
    kind = models.CharField(
        pgettext_lazy("of a visit", "kind"), max_length=8, choices=VisitKind.choices, default=VisitKind.ROUTINE
    )
    template = models.ForeignKey(
        "field.VisitTemplate",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("visit template"),
    )
    state = models.CharField(
        pgettext_lazy("of a visit", "state"),
        max_length=10,
        choices=VisitState.choices,
        default=VisitState.PLANNED,
        editable=False,
    )
    why = models.CharField(_("why not"), max_length=300, blank=True, default="", editable=False)
    # Before
    reason = models.TextField(_("valid business reason"), max_length=600, blank=True, default="")
    reason_sent_at = models.DateTimeField(_("sent ahead"), null=True, blank=True, editable=False)
    reason_way = models.CharField(
        _("sent by"), max_length=8, choices=ReasonWay.choices, blank=True, default="", editable=False
    )
    reason_confirmed = models.CharField(
        _("confirmed"), max_length=8, choices=Confirmation.choices, default=Confirmation.UNKNOWN, editable=False
    )
    best = models.CharField(_("best commitment"), max_length=300, blank=True, default="")
    least = models.CharField(_("least commitment"), max_length=300, blank=True, default="")
    material = models.CharField(_("what to bring"), max_length=300, blank=True, default="")
    experts = models.CharField(_("who comes along"), max_length=300, blank=True, default="")
    # There
    arrived_at = models.DateTimeField(pgettext_lazy("of a visit", "arrived"), null=True, blank=True, editable=False)
    left_at = models.DateTimeField(pgettext_lazy("of a visit", "left"), null=True, blank=True, editable=False)
    stated_at = models.DateTimeField(_("by the phone's clock"), null=True, blank=True, editable=False)
    received_at = models.DateTimeField(_("check-in received"), null=True, blank=True, editable=False)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True, editable=False)
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    accuracy_m = models.PositiveIntegerField(_("accurate to (m)"), null=True, blank=True, editable=False)
    distance_m = models.PositiveIntegerField(_("distance to the customer (m)"), null=True, blank=True, editable=False)
    # After
    result = models.CharField(
        pgettext_lazy("of a visit", "result"),
        max_length=8,
        choices=VisitResult.choices,
        blank=True,
        default="",
        editable=False,
    )
    needs = models.TextField(_("needs"), max_length=1000, blank=True, default="", editable=False)
    remark = models.TextField(
        pgettext_lazy("of a visit", "remark"), max_length=1000, blank=True, default="", editable=False
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="", editable=False)
    next_on = models.DateField(_("next step on"), null=True, blank=True, editable=False)
    next_visit = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("next visit"), editable=False
    )
    order_number = models.CharField(_("order number"), max_length=40, blank=True, default="", editable=False)
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True, editable=False)
    client_key = models.UUIDField(_("key of the phone"), null=True, blank=True, unique=True, editable=False)

    scope = OWNED
    in_hand = Q(state__in=OPEN_STATES)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="visit_on_the_globe",
                violation_error_message=_("A place has a longitude from -180 to 180 and a latitude from -90 to 90."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(arrived_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="visit_left_after_arrival",
                violation_error_message=_("Nobody leaves before having come."),
            ),
            models.CheckConstraint(
                condition=Q(is_fixed=False) | Q(starts_at__isnull=False),
                name="fixed_visit_has_an_hour",
                violation_error_message=_("A fixed appointment has an hour."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-day", "-id"], name="visit_by_owner"),
            models.Index(fields=["unit", "-day", "-id"], name="visit_by_unit"),
            models.Index(fields=["-day", "-id"], name="visit_by_day"),
            models.Index(fields=["customer", "-day", "-id"], name="visit_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def ends(self) -> datetime | None:
        """The end by plan, without a zone: the day, the hour and the minutes."""
        if self.starts_at is None:
            return None
        return datetime.combine(self.day, self.starts_at) + timedelta(minutes=self.minutes)

    @property
    def minutes_there(self) -> int | None:
        """How long the visit took, once it is over."""
        if self.arrived_at is None or self.left_at is None:
            return None
        return round((self.left_at - self.arrived_at).total_seconds() / 60)

    @property
    def clock_differs(self) -> bool:
        """Whether the phone's moment and that of receipt are more than an hour apart."""
        if self.stated_at is None or self.received_at is None:
            return False
        return abs(self.received_at - self.stated_at) > CLOCK_GAP
