"""Call lists in words and bars, for their pages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.field.calc.calls import Report, Share
from yanzhen.field.enums.calls import TargetState
from yanzhen.field.models import CallList
from yanzhen.field.queries import calls
from yanzhen.platform.actor import Actor

NONE = "–"


def rate(value: Decimal | None) -> str:
    """A share in percent; a dash where nothing was there to divide by."""
    return NONE if value is None else f"{value} %"


def figures(call_list: CallList, actor: Actor) -> list[dict[str, Any]]:
    """What stands at the head of a list."""
    standing = calls.standing(call_list, actor)
    total, left = sum(standing.values()), standing.get(TargetState.OPEN, 0)
    found = calls.report(call_list, actor) if actor.can("field.view_callattempt") else None
    shown: list[dict[str, Any]] = [
        {"label": _("still to call"), "value": f"{left:,}", "hint": _("of {total}").format(total=f"{total:,}")},
    ]
    if found is not None:
        shown += [
            {"label": _("calls"), "value": f"{found.whole.calls:,}", "hint": _a_day(found)},
            {"label": _("reached"), "value": rate(found.whole.reach), "hint": _("of the calls")},
            {"label": _("success"), "value": rate(found.whole.success), "hint": _("of those reached")},
        ]
    return shown


def _a_day(found: Report) -> str:
    return "" if found.a_day is None else _("{n} a day").format(n=found.a_day)


def report(call_list: CallList, actor: Actor) -> dict[str, Any]:
    """The report of a list: a finding, bars by day and hour, tables by result and person."""
    found = calls.report(call_list, actor)
    return {
        "finding": _finding(found),
        "whole": found.whole,
        "reach": rate(found.whole.reach),
        "success": rate(found.whole.success),
        "days": bars([(day[5:], n) for day, n in found.days[-14:]]),
        "hours": bars([(f"{hour:02}", n) for hour, n in _without_gaps(found.hours)]),
        "codes": [{"label": code, "calls": n, "share": rate(part)} for code, n, part in found.codes],
        "people": [_person(one) for one in found.people],
        "minutes": f"{found.minutes.normalize():f}" if found.minutes else "",
    }


def _finding(found: Report) -> str:
    whole = found.whole
    if not whole.calls:
        return ""
    best = max(found.hours, key=lambda item: item[1])[0]
    return _(
        "{calls} calls, somebody was reached in {reach} of them, {success} of those succeeded; most calls between "
        "{hour}:00 and {next}:00."
    ).format(
        calls=f"{whole.calls:,}", reach=rate(whole.reach), success=rate(whole.success), hour=best, next=best + 1
    )  # fmt: skip


def _person(one: Share) -> dict[str, Any]:
    return {
        "label": one.label or NONE, "calls": one.calls, "reached": one.reached, "successes": one.successes,
        "reach": rate(one.reach), "success": rate(one.success),
    }  # fmt: skip


def _without_gaps(hours: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    if not hours:
        return []
    known = dict(hours)
    return [(hour, known.get(hour, 0)) for hour in range(min(known), max(known) + 1)]


BAR, GAP, HIGH = 28, 8, 96


def bars(values: Sequence[tuple[str, int]]) -> dict[str, Any] | None:
    """Bars of a small chart from a zero line, each with its label and number; None without values."""
    if not values:
        return None
    most = max(n for _label, n in values) or 1
    drawn = [
        {
            "x": at * (BAR + GAP), "middle": at * (BAR + GAP) + BAR // 2, "height": round(n / most * HIGH),
            "y": 16 + HIGH - round(n / most * HIGH), "above": 12 + HIGH - round(n / most * HIGH), "n": n,
            "label": label,
        }
        for at, (label, n) in enumerate(values)
    ]  # fmt: skip
    words = ", ".join(f"{label}: {n}" for label, n in values)
    return {"bars": drawn, "width": len(values) * (BAR + GAP), "height": HIGH + 36, "base": HIGH + 32, "words": words}


def tries(target: Any) -> str:
    """How often it was tried in vain."""
    n = target.tries
    return ngettext("{n} try in vain", "{n} tries in vain", n).format(n=n) if n else ""
