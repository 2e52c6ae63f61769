"""The past of the pipeline, read for its calculations: deals with their stays, and how they stood on two days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import BigIntegerField, Func, Q, QuerySet
from django.utils import timezone

from yanzhen.crm.calc.pipeline.drafting import Path
from yanzhen.crm.calc.pipeline.flow import Between, Standing
from yanzhen.crm.calc.pipeline.terms import Deal, Stay, seconds_by_stage
from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity, OpportunityChange, Stage, StageEntry, StageLearning, TaskDone
from yanzhen.platform.actor import Actor


@dataclass(frozen=True)
class Narrowed:
    """Which opportunities are looked at: of a process, a unit with those below it, an owner, a source."""

    process: int | None = None
    unit: int | None = None
    owner: int | None = None
    source: str = ""

    def rows(self, actor: Actor) -> QuerySet[Opportunity]:
        """Those of them that `actor` may see."""
        rows: QuerySet[Opportunity] = Opportunity.objects.visible_to(actor).order_by("pk")
        given = {"process_id": self.process, "owner_id": self.owner, "source": self.source or None}
        rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
        return rows if self.unit is None else rows.filter(unit__path__contains=f"/{self.unit}/")


@dataclass(frozen=True)
class Created:
    """The days on which opportunities came in, both included."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


ALL_DAYS = Created()


def sources(actor: Actor, process: int | None) -> list[str]:
    """Sources that occur, for the filter."""
    rows = Narrowed(process).rows(actor).exclude(source="").order_by("source")
    return list(rows.values_list("source", flat=True).distinct()[:200])


class Epoch(Func):
    """A moment in whole seconds since 1970: read four times as fast as a moment, which counts over 100 000 rows."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, template="unixepoch(%(expressions)s)", **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, **more)


def _stays(rows: QuerySet[Opportunity]) -> Iterator[tuple[int, tuple[Stay, ...]]]:
    """The stays of each opportunity in the order of time, by ascending key."""
    entries = StageEntry.objects.order_by("opportunity_id", "entered_at", "pk")
    if rows.query.where:
        entries = entries.filter(opportunity__in=rows.order_by().values("pk"))
    found = entries.values_list("opportunity_id", "stage_id", Epoch("entered_at"), Epoch("left_at"))
    for key, group in groupby(found.iterator(chunk_size=5_000), key=itemgetter(0)):
        yield key, tuple([Stay(stage, entered, left) for _key, stage, entered, left in group])


def deals(rows: QuerySet[Opportunity], created: Created = ALL_DAYS) -> list[Deal]:
    """The opportunities with their stays; one came in on the day of its first stay."""
    stays = _stays(rows)
    key_now, stays_now = next(stays, (0, ()))
    found: list[Deal] = []
    columns = ("pk", Epoch("created_at"), "state", "amount", "currency", "stage_id")
    zone = timezone.get_current_timezone()
    for key, made, state, amount, currency, stage in rows.order_by("pk").values_list(*columns).iterator():
        while key_now and key_now < key:
            key_now, stays_now = next(stays, (0, ()))
        own = stays_now if key_now == key else ()
        day = datetime.fromtimestamp(own[0].entered if own else made, zone).date()
        if created.holds(day):
            found.append(Deal(key, day, state, amount, currency, stage, own))
    return found


def closed_since(rows: QuerySet[Opportunity], day: date) -> QuerySet[Opportunity]:
    """Those of them that were closed on this day or later."""
    return rows.exclude(state=OpportunityState.OPEN).filter(closed_on__gte=day)


# -- Flow --------------------------------------------------------------------------------------------------------------


def _at_end_of(day: date) -> Q:
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def between(rows: QuerySet[Opportunity], first: date, last: date) -> list[Between]:
    """How the opportunities stood before `first` and at the end of `last`; those that were closed before are left out.

    Rows that say nothing (closed at both ends and unchanged) are not read.
    """
    eve = first - timedelta(days=1)
    changes = OpportunityChange.objects.order_by("opportunity_id")
    if rows.query.where:
        changes = changes.filter(opportunity__in=rows.order_by().values("pk"))
    is_open = Q(state=OpportunityState.OPEN)
    before = _standings(changes.filter(_at_end_of(eve)).filter(is_open | Q(until__lte=last)))
    after = _standings(changes.filter(_at_end_of(last)).filter(is_open | Q(since__gt=eve)))
    return [Between(key, before.get(key), standing) for key, standing in after.items()]


def _standings(changes: QuerySet[OpportunityChange]) -> dict[int, Standing]:
    columns = ("opportunity_id", "amount", "currency", "expected_on", "state")
    return {
        key: Standing(amount, currency, expected, state)
        for key, amount, currency, expected, state in changes.values_list(*columns).iterator(chunk_size=5_000)
    }


def known_since() -> date | None:
    """The first day of which anything was noted."""
    return OpportunityChange.objects.order_by("since").values_list("since", flat=True).first()


# -- Drill-down --------------------------------------------------------------------------------------------------------


def of_keys(actor: Actor, keys: Iterable[int]) -> dict[int, Opportunity]:
    """Some opportunities with what a table names."""
    rows = Opportunity.objects.visible_to(actor).select_related("customer", "owner", "stage")
    return rows.in_bulk(list(keys))


# -- Learning and drafting ---------------------------------------------------------------------------------------------


def learnt(process_id: int) -> dict[int, StageLearning]:
    """What the stages of a process taught, by stage."""
    return {row.stage_id: row for row in StageLearning.objects.filter(stage__process_id=process_id)}


def paths(rows: QuerySet[Opportunity]) -> list[Path]:
    """Closed deals by the names of the stages they went through; those without an owner are nobody's work."""
    closed = rows.exclude(state=OpportunityState.OPEN).filter(owner__isnull=False)
    names: dict[int, str] = dict(Stage.objects.values_list("pk", "name"))
    done: dict[int, dict[str, set[str]]] = {}
    ticks = TaskDone.objects.filter(opportunity__in=closed.order_by().values("pk"))
    for key, stage, task in ticks.values_list("opportunity_id", "task__stage_id", "task__name"):
        done.setdefault(key, {}).setdefault(names[stage], set()).add(task)
    owners = dict(closed.values_list("pk", "owner_id"))
    return [_path(deal, owners[deal.key], names, done.get(deal.key, {})) for deal in deals(closed)]


def _path(deal: Deal, owner: Any, names: dict[int, str], done: dict[str, set[str]]) -> Path:
    steps: list[str] = []
    for stay in deal.stays:
        if not steps or steps[-1] != names[stay.stage]:
            steps.append(names[stay.stage])
    seconds: dict[str, int] = {}
    for stage, spent in seconds_by_stage(deal.stays).items():
        seconds[names[stage]] = seconds.get(names[stage], 0) + spent
    return Path(
        deal.key,
        owner,
        deal.state == OpportunityState.WON,
        tuple(steps),
        seconds,
        {name: frozenset(tasks) for name, tasks in done.items()},
    )
