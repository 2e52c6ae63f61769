"""Forecasts: runs that are kept, their series and points, and what people expect themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import ForecastModel, ForecastNote, ForecastSide, ForecastState, ForecastWhy
from yanzhen.platform.base import SHARED, Record, Scope, Scoped

SEE = "planning.view_forecastrun"


class ForecastRun(Record):
    """One forecast of all sales in a currency, out of the books up to a month; earlier runs are kept.

    A run whose `cutoff` was long past when it was made (`is_late`) shows how the method would have done.
    """

    cutoff = models.DateField(_("books up to"), help_text=_("The last month that counts; only whole months do."))
    horizon = models.PositiveSmallIntegerField(_("months ahead"), default=18)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    state = models.CharField(
        pgettext_lazy("of a forecast", "state"),
        max_length=12,
        choices=ForecastState.choices,
        default=ForecastState.WAITING,
        editable=False,
    )
    why = models.CharField(
        _("occasion"), max_length=12, choices=ForecastWhy.choices, default=ForecastWhy.ASKED, editable=False
    )
    is_late = models.BooleanField(_("made afterwards"), default=False, editable=False)
    who = models.CharField(_("started by"), max_length=150, editable=False, default="")
    job = models.ForeignKey(
        "platform.Job", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name=_("job")
    )
    series_count = models.PositiveIntegerField(_("series"), default=0, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)

    scope = SHARED

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ["-cutoff", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(horizon__gte=1, horizon__lte=24),
                name="forecast_of_1_to_24_months",
                violation_error_message=_("A forecast looks 1 to 24 months ahead."),
            ),
            models.CheckConstraint(
                condition=Q(cutoff__day=1),
                name="forecast_cuts_off_a_month",
                violation_error_message=_("Name a month by its first day."),
            ),
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(state__in=[ForecastState.WAITING, ForecastState.RUNNING]),
                name="one_open_forecast_per_currency",
                violation_error_message=_("A forecast in this currency is being made; wait until it has ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cutoff:%Y-%m} {self.currency} #{self.pk}"


class ForecastSeries(Scoped):
    """One line of a run: the whole, or one region, unit, person, product category or product.

    The reach of a person or a unit opens its series; those of the whole, of regions, categories and products open to
    whoever reaches everything. `key` is empty for the whole, and for the sales that have no such thing.
    Errors are those of the hold-out: the months held back, forecast out of the months before them.
    """

    run = models.ForeignKey("planning.ForecastRun", models.CASCADE, related_name="series", verbose_name=_("forecast"))
    side = models.CharField(_("side"), max_length=8, choices=ForecastSide.choices, blank=True)
    key = models.BigIntegerField(null=True)
    person = models.ForeignKey("organization.Employee", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organization.Unit", models.PROTECT, null=True, related_name="+")
    model = models.CharField(_("model"), max_length=16, choices=ForecastModel.choices)
    note = models.CharField(_("note"), max_length=16, choices=ForecastNote.choices, blank=True, default="")
    history = models.PositiveIntegerField(_("months of history"), default=0)
    held_out = models.PositiveSmallIntegerField(_("months held out"), default=0)
    smape = models.FloatField(null=True)
    mase = models.FloatField(null=True)
    naive_smape = models.FloatField(null=True)
    naive_mase = models.FloatField(null=True)

    scope = Scope(owners=("person_id", "person__manager_id"), unit="unit_id")

    class Meta:
        verbose_name = _("forecast series")
        verbose_name_plural = _("forecast series")
        ordering = ["run_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "side", "key"], name="one_series_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.side} {self.key or ''}"

    @classmethod
    def view_function(cls) -> str:
        return SEE


class ForecastPoint(Scoped):
    """One month of a series, in whole cents: mean and intervals after the parts were made to add up.

    `base_mean` is the figure before that, `naive` the same month of the last year the books hold.
    """

    series = models.ForeignKey("planning.ForecastSeries", models.CASCADE, related_name="points")
    month = models.DateField(_("month"))
    mean = models.BigIntegerField(_("forecast"))
    low80 = models.BigIntegerField()
    high80 = models.BigIntegerField()
    low95 = models.BigIntegerField()
    high95 = models.BigIntegerField()
    base_mean = models.BigIntegerField()
    naive = models.BigIntegerField()

    scope = Scope(owners=("series__person_id", "series__person__manager_id"), unit="series__unit_id")

    class Meta:
        verbose_name = _("forecast figure")
        verbose_name_plural = _("forecast figures")
        ordering = ["series_id", "month"]
        constraints = [models.UniqueConstraint(fields=["series", "month"], name="one_point_per_month")]

    def __str__(self) -> str:
        return f"{self.series_id} {self.month:%Y-%m}"

    @classmethod
    def view_function(cls) -> str:
        return SEE


class PersonalForecast(Record):
    """What a person expects to sell in a month, as said in another month; what was said earlier is kept."""

    person = models.ForeignKey(
        "organization.Employee", models.PROTECT, related_name="+", editable=False, verbose_name=_("salesperson")
    )
    month = models.DateField(_("month"))
    said_in = models.DateField(_("said in"), editable=False)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    amount = models.DecimalField(_("expected sales"), max_digits=16, decimal_places=2)

    scope = Scope(owners=("person_id", "person__manager_id"), unit="person__unit_id")

    class Meta:
        verbose_name = _("own forecast")
        verbose_name_plural = _("own forecasts")
        ordering = ["-said_in", "person_id", "month"]
        constraints = [
            models.UniqueConstraint(fields=["person", "currency", "month", "said_in"], name="said_once_a_month"),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="expects_no_loss",
                violation_error_message=_("Expected sales are zero or more."),
            ),
            models.CheckConstraint(condition=Q(month__day=1, said_in__day=1), name="said_for_whole_months"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.month:%Y-%m}"

    @classmethod
    def view_function(cls) -> str:
        return SEE
