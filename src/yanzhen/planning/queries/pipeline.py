"""The pipeline beside what it needs, of each person in reach: out of the figures entered for the month."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from yanzhen.planning.calc import coverage
from yanzhen.planning.calc.coverage import Covered, Stage
from yanzhen.planning.enums import PipelineStage
from yanzhen.planning.models import PipelineFigure
from yanzhen.planning.queries import pace_rows
from yanzhen.platform.actor import Actor

ORDER = {code: place for place, code in enumerate(PipelineStage.values)}


@dataclass(frozen=True)
class Pipeline:
    """The stages of one person in the month their figures are of, and the stage that leaks most."""

    person_id: int
    name: str
    month: date
    stages: tuple[Covered, ...]
    figures: dict[str, int]
    """The key of the entered figure of each stage."""

    @property
    def leak(self) -> Covered | None:
        return coverage.leak(self.stages)


def of_month(actor: Actor, month: date) -> list[Pipeline]:
    """Everybody's pipeline as of a month: the figures of the newest month up to it, the worst covered first."""
    rows = pace_rows.pipeline_figures(actor).filter(month__lte=month).order_by("person_id", "-month", "pk")
    by_person: dict[int, list[PipelineFigure]] = {}
    for row in rows:
        newest = by_person.setdefault(row.person_id, [])
        if not newest or newest[0].month == row.month:
            newest.append(row)
    found = [_of(figures) for figures in by_person.values()]
    return sorted(found, key=lambda p: (_worst(p), p.person_id))


def _worst(pipeline: Pipeline) -> float:
    leak = pipeline.leak
    return 2.0 if leak is None else float(leak.coverage or 0)


def _of(figures: list[PipelineFigure]) -> Pipeline:
    ordered = sorted(figures, key=lambda f: ORDER[f.stage])
    first = ordered[0]
    return Pipeline(
        first.person_id,
        str(first.person),
        first.month,
        tuple(coverage.covered(stage_of(figure)) for figure in ordered),
        {figure.stage: figure.pk for figure in ordered},
    )


def stage_of(figure: PipelineFigure) -> Stage:
    """The entered figures of one stage, as the calculation takes them."""
    rate = coverage.rate_of(figure.won, figure.tried)
    return Stage(figure.stage, figure.wanted, figure.cycle_months, rate, figure.held)


def month_of(text: str) -> date:
    """The first day of the month asked for; of this one when none is, or what is asked is none."""
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
