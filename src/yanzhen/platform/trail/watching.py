"""Looks at what people did and raises the alerts: how much, when, how often refused, who leaves, who grants.

Each rule is in docs/algorithms/alerts.md with worked examples.
"""

import statistics
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from yanzhen.platform import audit, people
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import AuditEntry, ReadEntry, ReaderDay, ReadHour
from yanzhen.platform.models.trail import ReadAct
from yanzhen.platform.trail import alerts, policy
from yanzhen.platform.trail.counting import Count

WORKING_DAYS = 30
FEWEST_DAYS = 5
"""A median over fewer days than this says nothing about a person."""
USUAL_DAYS = 3
"""An hour in which somebody worked on so many of their last days is usual for them."""
WINDOW = timedelta(minutes=10)
GRANTING = {"accounts.grant": {"create", "change"}, "accounts.role": {"create", "change"}}
"""Acts that give people more than they had."""
_median_of: dict[tuple[int, date], tuple[float, int]] = {}
_noted: set[tuple[int, date, int]] = set()


def after(entries: Iterable[ReadEntry], counts: Mapping[tuple[int, date], Count]) -> None:
    """What has just been written of reads: every rule that speaks of reading."""
    names = {e.user_id: e.who for e in entries}
    for (user_id, day), count in counts.items():
        counted(user_id, names.get(user_id) or _name(user_id), day, count)
    for user_id in {e.user_id for e in entries if e.act == ReadAct.REFUSED}:
        refusals(user_id, names[user_id])
    for user_id, hour, day in {(e.user_id, *_local(e)) for e in entries if e.act != ReadAct.REFUSED}:
        hours(user_id, names[user_id], day, hour)


def _local(entry: ReadEntry) -> tuple[int, date]:
    moment = timezone.localtime(entry.read_at)
    return moment.hour, moment.date()


def _name(user_id: int) -> str:
    person = people.person(user_id)
    return person.name if person else str(user_id)


# -- How much ----------------------------------------------------------------------------------------------------------


def working_days(before: date, count: int) -> list[date]:
    """The last Mondays to Fridays before a day."""
    found: list[date] = []
    day = before
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
    return found


def median(user_id: int, day: date) -> tuple[float, int]:
    """A person's median of distinct records over their last 30 working days, and how many of these they read on.

    Days without reading are holidays or illness and do not count.
    """
    key = (user_id, day)
    if key not in _median_of:
        if len(_median_of) > 5_000:
            _median_of.clear()
        days = ReaderDay.objects.filter(user_id=user_id, day__in=working_days(day, WORKING_DAYS), records__gt=0)
        numbers = list(days.values_list("records", flat=True))
        _median_of[key] = (float(statistics.median(numbers)) if numbers else 0.0, len(numbers))
    return _median_of[key]


def limit_of(user_id: int, day: date) -> tuple[int, str, float, int]:
    """From how many records on there is an alert, by which rule, and the median and days behind it."""
    absolute = policy.value("records_alert")
    middle, days = median(user_id, day)
    times = policy.value("median_times")
    relative = max(times * middle, policy.value("median_least"))
    if days >= FEWEST_DAYS and relative + 1 < absolute:
        return int(relative) + 1, f"median:{times}", middle, days
    return absolute, "records", middle, days


def counted(user_id: int, who: str, day: date, count: Count) -> None:
    """A person's count has grown."""
    common = {"records": count.records, "day": day.isoformat()}
    if count.refused:
        facts = {**common, "limit": policy.value("records_stop"), "rule": "stop"}
        alerts.raise_alert("reading_stopped", key=f"{day}", user_id=user_id, who=who, facts=facts)
    limit, rule, middle, days = limit_of(user_id, day)
    if count.records >= limit:
        facts = {**common, "limit": limit, "rule": rule, "median": f"{middle:g}", "days": days}
        alerts.raise_alert("mass_reading", key=f"{day}", user_id=user_id, who=who, facts=facts)
    if count.listed >= policy.value("listed_alert"):
        facts = {"listed": count.listed, "limit": policy.value("listed_alert"), "day": day.isoformat()}
        alerts.raise_alert("mass_listing", key=f"{day}", user_id=user_id, who=who, facts=facts)
    if count.records >= policy.value("leaver_records"):
        leaving(user_id, who, day, {"records": count.records})


# -- When --------------------------------------------------------------------------------------------------------------


