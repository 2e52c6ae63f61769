"""Thanks as scheduled work: rules find occasions, the owner of the customer gets a task, once for each occasion."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.queries import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.enums import Occasion
from yanzhen.loyalty.models import RememberedDay, ThanksGiven, ThanksRule
from yanzhen.orders.queries import buying
from yanzhen.platform import tasks, writes
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.people import directory

BACK = 7
"""Orders of so many days back are still thanked for, so that a worker that stood still makes up for it."""
PLACES = ("customer", "contact", "years")

remove = writes.plain(ThanksRule)[2]


@writes.write("loyalty.add_thanksrule")
def create(*, actor: Actor, **values: Any) -> ThanksRule:
    """A new rule; it counts from a day on, so that it never thanks for the past."""
    values["starts_on"] = values.get("starts_on") or timezone.localdate()
    _check(values)
    return writes.create(ThanksRule, actor=actor, **values)


@writes.write("loyalty.change_thanksrule")
def change(instance: ThanksRule, *, actor: Actor, version: int | None = None, **values: Any) -> ThanksRule:
    """Change a rule; what was given stays."""
    if values.get("starts_on", True) is None:
        del values["starts_on"]
    _check(values)
    return writes.change(instance, actor=actor, version=version, **values)


def _check(values: dict[str, Any]) -> None:
    if "task" in values:
        try:
            values["task"].format(**dict.fromkeys(PLACES, "x"))
        except (KeyError, ValueError, IndexError, AttributeError) as error:
            told = _("Only {{customer}}, {{contact}} and {{years}} can be filled in.").format()
            raise RuleBroken(told, field="task", code="places") from error


@dataclass(frozen=True)
class Occurrence:
    """One occasion: whom to thank, when, and the key by which it is known again."""

    rule: ThanksRule
    customer_id: int
    day: date
    key: str
    contact: str = ""
    years: int = 0


@dataclass(frozen=True)
class Planned:
    """An occasion as it would become a task; `why_not` says why it would not."""

    occurrence: Occurrence
    customer: Any
    title: str
    user_id: int | None
    why_not: str = ""


def occurrences(rule: ThanksRule, first: date, last: date) -> Iterator[Occurrence]:
    """The occasions of a rule on these days, both included."""
    finder = {
        Occasion.BIRTHDAY: _birthdays,
        Occasion.ANNIVERSARY: _anniversaries,
        Occasion.FIRST_ORDER: _first_orders,
        Occasion.LARGE_ORDER: _large_orders,
    }[Occasion(rule.occasion)]
    yield from finder(rule, first, last)


def in_year(month: int, day: int, year: int) -> date:
    """A day of the year; 29 February is the 28th where there is none."""
    return date(year, month, 28) if (month, day) == (2, 29) and not _is_leap(year) else date(year, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(first: date, last: date, month: int, day: int) -> Iterable[date]:
    return (d for year in range(first.year, last.year + 1) if first <= (d := in_year(month, day, year)) <= last)


def _birthdays(rule: ThanksRule, first: date, last: date) -> Iterator[Occurrence]:
    months = {(first + timedelta(days=n)).month for n in range((last - first).days + 1)}
    rows = RememberedDay.objects.filter(kind="birthday", month__in=months).select_related("contact").order_by("pk")
    for row in rows:
        for day in _days(first, last, row.month, row.day):
            key = f"birthday:{row.contact_id}:{day.year}"
            yield Occurrence(rule, row.contact.customer_id, day, key, contact=row.contact.name)


def _anniversaries(rule: ThanksRule, first: date, last: date) -> Iterator[Occurrence]:
    months = {(first + timedelta(days=n)).month for n in range((last - first).days + 1)}
    rows = customers.visible(SYSTEM).filter(since_on__month__in=months, is_active=True).order_by("pk")
    for key, since in rows.values_list("pk", "since_on"):
        assert since is not None
        for day in _days(first, last, since.month, since.day):
            if day.year > since.year:
                yield Occurrence(rule, key, day, f"anniversary:{key}:{day.year}", years=day.year - since.year)


def _first_orders(rule: ThanksRule, first: date, last: date) -> Iterator[Occurrence]:
    new = customers.visible(SYSTEM).filter(since_on__gte=first - timedelta(days=370))
    known = set(new.order_by().values_list("pk", flat=True))
    for key, day in sorted(buying.first_days(SYSTEM, last).items()):
        if day >= first and key in known:
            yield Occurrence(rule, key, day, f"first:{key}")


def _large_orders(rule: ThanksRule, first: date, last: date) -> Iterator[Occurrence]:
    assert rule.amount_from is not None
    for customer, order, day in buying.large_orders(SYSTEM, first, last, rule.amount_from, rule.currency):
        yield Occurrence(rule, customer, day, f"large:{order}")


def window(rule: ThanksRule, today: date, ahead: int = 0) -> tuple[date, date]:
    """The days whose occasions are due: orders look back, days of the year ahead by the lead of the rule."""
    if rule.occasion in {Occasion.FIRST_ORDER, Occasion.LARGE_ORDER}:
        return max(rule.starts_on, today - timedelta(days=BACK)), today
    return max(rule.starts_on, today), today + timedelta(days=rule.days_before + ahead)


def planned(rule: ThanksRule, today: date, *, ahead: int = 0, actor: Actor = SYSTEM) -> list[Planned]:
    """What the rule would do today, or with `ahead` in so many days more; for the dry run within the actor's reach."""
    first, last = window(rule, today, ahead)
    if last < first or not rule.is_active:
        return []
    found = list(occurrences(rule, first, last))
    given = set(rule.given.values_list("occasion_key", flat=True))
    rows = customers.visible(actor).filter(pk__in={one.customer_id for one in found})
    known = {row.pk: row for row in rows}
    owners = directory().of_employees({row.owner_id for row in known.values() if row.owner_id is not None})
    plans = []
    for one in found:
        customer = known.get(one.customer_id)
        if customer is None:
            continue
        user = owners.get(customer.owner_id) if customer.owner_id is not None else None
        why = _("given already") if one.key in given else "" if user else _("no owner who signs in")
        title = rule.task.format(customer=customer, contact=one.contact, years=one.years)[:200]
        plans.append(Planned(one, customer, title, user.user_id if user else None, why))
    return plans


def give(today: date | None = None) -> int:
    """Give the tasks of all rules; run each day, and safe to run again."""
    day, number = today or timezone.localdate(), 0
    for rule in ThanksRule.objects.filter(is_active=True, starts_on__lte=day).order_by("pk"):
        number += sum(_given(plan, day) for plan in planned(rule, day) if not plan.why_not)
    return number


def _given(plan: Planned, today: date) -> bool:
    """One task and the mark of it, together or not at all."""
    one = plan.occurrence
    try:
        with transaction.atomic():
            mark = ThanksGiven.objects.create(rule=one.rule, occasion_key=one.key)
            due = max(one.day, today)
            task = tasks.add(plan.customer, actor=SYSTEM, title=plan.title, due_on=due, assignee_id=plan.user_id)
            ThanksGiven.objects.filter(pk=mark.pk).update(task_id=task.pk)
    except (IntegrityError, RuleBroken):  # given meanwhile, or the owner cannot get a task on this customer
        return False
    return True


_looked: dict[str, date] = {}


def daily() -> None:
    """Once a day."""
    today = timezone.localdate()
    if _looked.get("day") != today:
        give(today)
        _looked["day"] = today
