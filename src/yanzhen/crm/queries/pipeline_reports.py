"""The funnel and the deal flow as page, file and API tell them, with the opportunities behind each figure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yanzhen.crm.calc.pipeline import funnel as calc
from yanzhen.crm.calc.pipeline.flow import Entry, Flow, Part, flow
from yanzhen.crm.calc.pipeline.funnel import Cohort, Funnel
from yanzhen.crm.calc.pipeline.terms import LOST, OPEN, WON, Deal
from yanzhen.crm.models import Opportunity, Stage, StageLearning
from yanzhen.crm.queries import pipeline, processes
from yanzhen.crm.queries.pipeline import Created, Narrowed
from yanzhen.lib.periods import Period
from yanzhen.platform.actor import Actor

USUAL = "CNY"


@dataclass(frozen=True)
class FunnelReport:
    """A funnel with the stages it counts, what they taught, its cohorts, and the deals behind them."""

    stages: tuple[Stage, ...]
    learnt: dict[int, StageLearning]
    funnel: Funnel
    cohorts: tuple[Cohort, ...]
    deals: tuple[Deal, ...]
    currencies: tuple[str, ...]

    def behind(self, part: str, stage: int | None) -> list[Entry]:
        """The opportunities behind a figure: that reached a stage, wait in it, were won or lost (after reaching it)."""
        places = {one.pk: at for at, one in enumerate(self.stages)}
        at = places.get(stage or 0, 0)
        found = []
        for deal in self.deals:
            reached = calc.reach(deal, places)
            if reached < at:
                continue
            if part == "waiting" and not (deal.state == OPEN and deal.stage == self.stages[at].pk):
                continue
            if part in {WON, LOST} and deal.state != part:
                continue
            found.append(Entry(deal.key, deal.amount))
        return found


def funnel_report(actor: Actor, narrowed: Narrowed, created: Created) -> FunnelReport:
    """Count the opportunities in reach that came in on these days through the stages of their process."""
    stages = tuple(processes.stages_of(narrowed.process or 0))
    keys = [stage.pk for stage in stages]
    found = tuple(pipeline.deals(narrowed.rows(actor), created))
    counted = calc.funnel(keys, found)
    currencies = tuple(sorted(counted.value, key=lambda code: (code != USUAL, code)))
    learnt = pipeline.learnt(narrowed.process or 0)
    return FunnelReport(stages, learnt, counted, calc.cohorts(keys, found), found, currencies)


@dataclass(frozen=True)
class FlowReport:
    """The flow of each currency, and since when the pipeline's history is known."""

    flows: tuple[Flow, ...]
    known_since: date | None

    def of(self, currency: str) -> Flow | None:
        return next((one for one in self.flows if one.currency == currency), None)

    @property
    def currencies(self) -> tuple[str, ...]:
        return tuple(sorted((one.currency for one in self.flows), key=lambda code: (code != USUAL, code)))


def flow_report(actor: Actor, narrowed: Narrowed, period: Period, horizon: date | None) -> FlowReport:
    """What became of the opportunities in reach between the eve of the period and its end."""
    found = pipeline.between(narrowed.rows(actor), period.start, period.end)
    return FlowReport(flow(found, horizon), pipeline.known_since())


def entries_of(sheet: Flow | None, part: str) -> tuple[Entry, ...]:
    """What a figure is made of, the largest first."""
    if sheet is None:
        return ()
    return tuple(sorted(sheet.figures[Part(part)].entries, key=lambda one: (-abs(one.amount), one.key)))


@dataclass(frozen=True)
class Row:
    """An opportunity behind a figure, and what it adds to it."""

    opportunity: Opportunity
    amount: Decimal


def rows(actor: Actor, entries: Sequence[Entry] | Iterable[Entry]) -> list[Row]:
    """The opportunities of some entries, in their order; those that are gone from reach meanwhile are left out."""
    entries = list(entries)
    found = pipeline.of_keys(actor, [one.key for one in entries])
    return [Row(found[one.key], one.amount) for one in entries if one.key in found]
