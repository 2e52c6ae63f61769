"""Who is due for a visit and why: one question, one answer, for the page, the API and the file.

What higher floors know (the next purchase) they hand down by `declare`. A source answers for all customers in the
reader's reach at once, with facts only; the words are made for the rows that are shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yanzhen.crm.queries import customers
from yanzhen.field.calc import due as calc
from yanzhen.field.enums.visits import OPEN_STATES, VisitState
from yanzhen.field.models import ReceivingHours, Visit
from yanzhen.field.queries import day_settings
from yanzhen.platform import functions, tasks
from yanzhen.platform.actor import Actor
from yanzhen.receivables.queries import late as receivables

FREQUENCY, NEVER, DEBT, TASKS = "frequency", "never", "debt", "tasks"
AHEAD = 7
"""Days from today that are looked at when nobody says otherwise."""
SORTS = ("score", "potential", "since")


@dataclass(frozen=True, slots=True)
class Found:
    """One reason for one customer: its points, the day it counts from, and the facts its words are made of."""

    points: int
    on: date | None = None
    facts: tuple[Any, ...] = ()


Read = Callable[[Actor, date, date], Mapping[int, Found]]
"""(actor, today, until) → by customer."""


@dataclass(frozen=True)
class Source:
    """One kind of reason: how it is read, how it reads, and where it leads."""

    name: str
    label: Any
    read: Read
    order: int = 50
    say: Callable[[Found, date], str] = lambda found, today: found.on.isoformat() if found.on else ""
    url: Callable[[int, Found], str] = lambda customer, found: ""


_sources: dict[str, Source] = {}


def declare(name: str, label: Any, read: Read, order: int = 50, **words: Any) -> None:
    """Hand down one kind of reason; `say` and `url` make its words and its link."""
    _sources[name] = Source(name, label, read, order, **words)


def sources() -> list[Source]:
    """All kinds of reasons in their order."""
    functions.discover("nouns")
    return sorted(_sources.values(), key=lambda source: source.order)


@dataclass(frozen=True)
class Question:
    """What is asked: due by `until`, narrowed by owner, reason, class, city and words; those planned already or not."""

    today: date
    until: date
    owner: int | None = None
    reason: str = ""
    grade: str = ""
    city: str = ""
    text: str = ""
    with_planned: bool = False
    sort: str = "score"


@dataclass(slots=True)
class Due:
    """A customer who is due, with the reasons, the last visit and the one that is planned."""

    customer_id: int
    grade: str
    potential: Decimal | None
    currency: str
    score: int
    reasons: dict[str, Found] = field(default_factory=dict)
    last_on: date | None = None
    planned_on: date | None = None

    @property
    def since(self) -> date:
        """The earliest day that any of its reasons counts from."""
        return min((found.on for found in self.reasons.values() if found.on), default=date.max)


def ask(actor: Actor, question: Question) -> list[Due]:
    """Everybody who is due and within reach, the most urgent first."""
    found = {source.name: source.read(actor, question.today, question.until) for source in sources()}
    planned = _planned(question)
    last, own = _visited(), dict(_own_frequencies())
    days = {letter: calc.interval(monthly) for letter, monthly in day_settings.monthly().items()}
    rows = []
    for key, grade, potential, currency in _customers(actor, question):
        if not question.with_planned and key in planned:
            continue
        reasons = {name: given[key] for name, given in found.items() if key in given}
        _by_frequency(reasons, question, last.get(key), own[key] if key in own else days.get(grade), key in own)
        if not reasons or (question.reason and question.reason not in reasons):
            continue
        score = calc.CLASS_POINTS.get(grade, 0) + sum(one.points for one in reasons.values())
        rows.append(Due(key, grade, potential, currency, score, reasons, last.get(key), planned.get(key)))
    return sorted(rows, key=_SORTED[question.sort])


_SORTED: dict[str, Callable[[Due], Any]] = {
    "score": lambda row: (-row.score, -(row.potential or 0), row.customer_id),
    "potential": lambda row: (-(row.potential or 0), -row.score, row.customer_id),
    "since": lambda row: (row.since, -row.score, row.customer_id),
}


def _customers(actor: Actor, question: Question) -> Iterable[tuple[int, str, Decimal | None, str]]:
    rows: QuerySet[Any] = customers.visible(actor).filter(is_active=True).order_by().select_related(None)
    if question.owner is not None:
        rows = rows.filter(owner_id=question.owner)
    if question.grade:
        rows = rows.filter(grade_class="" if question.grade == "-" else question.grade)
    if question.city:
        rows = rows.filter(city=question.city)
    if question.text:
        rows = rows.filter(Q(name__icontains=question.text) | Q(code__istartswith=question.text))
    return rows.values_list("pk", "grade_class", "potential", "potential_currency").iterator(chunk_size=5_000)


def _visited() -> dict[int, date]:
    """The day of the last visit to each customer, whoever made it."""
    rows = Visit.objects.filter(state=VisitState.DONE).order_by()
    return dict(rows.values_list("customer_id").annotate(Max("day")))


def _planned(question: Question) -> dict[int, date]:
    """The next day from today on for which a visit is planned."""
    rows = Visit.objects.filter(state__in=OPEN_STATES, day__gte=question.today).order_by()
    return dict(rows.values_list("customer_id").annotate(Min("day")))


def _own_frequencies() -> Iterable[tuple[int, int | None]]:
    rows = ReceivingHours.objects.exclude(visits_a_month=None).values_list("customer_id", "visits_a_month")
    return ((key, calc.interval(monthly)) for key, monthly in rows if monthly is not None)


def _by_frequency(
    reasons: dict[str, Found], question: Question, last: date | None, days: int | None, is_own: bool
) -> None:
    if days is None:
        return
    if last is None:
        reasons[NEVER] = Found(calc.NEVER)
        return
    due = calc.due_on(last, days)
    if due <= question.until:
        points = calc.frequency_points(due, days, question.today)
        reasons[FREQUENCY] = Found(points, due, (days, last, is_own))


# -- The reasons known here ------------------------------------------------------------------------------------------


def _debts(actor: Actor, today: date, until: date) -> dict[int, Found]:
    if not actor.can("receivables.view_invoice"):
        return {}
    known = receivables.by_customer(actor, today).items()
    return {key: Found(calc.debt_points(one.since, today), one.since, one.amounts) for key, one in known}


def _tasks(actor: Actor, today: date, until: date) -> dict[int, Found]:
    if not actor.can("platform.view_task"):
        return {}
    known = tasks.open_by_record("crm.customer", until).items()
    return {key: Found(calc.task_points(first, today), first, (number,)) for key, (number, first) in known}


def _nothing(actor: Actor, today: date, until: date) -> dict[int, Found]:
    """Frequency and first visits depend on the class of each customer: `ask` adds them."""
    return {}


def _say_frequency(found: Found, today: date) -> str:
    days, last, is_own = found.facts
    told = _("every {days} days as agreed, last {last}") if is_own else _("every {days} days by class, last {last}")
    return told.format(days=days, last=last.isoformat())


def _say_debt(found: Found, today: date) -> str:
    amounts = " + ".join(f"{amount:,.0f} {currency}" for currency, amount in found.facts)
    assert found.on is not None
    told = ngettext("{amounts}, {n} day late", "{amounts}, {n} days late", (today - found.on).days)
    return told.format(amounts=amounts, n=f"{(today - found.on).days:,}")


def _say_tasks(found: Found, today: date) -> str:
    (number,) = found.facts
    assert found.on is not None
    told = ngettext("{n} task, due {day}", "{n} tasks, the first due {day}", number)
    return told.format(n=number, day=found.on.isoformat())


def _of_customer(tab: str) -> Callable[[int, Found], str]:
    return lambda customer, found: f"{reverse('crm:customer_record', args=[customer])}?tab={tab}"


declare(FREQUENCY, gettext_lazy("Visit due"), _nothing, 10, say=_say_frequency, url=_of_customer("visits"))
declare(
    NEVER, gettext_lazy("Never visited"), _nothing, 20, say=lambda found, today: _("no visit is on record"),
    url=_of_customer("visits"),
)  # fmt: skip
declare(DEBT, gettext_lazy("Overdue debt"), _debts, 40, say=_say_debt, url=_of_customer("invoices"))
declare(TASKS, gettext_lazy("Open tasks"), _tasks, 50, say=_say_tasks, url=_of_customer("timeline"))


# -- For the reader ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One reason in words."""

    name: str
    label: str
    text: str
    points: int
    url: str


def told(row: Due, today: date) -> list[Told]:
    """Why this customer is due, the weightiest reason first."""
    known = {source.name: source for source in sources()}
    rows = [
        Told(
            name, str(known[name].label), known[name].say(found, today), found.points,
            known[name].url(row.customer_id, found),
        )
        for name, found in row.reasons.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda one: -one.points)


def rows_of(actor: Actor, due: Iterable[Due]) -> dict[int, Any]:
    """The customers themselves, with what a page names."""
    return {row.pk: row for row in customers.visible(actor).filter(pk__in=[one.customer_id for one in due])}


def cities(actor: Actor) -> list[str]:
    """Cities of the customers in reach, for the filter."""
    rows = customers.visible(actor).filter(is_active=True).exclude(city="").order_by("city").select_related(None)
    return list(rows.values_list("city", flat=True).distinct())


def horizon(today: date) -> date:
    """The usual `until`."""
    return today + timedelta(days=AHEAD)
