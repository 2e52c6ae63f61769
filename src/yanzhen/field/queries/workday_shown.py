"""The figures of days and weeks as pages show them and programs get them; each leads to its documents."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yanzhen.field.calc.workday import shares
from yanzhen.field.enums.coaching import TimePart
from yanzhen.field.queries import workday
from yanzhen.field.queries.workdays import Figures, Report
from yanzhen.lib.money import in_words
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import listed

COLUMNS = ("planned", "done", "missed", "reached")
"""The figures of visits that stand in tables."""
HEADS = {
    "planned": gettext_lazy("Planned"),
    "done": gettext_lazy("Done"),
    "missed": gettext_lazy("Missed"),
    "reached": gettext_lazy("Successful"),
}


def percent(value: Any) -> str:
    """A share in words; a dash of nothing."""
    return "–" if value is None else f"{value} %"


def documents_url(figure: str, person: int | None, first: date, last: date, unit: int | None = None) -> str:
    """The page of the documents behind a figure."""
    given: dict[str, Any] = {"figure": figure, "first": first, "last": last}
    given |= {name: value for name, value in (("person", person), ("unit", unit)) if value is not None}
    return f"{reverse('field:workday_documents')}?{urlencode(given)}"


def hours(minutes: int) -> str:
    """Minutes as hours and minutes."""
    if minutes < 60:
        return pgettext("time spent", "{minutes} min").format(minutes=minutes)
    whole, rest = divmod(minutes, 60)
    if rest == 0:
        return pgettext("time spent", "{hours} h").format(hours=whole)
    return pgettext("time spent", "{hours} h {minutes:02d}").format(hours=whole, minutes=rest)


def money(figures: Figures, name: str, actor: Actor) -> str:
    """The sums of a kind of work, each in its currency."""
    sums = figures.money.get(name, {})
    return listed(in_words(amount, currency=code) for code, amount in sorted(sums.items()))


def cards(report: Report, figures: Figures, actor: Actor, person: int | None, unit: int | None) -> list[dict[str, Any]]:
    """The figures at the head of the page."""
    tally = figures.tally

    def url(figure: str, number: int) -> str:
        return documents_url(figure, person, report.first, report.last, unit) if number else ""

    done_of = _("{percent} of {planned} planned").format(percent=percent(tally.done_rate), planned=tally.planned)
    success_of = _("{reached} of {done} reached a commitment").format(reached=tally.reached, done=tally.done)
    found: list[dict[str, Any]] = [
        {"label": _("Visits done"), "value": tally.done, "url": url("done", tally.done),
         "hint": done_of if tally.planned else ""},
        {"label": _("Success rate"), "value": percent(tally.success), "url": url("reached", tally.reached),
         "hint": success_of if tally.done else ""},
    ]  # fmt: skip
    if report.first != report.last:
        found.append({
            "label": _("Visits a day"), "value": "–" if figures.a_day is None else figures.a_day,
            "hint": _("{days} days out").format(days=figures.days_out),
        })  # fmt: skip
    found += [
        {"label": str(source.label), "value": figures.counts.get(source.name, 0),
         "url": url(source.name, figures.counts.get(source.name, 0)), "hint": money(figures, source.name, actor)}
        for source in report.told
    ]  # fmt: skip
    found.append({
        "label": _("Route efficiency"), "value": percent(figures.efficiency),
        "hint": "" if figures.efficiency is None
        else _("{best} of {actual} km would have done").format(
            best=f"{figures.best_km:,}", actual=f"{figures.actual_km:,}"
        ),
    })  # fmt: skip
    return found


def time(figures: Figures) -> dict[str, Any]:
    """Where the time went: the bar and its words."""
    minutes, parts = figures.minutes, shares.shares(figures.minutes)
    return {
        "total": hours(minutes.total),
        "is_known": minutes.total > 0,
        "unmeasured": minutes.unmeasured,
        "parts": [
            {"name": part, "label": str(TimePart(part).label), "percent": parts[part],
             "words": hours(getattr(minutes, part))}
            for part in shares.PARTS
        ],
    }  # fmt: skip


def row(
    report: Report, figures: Figures, actor: Actor, person: int | None, first: date, last: date, unit: int | None = None
) -> dict[str, Any]:
    """One line of a table: a day of a person, a person of a team, or the sum."""
    tally = figures.tally
    numbers = [(name, getattr(tally, name)) for name in COLUMNS]
    numbers += [(source.name, figures.counts.get(source.name, 0)) for source in report.told]
    return {
        "cells": [
            {"value": number, "url": documents_url(name, person, first, last, unit) if number else "",
             "hint": money(figures, name, actor)}
            for name, number in numbers
        ],
        "success": percent(tally.success),
        "efficiency": percent(figures.efficiency),
        "time": hours(figures.minutes.total) if figures.minutes.total else "–",
        "parts": time(figures)["parts"] if figures.minutes.total else [],
    }  # fmt: skip


def heads(report: Report) -> list[str]:
    """The heads of the counted columns."""
    return [*(str(HEADS[name]) for name in COLUMNS), *(str(source.label) for source in report.told)]


def plain(figures: Figures) -> dict[str, Any]:
    """The same for programs."""
    tally, minutes = figures.tally, figures.minutes
    return {
        "planned": tally.planned, "done": tally.done, "missed": tally.missed, "ahead": tally.ahead,
        "reached": tally.reached, "reported": tally.reported, "days_out": figures.days_out,
        "done_rate": _text(tally.done_rate), "success_rate": _text(tally.success),
        "visits_a_day": _text(figures.a_day), "route_efficiency": _text(figures.efficiency),
        "actual_km": format(figures.actual_km, "f"), "best_km": format(figures.best_km, "f"),
        "minutes": {part: getattr(minutes, part) for part in shares.PARTS},
        "shares": shares.shares(minutes),
        "counts": dict(figures.counts),
        "money": {
            name: {code: format(amount, "f") for code, amount in sums.items()} for name, sums in figures.money.items()
        },
    }  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else format(value, "f")


def label_of(figure: str, actor: Actor) -> str | None:
    """The name of a figure; None where there is none such for this reader."""
    if figure in workday.VISIT_LABELS:
        return str(workday.VISIT_LABELS[figure])
    source = workday.source(figure, actor)
    return None if source is None else str(source.label)


def around(day: date, days: int) -> tuple[date, date]:
    """The same a step before and after."""
    return day - timedelta(days=days), day + timedelta(days=days)
