from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.enums import ForecastState
from yanzhen.planning.forms.forecasts import ForecastRunForm
from yanzhen.planning.lists.forecasts import FORECASTS as LIST
from yanzhen.planning.lists.forecasts import TONES
from yanzhen.planning.models import ForecastRun
from yanzhen.planning.models.forecasts import SEE
from yanzhen.planning.services import forecasts
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun

_f = partial(describe, ForecastRun)


def _look(run: Any, *, actor: Actor) -> None:
    """The page of the figures is a page, not an act; this only says which function opens it."""


_look.function_code = SEE  # type: ignore[attr-defined]

FORECASTS = nouns.declare(
    Noun(
        model=ForecastRun,
        slug="forecasts",
        icon="chart-line",
        list=LIST,
        fields=[
            _f("cutoff"),
            _f("horizon"),
            _f("currency"),
            _f("state", tones=TONES),
            _f("why"),
            _f("is_late"),
            _f("series_count"),
            _f("who"),
            _f("job", page="platform:job_record"),
            _f("created_at"),
            _f("ended_at"),
        ],
        form=ForecastRunForm,
        services=forecasts,
        state="state",
        actions=[
            Action(
                "figures",
                _("Open the figures"),
                _look,
                "chart-line",
                lambda run: run.state == ForecastState.DONE,
                primary=True,
                page="planning:forecast_figures",
            ),
            Action(
                "stop", _("Stop"), forecasts.stop, "ban", lambda run: run.state in {"waiting", "running"}, danger=True
            ),
        ],
        has_notes=False,
    )
)
PLANNING = pgettext_lazy("navigation", "Planning")
navigation.add(navigation.Place(57, _("Forecast"), "chart-line", "planning:forecast", SEE, section=PLANNING))
