"""Call lists: what follows from the result of a call, and what the calls of a list came to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

NO_ANSWER, CALL_BACK, NOT_INTERESTED = "no_answer", "call_back", "not_interested"
INTERESTED, APPOINTMENT, WRONG_NUMBER, DO_NOT_CALL = "interested", "appointment", "wrong_number", "do_not_call"
OPEN, SUCCESS, REFUSED, UNREACHED = "open", "success", "refused", "unreached"
WRONG, BARRED = "wrong", "barred"
ENDS = {
    NOT_INTERESTED: REFUSED,
    INTERESTED: SUCCESS,
    APPOINTMENT: SUCCESS,
    WRONG_NUMBER: WRONG,
    DO_NOT_CALL: BARRED,
}
"""The state a result leads to when it ends the calling."""
REACHED = frozenset({CALL_BACK, NOT_INTERESTED, INTERESTED, APPOINTMENT, DO_NOT_CALL})
"""Results of calls in which somebody was spoken to."""
SUCCESSES = frozenset({INTERESTED, APPOINTMENT})


@dataclass(frozen=True)
class Rules:
    """The rules of a list: after how many minutes to call again, and after how many tries in vain to stop."""

    recall_minutes: int
    most_tries: int


@dataclass(frozen=True)
class After:
    """How somebody to call stands after a call: the state, tries in vain so far, when to call again."""

    state: str
    tries: int
    recall_at: datetime | None


def after(
    kind: str, tries: int, now: datetime, rules: Rules, *, recall_at: datetime | None = None, minutes: int | None = None
) -> After:
    """What follows from a result.

    Parameters
    ----------
    kind
        What the result code means: one of the seven kinds above.
    tries
        Calls in vain before this one.
    recall_at
        A moment that was agreed or chosen; comes before all rules.
    minutes
        Minutes of the result code, before those of the list.

    Notes
    -----
    Nobody answered: one more try in vain; at `most_tries` it ends as not reached, also when a moment was chosen.
    A call back that was asked for is no try in vain: it is kept however often it takes.
    """
    if kind in ENDS:
        return After(ENDS[kind], tries, None)
    soon = recall_at or now + timedelta(minutes=rules.recall_minutes if minutes is None else minutes)
    if kind == CALL_BACK:
        return After(OPEN, tries, soon)
    if tries + 1 >= rules.most_tries:
        return After(UNREACHED, tries + 1, None)
    return After(OPEN, tries + 1, soon)


@dataclass(frozen=True)
class Call:
    """One call of a list; `at` in local time, `minutes` when somebody entered them."""

    person: str
    code: str
    kind: str
    at: datetime
    minutes: Decimal | None = None


@dataclass(frozen=True)
class Share:
    """Some of the calls: how many, in how many somebody was spoken to, how many succeeded; rates in percent.

    `reach` is reached ÷ calls, `success` successes ÷ reached; None where nothing was there to divide by.
    """

    label: str
    calls: int
    reached: int
    successes: int
    reach: Decimal | None
    success: Decimal | None


@dataclass(frozen=True)
class Report:
    """What the calls of a list came to: in all, by person, by result code, by day and by hour of the day."""

    whole: Share
    people: list[Share]
    codes: list[tuple[str, int, Decimal]]
    days: list[tuple[str, int]]
    hours: list[tuple[int, int]]
    a_day: Decimal | None
    minutes: Decimal


def report(calls: Sequence[Call]) -> Report:
    """The figures of a list; people by most calls, codes by most used, days and hours in their order."""
    days = Counter(call.at.date().isoformat() for call in calls)
    hours = Counter(call.at.hour for call in calls)
    codes = Counter(call.code for call in calls)
    people = sorted({call.person for call in calls})
    shares = [share(name, (call for call in calls if call.person == name)) for name in people]
    return Report(
        share("", calls),
        sorted(shares, key=lambda found: (-found.calls, found.label)),
        [(code, n, percent(n, len(calls)) or Decimal(0)) for code, n in sorted(codes.items(), key=_most_first)],
        sorted(days.items()),
        sorted(hours.items()),
        _rounded(Decimal(len(calls)) / len(days)) if days else None,
        sum((call.minutes for call in calls if call.minutes is not None), Decimal(0)),
    )


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def share(label: str, calls: Iterable[Call]) -> Share:
    """Count some calls."""
    kinds = Counter(call.kind for call in calls)
    total = sum(kinds.values())
    reached = sum(n for kind, n in kinds.items() if kind in REACHED)
    successes = sum(n for kind, n in kinds.items() if kind in SUCCESSES)
    return Share(label, total, reached, successes, percent(reached, total), percent(successes, reached))


def percent(part: int, whole: int) -> Decimal | None:
    """A share in percent with one digit, half up; None of nothing."""
    return _rounded(Decimal(100) * part / whole) if whole else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
