from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.planning.enums import ForecastState, ForecastWhy
from yanzhen.planning.models import ForecastRun
from yanzhen.planning.queries import forecasts
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec

_f = partial(describe, ForecastRun)
TONES = {ForecastState.RUNNING: "warning", ForecastState.DONE: "good", ForecastState.FAILED: "bad"}

FORECASTS = ListSpec(
    query=forecasts.runs,
    columns=[
        _f("cutoff", card="title"),
        _f("currency", card="meta"),
        _f("horizon", card="meta"),
        _f("state", tones=TONES, card="badge"),
        _f("why", card="hide"),
        _f("is_late", card="hide"),
        _f("series_count", card="fig"),
        _f("who", card="sub"),
        _f("ended_at", card="meta"),
    ],
    filters=[
        Filter("state", _f("state").label, "choice", "state", choices=dict(ForecastState.choices)),
        Filter("why", _("occasion"), "choice", "why", choices=dict(ForecastWhy.choices)),
        Filter("cutoff", _("books up to"), "date", "cutoff"),
        Filter("currency", _("currency"), "exact", "currency"),
    ],
    search=("currency", "who"),
    sort="-cutoff",
)
