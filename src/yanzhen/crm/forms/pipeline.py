"""What the pages of the pipeline's past are asked: which opportunities, over which days, in which currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc.pipeline.flow import Part
from yanzhen.crm.models import Process
from yanzhen.crm.queries import processes
from yanzhen.crm.queries.pipeline import Created, Narrowed
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period, month_end, month_start, quarter_of, shifted
from yanzhen.platform.actor import Actor

HORIZONS = ("quarter", "month", "year", "all")
FUNNEL_PARTS = ("reached", "waiting", "won", "lost")
MOST_YEARS = 10
COHORT_MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """What both pages share. `part` and `stage` ask for the opportunities behind a figure, from the row `start` on."""

    process: Process | None
    processes: tuple[Process, ...]
    unit: int | None = None
    owner: int | None = None
    source: str = ""
    currency: str = ""
    part: str = ""
    stage: int | None = None
    start: int = 0

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(self.process.pk if self.process else None, self.unit, self.owner, self.source)

    @property
    def state(self) -> dict[str, str]:
        """What the address keeps."""
        kept = {"unit": self.unit, "owner": self.owner, "source": self.source, "currency": self.currency}
        return {name: str(value) for name, value in kept.items() if value}


@dataclass(frozen=True)
class FunnelAsked(Asked):
    """The funnel of one process, of the opportunities that came in on these days."""

    created: Created = field(default_factory=Created)

    @property
    def address(self) -> dict[str, str]:
        days = {"from": self.created.first, "to": self.created.last}
        return {
            **({"process": str(self.process.pk)} if self.process else {}),
            **{name: day.isoformat() for name, day in days.items() if day},
            **self.state,
        }


@dataclass(frozen=True)
class FlowAsked(Asked):
    """The flow over a period, of one process or of all."""

    period: Period = field(default_factory=lambda: last_month(timezone.localdate()))
    until: str = "quarter"

    @property
    def horizon(self) -> date | None:
        """Until when an opportunity of the balance is expected to close: the end of month, quarter or year."""
        day = self.period.end
        if self.until == "month":
            return month_end(day)
        if self.until == "quarter":
            return month_end(date(day.year, 3 * quarter_of(day), 1))
        return date(day.year, 12, 31) if self.until == "year" else None

    @property
    def address(self) -> dict[str, str]:
        return {
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "until": self.until,
            **({"process": str(self.process.pk)} if self.process else {}),
            **self.state,
        }


def last_month(today: date) -> Period:
    first = shifted(month_start(today), -1)
    return Period(first, month_end(first))


def funnel_asked(actor: Actor, given: Mapping[str, str]) -> FunnelAsked:
    """Read the address of the funnel, without days of the last twelve months; `RuleBroken` at what makes no sense."""
    today = timezone.localdate()
    first, last = _day(given, "from"), _day(given, "to")
    if first is None and last is None and not given.get("all"):
        first = shifted(month_start(today), 1 - COHORT_MONTHS)
    _in_order(first, last)
    if first is not None and first > today:
        raise RuleBroken(_("These days lie in the future: nothing has come in on them yet."), "from", "future")
    shared = _shared(actor, given, FUNNEL_PARTS)
    chosen = shared.process or (shared.processes[0] if shared.processes else None)
    return FunnelAsked(**{**vars(shared), "process": chosen, "created": Created(first, last)})


def flow_asked(actor: Actor, given: Mapping[str, str]) -> FlowAsked:
    """Read the address of the flow; without days it is last month. `RuleBroken` at what makes no sense."""
    today = timezone.localdate()
    usual = last_month(today)
    first, last = _day(given, "from") or usual.start, _day(given, "to")
    last = last or (usual.end if first <= usual.end else today)
    _in_order(first, last)
    if last > today:
        raise RuleBroken(_("The last day lies in the future: what it will bring nobody knows."), "to", "future")
    if last > shifted(first, 12 * MOST_YEARS):
        raise RuleBroken(_("At most {years} years at once.").format(years=MOST_YEARS), "from", "period")
    until = given.get("until", "") or "quarter"
    if until not in HORIZONS:
        raise RuleBroken(_("Choose the month, the quarter, the year or all."), "until", "until")
    shared = _shared(actor, given, tuple(Part))
    return FlowAsked(**{**vars(shared), "period": Period(first, last), "until": until})


def _in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise RuleBroken(_("The last day lies before the first."), "to", "order")


def _day(given: Mapping[str, str], name: str) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1950 <= day.year <= 2200:
        message = _("“{text}” is not a date such as 2026-01-31.").format(text=text[:40])
        raise RuleBroken(message, field=name, code="date")
    return day


def _key(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise RuleBroken(_("Choose one of the list."), field=name, code="choice")
    return int(text)


def _shared(actor: Actor, given: Mapping[str, str], parts: tuple[str, ...]) -> Asked:
    found = tuple(processes.visible(actor))
    key = _key(given, "process")
    process = next((one for one in found if one.pk == key), None)
    if key is not None and process is None:
        raise RuleBroken(_("There is no such sales process."), field="process", code="process")
    part = given.get("part", "")
    if part and part not in parts:
        raise RuleBroken(_("Choose one of the figures."), field="part", code="part")
    currency = given.get("currency", "").strip().upper()
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise RuleBroken(_("A currency has three capital letters."), field="currency", code="currency")
    source = given.get("source", "").replace("\x00", "")[:60]
    return Asked(
        process, found, _key(given, "unit"), _key(given, "owner"), source, currency, part, _key(given, "stage"),
        _key(given, "start") or 0,
    )  # fmt: skip
