"""What the page of forecasts says of a series: its cards, how it was made, its line in the table."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.planning.models import ForecastRun, ForecastSeries
from yanzhen.planning.queries import forecast_views
from yanzhen.planning.queries.forecast_views import Line
from yanzhen.planning.views import forecast_words as words
from yanzhen.platform import amounts
from yanzhen.platform.actor import Actor


class SeriesWords:
    """What is said of series on the page."""

    def __init__(self, actor: Actor, chosen: Line) -> None:
        self.actor, self.chosen = actor, chosen

    def cards(self, view: forecast_views.View, run: ForecastRun) -> list[dict[str, Any]]:
        """The figures at the head."""
        mean, low, high = words.year_of(view)
        unit = amounts.unit(self.actor, run.currency)
        series = view.series
        planned = [m.plan for m in view.months if m.point is not None and m.plan is not None]
        said = sum(m.own for m in view.months if m.point is not None and m.own is not None)
        return [
            {"label": _("Next twelve months"), "value": words.short(self.actor, mean), "unit": unit,
             "hint": f"{words.short(self.actor, low)} – {words.short(self.actor, high)} · 80 %"},
            {"label": _("Last twelve months"), "value": words.short(self.actor, view.year_before), "unit": unit,
             "hint": ""},
            {"label": _("Planned in these months"), "value": words.short(self.actor, sum(planned) if planned else None),
             "unit": unit if planned else "", "hint": self.planned(len(planned), len(view.points))},
            {"label": _("People's own"), "value": words.short(self.actor, said if view.own_said else None),
             "unit": unit if view.own_said else "", "hint": self.said(view)},
            self.pipeline(view, unit),
            {"label": _("Error on the hold-out"), "value": words.percent(series.smape),
             "unit": "", "hint": self.against(series)},
        ]  # fmt: skip

    def pipeline(self, view: forecast_views.View, unit: str) -> dict[str, Any]:
        """Open opportunities of the months ahead, weighted by how likely they are."""
        hoped = [row.pipeline for row in view.months if row.point is not None and row.pipeline is not None]
        if not hoped:
            return {"label": _("Pipeline"), "value": "–", "unit": "", "hint": _("No open opportunities in them.")}
        value = words.short(self.actor, sum(hoped))
        return {"label": _("Pipeline"), "value": value, "unit": unit, "hint": _("open opportunities, weighted")}

    @staticmethod
    def planned(number: int, months: int) -> str:
        if not number:
            return _("No plan for them.")
        return _("{number} of {months} months are planned.").format(number=number, months=months)

    @staticmethod
    def said(view: forecast_views.View) -> str:
        if not view.own_people:
            return _("Said by person only.")
        return _("{said} of {people} have said.").format(said=view.own_said, people=view.own_people)

    @staticmethod
    def against(series: ForecastSeries) -> str:
        if series.naive_smape is None:
            return _("Too short a history to hold months out.")
        return _("same month last year: {error}").format(error=words.percent(series.naive_smape))

    def facts(self, view: forecast_views.View) -> list[tuple[str, str]]:
        """How this series was forecast, in words."""
        series = view.series
        found = [
            (_("model"), str(series.get_model_display())),
            (_("history"), _("{months} months").format(months=series.history)),
        ]
        if series.note:
            found.append((_("note"), str(series.get_note_display())))
        if series.held_out:
            text = _("last {months} months: sMAPE {smape}, MASE {mase}; the same month last year {nsmape}, {nmase}")
            found.append((
                _("hold-out"),
                text.format(
                    months=series.held_out, smape=words.percent(series.smape), mase=words.times(series.mase),
                    nsmape=words.percent(series.naive_smape), nmase=words.times(series.naive_mase),
                ),
            ))  # fmt: skip
        shift = self.chosen.year - self.chosen.base
        text = _("{after}, before that {before}").format(
            after=words.cell(self.actor, self.chosen.year), before=words.cell(self.actor, self.chosen.base)
        )
        return [*found, (_("made to add up"), text if shift else _("nothing had to change"))]

    def row(self, line: Line, url: str) -> dict[str, Any]:
        """A line of the table of all series."""
        series = line.series
        return {
            "name": line.name or _("The whole company"),
            "url": url,
            "is_current": line is self.chosen,
            "year": words.cell(self.actor, line.year),
            "base": words.cell(self.actor, line.base),
            "naive": words.cell(self.actor, line.naive),
            "model": series.get_model_display(),
            "note": series.get_note_display() if series.note else "",
            "smape": words.percent(series.smape),
            "naive_smape": words.percent(series.naive_smape),
            "is_better": series.smape is not None and series.smape < (series.naive_smape or 0),
        }
