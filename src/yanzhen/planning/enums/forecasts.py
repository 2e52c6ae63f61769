"""Words of the forecast: sides, models, notes, states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ForecastSide(TextChoices):
    """By what a forecast is cut; the whole is the empty side."""

    REGION = "region", _("region")
    UNIT = "unit", _("unit")
    PERSON = "person", _("salesperson")
    CATEGORY = "category", _("product category")
    PRODUCT = "product", _("product")


class ForecastState(TextChoices):
    WAITING = "waiting", pgettext_lazy("of a forecast", "Waiting")
    RUNNING = "running", pgettext_lazy("of a forecast", "Being made")
    DONE = "done", pgettext_lazy("of a forecast", "Finished")
    FAILED = "failed", pgettext_lazy("of a forecast", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("of a forecast", "Stopped")


OPEN_FORECASTS = (ForecastState.WAITING, ForecastState.RUNNING)


class ForecastWhy(TextChoices):
    ASKED = "asked", pgettext_lazy("occasion of a forecast", "asked for")
    MONTHLY = "monthly", pgettext_lazy("occasion of a forecast", "every month")


class ForecastModel(TextChoices):
    """Which model a series was forecast by."""

    ENSEMBLE = "ensemble", _("mean of ETS, Theta and CES")
    PARTIAL = "partial", _("mean of the models that could be fitted")
    SEASONAL = "seasonal", _("seasonal naive")
    MEAN = "mean", pgettext_lazy("forecast model", "mean")
    NAIVE = "naive", pgettext_lazy("forecast model", "last value")
    ZERO = "zero", pgettext_lazy("forecast model", "zero")


class ForecastNote(TextChoices):
    """Why a simpler model was used, or what else to know about a series."""

    EMPTY = "empty", _("No sales in the books.")
    SINGLE = "single", _("Fewer than five months of history: the mean of what there is.")
    YOUNG = "young", _("Less than a year of history: the mean of what there is.")
    SHORT = "short", _("Less than two years of history: the same month a year ago.")
    CONSTANT = "constant", _("Every month is the same, so the next ones are too.")
    STOPPED = "stopped", _("No sales in the last twelve months.")
    LEFT = "left", _("This person has left; the sales are expected of others.")
    SPARSE = "sparse", _("Sales in fewer than half of the months: the mean of the last twelve.")
    SMALL = "small", _("Beyond the largest series, which the full models take: the same month a year ago.")
    NEGATIVE = "negative", _("Some months are negative: returns were larger than sales.")
    FAILED = "failed", _("The full models could not be fitted: the same month a year ago.")