def hours(user_id: int, who: str, day: date, hour: int) -> None:
    """Somebody works in this hour: odd when outside the usual hours of the firm and of the person."""
    if (user_id, day, hour) in _noted:
        return
    _row, is_first = ReadHour.objects.get_or_create(user_id=user_id, day=day, hour=hour)
    if len(_noted) > 50_000:
        _noted.clear()
    _noted.add((user_id, day, hour))
    if not is_first or policy.value("hour_from") <= hour < policy.value("hour_to"):
        return
    earlier = ReadHour.objects.filter(user_id=user_id, day__lt=day)
    days = list(earlier.values_list("day", flat=True).distinct().order_by("-day")[:WORKING_DAYS])
    worked = earlier.filter(hour=hour, day__in=days).count()
    if worked < USUAL_DAYS:
        usual = f"{policy.value('hour_from'):02}–{policy.value('hour_to'):02}"
        facts = {"hour": f"{hour:02}:00", "usual": usual, "day": day.isoformat()}
        alerts.raise_alert("odd_hours", key=f"{day}", user_id=user_id, who=who, facts=facts)


# -- Refused -----------------------------------------------------------------------------------------------------------


def refusals(user_id: int, who: str) -> None:
    """Many answers 403 and 404 in a short time: somebody tries doors."""
    now = timezone.now()
    recent = ReadEntry.objects.filter(user_id=user_id, act=ReadAct.REFUSED, read_at__gt=now - WINDOW)
    number = recent.count()
    if number >= policy.value("refusals"):
        paths = list(recent.order_by("-pk").values_list("query", flat=True)[:5])
        facts = {"refusals": number, "limit": policy.value("refusals"), "paths": paths}
        key = f"{timezone.localtime(now):%Y-%m-%d %H}"
        alerts.raise_alert("refusals", key=key, user_id=user_id, who=who, facts=facts)


# -- Acts --------------------------------------------------------------------------------------------------------------


def acted(entry: AuditEntry, actor: Actor) -> None:
    """An audit row was written: new devices, rights given, leaving people who export, reveals."""
    if entry.verb == "new_device":
        facts = {**{n: entry.after[n] for n in ("device", "address") if n in entry.after}, "entry": entry.pk}
        _raise("new_device", entry, f"{entry.pk}", facts)
    elif not actor.is_system and entry.verb in GRANTING.get(entry.noun_name, ()) and _gives(entry):
        _raise("right_granted", entry, f"{entry.pk}", {"what": entry.title, "entry": entry.pk})
    elif entry.verb == "export" and entry.user_id is not None:
        facts = {"what": entry.title, "rows": entry.after.get("rows"), "entry": entry.pk}
        leaving(entry.user_id, entry.who, timezone.localdate(), facts)
    elif entry.verb == "deactivate" and entry.noun_name == "accounts.user" and entry.object_id:
        _looking_back(entry.object_id, entry.title)
    elif entry.verb == "reveal" and entry.user_id is not None:
        _reveals(entry)


def _raise(kind: str, entry: AuditEntry, key: str, facts: dict[str, Any]) -> None:
    alerts.raise_alert(kind, key=key, user_id=entry.user_id, who=entry.who, facts=facts)


def _gives(entry: AuditEntry) -> bool:
    """A role whose name alone changed gives nobody anything."""
    return entry.noun_name != "accounts.role" or "functions" in entry.after


def _reveals(entry: AuditEntry) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    number = AuditEntry.objects.filter(user_id=entry.user_id, verb="reveal", happened_at__gte=today).count()
    limit = policy.value("reveals_alert")
    if number >= limit:
        _raise("many_reveals", entry, f"{today.date()}", {"reveals": number, "limit": limit})


# -- Leaving -----------------------------------------------------------------------------------------------------------


def leaving(user_id: int, who: str, day: date, facts: dict[str, Any]) -> None:
    """Somebody whose last day is near, or past, takes data along."""
    person = people.person(user_id)
    left_on = getattr(person, "left_on", None)
    if left_on is not None and left_on <= day + timedelta(days=policy.value("leaver_days")):
        alerts.raise_alert(
            "leaver", key=f"{day}", user_id=user_id, who=who, facts={**facts, "left_on": left_on.isoformat()}
        )


def _looking_back(user_id: int, who: str) -> None:
    """Somebody was just shut out: what did they take along in the last weeks?"""
    since = timezone.now() - timedelta(days=policy.value("leaver_days"))
    exports = AuditEntry.objects.filter(user_id=user_id, verb="export", happened_at__gt=since)
    number = exports.count()
    bulk = ReaderDay.objects.filter(
        user_id=user_id, day__gte=since.date(), records__gte=policy.value("leaver_records")
    ).count()
    if number or bulk:
        facts = {"what": "export", "rows": sum(int(e.after.get("rows") or 0) for e in exports[:500]), "days": bulk}
        alerts.raise_alert("leaver", key=f"shut-out:{timezone.localdate()}", user_id=user_id, who=who, facts=facts)


def forget() -> None:
    """Between two tests."""
    _median_of.clear()
    _noted.clear()


def start() -> None:
    """Listen to the audit trail; called once when Django is ready."""
    audit.listen(acted)
