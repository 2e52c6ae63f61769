"""The league table: what was forecast in the past, by the model, by last year's month and by people, against what came.

Of several runs with one cut-off the one counts that was made in time, and of those the first.
"""

from dataclasses import dataclass
from datetime import date

from yanzhen.figures.permissions import VIEW_SALES
from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.money import to_cents
from yanzhen.lib.periods import months_between, shifted
from yanzhen.organization import facts as organization
from yanzhen.planning.calc import league
from yanzhen.planning.calc.league import HORIZONS, Hit, Row
from yanzhen.planning.enums import ForecastSide, ForecastState
from yanzhen.planning.models import ForecastPoint, ForecastRun, PersonalForecast
from yanzhen.planning.queries import books, forecasts
from yanzhen.platform.actor import SYSTEM, Actor

Key = int | None


@dataclass(frozen=True)
class League:
    """A row for each horizon, out of so many runs, of which so many were made afterwards."""

    rows: list[Row]
    runs: int
    late: int


def of(actor: Actor, side: str, currency: str) -> League | None:
    """The table of one side in reach; None without the function to see sales."""
    if not actor.can(VIEW_SALES):
        return None
    last = forecasts.closed_month()
    chosen: dict[date, ForecastRun] = {}
    rows = ForecastRun.objects.visible_to(actor).filter(state=ForecastState.DONE, currency=currency, cutoff__lt=last)
    for run in rows.order_by("is_late", "pk"):
        chosen.setdefault(run.cutoff, run)
    if not chosen:
        return League(league.table([]), 0, 0)
    came = _came(side, currency, min(chosen), last)
    hits = [hit for run in chosen.values() for hit in _hits(actor, run, side, last, came)]
    return League(league.table(hits), len(chosen), sum(run.is_late for run in chosen.values()))


def _hits(actor: Actor, run: ForecastRun, side: str, last: date, came: dict[Key, dict[date, int]]) -> list[Hit]:
    months = {shifted(run.cutoff, ahead): ahead for ahead in HORIZONS if shifted(run.cutoff, ahead) <= last}
    points = (
        ForecastPoint.objects.visible_to(actor)
        .filter(series__run=run, series__side=side, month__in=months)
        .values_list("series__key", "month", "mean", "naive")
    )
    own = _own(actor, run) if side == ForecastSide.PERSON else {}
    return [
        Hit(months[month], came.get(key, {}).get(month, 0), mean, naive, own.get((key, month)))
        for key, month, mean, naive in points
    ]


def _own(actor: Actor, run: ForecastRun) -> dict[tuple[Key, date], int]:
    """What people said in the month after the cut-off, when the forecast could be made."""
    rows = PersonalForecast.objects.visible_to(actor).filter(said_in=shifted(run.cutoff, 1), currency=run.currency)
    return {(row.person_id, row.month): to_cents(row.amount) for row in rows}


def _came(side: str, currency: str, start: date, last: date) -> dict[Key, dict[date, int]]:
    """Sales by key and month; the reader sees only those of the series in reach. A unit holds those below it."""
    by = (side,) if side else ()
    found = books.net(SYSTEM, by, start, last, currency)
    single = {(key[0] if key else None): months for key, months in found.items()}
    return _rolled_up(single, months_between(start, last)) if side == ForecastSide.UNIT else single


def _rolled_up(single: dict[Key, dict[date, int]], months: list[date]) -> dict[Key, dict[date, int]]:
    paths = {key: row["path"] for key, row in dims.rows_of(organization.UNITS).items()}
    sums: dict[Key, dict[date, int]] = {}
    for key, values in single.items():
        above = [int(part) for part in paths.get(key, f"/{key}/").split("/") if part] if key is not None else [None]
        for unit in above:
            total = sums.setdefault(unit, dict.fromkeys(months, 0))
            for month, value in values.items():
                total[month] = total.get(month, 0) + value
    return sums
