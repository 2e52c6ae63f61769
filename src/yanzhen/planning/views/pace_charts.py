"""The two pictures of a pace: plan against actual added up, and who carries the gap."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.figures.queries import dimensions as dims
from yanzhen.lib.periods import Period
from yanzhen.planning.calc.causes import Part
from yanzhen.planning.enums import MONEY
from yanzhen.planning.queries import gaps
from yanzhen.planning.queries import pace_words as words
from yanzhen.planning.queries.gaps import Located
from yanzhen.planning.queries.pace import Standing
from yanzhen.platform.actor import Actor

SHOWN = 10


def course(actor: Actor, found: Standing, title: str) -> dict[str, Any]:
    """Plan dashed, actual solid, the expectation a band; one question: are we ahead or behind?"""
    unit = words.unit(actor, found.metric, found.plan.currency)

    def line(name: str) -> list[float | None]:
        return [words.number(actor, found.metric, getattr(p, name)) for p in found.points]

    shown = [date_format(p.on, "n-j") if len(found.spans) <= 3 else date_format(p.on, "Y-m") for p in found.points]
    if len(found.spans) > 3:
        shown = [date_format(p.on, "m-d") if p.on == found.on else s for p, s in zip(found.points, shown, strict=True)]
    data = {
        "title": title, "unit": unit, "categories": shown, "plan": line("due"), "actual": line("actual"),
        "expected": line("expected"), "low": line("low"), "high": line("high"),
        "words": {"plan": _("plan"), "actual": _("actual"), "expected": _("expected")},
        "decimals": 0 if found.metric not in MONEY or actor.amount_unit == "yuan" else 1,
    }  # fmt: skip
    columns = [_("until"), f"{_('plan')} ({unit})", _("actual"), _("expected"), _("80 % lie between")]
    rows = [
        [
            name,
            words.table(actor, found.metric, p.due),
            words.table(actor, found.metric, p.actual),
            words.table(actor, found.metric, p.expected),
            ""
            if p.low is None or p.low == p.high
            else f"{words.table(actor, found.metric, p.low)} – {words.table(actor, found.metric, p.high)}",
        ]
        for name, p in zip(shown, found.points, strict=True)
    ]
    return {"id": "chart-pace", "title": title, "unit": unit, "data": data, "columns": columns, "rows": rows}


def causes(actor: Actor, found: Standing, located: Located) -> dict[str, Any]:
    """The gap of each part as bars, the worst first; a click leads to the sales behind it."""
    cause = located.cause
    parts = list(cause.parts) if len(cause.parts) <= SHOWN else _ends(cause.parts)
    names = gaps.names_of(cause.side, parts)
    unit = words.unit(actor, found.metric, found.plan.currency)
    links = [part_url(found, cause.side, part.key) for part in parts]
    data = {
        "kind": "hbar", "title": "", "unit": unit, "categories": [names[p.key] for p in parts],
        "series": [
            {"name": _("gap"), "values": [words.number(actor, found.metric, p.gap) for p in parts], "style": "actual"}
        ],
        "links": links, "decimals": 0 if found.metric not in MONEY or actor.amount_unit == "yuan" else 1,
    }  # fmt: skip
    rows = [
        [
            names[p.key],
            words.table(actor, found.metric, p.due),
            words.table(actor, found.metric, p.actual),
            words.table(actor, found.metric, p.gap),
        ]
        for p in parts
    ]
    head = str(dims.DIMENSIONS[cause.side].label)
    columns = [head, f"{_('due')} ({unit})", _("actual"), _("gap")]
    rest = len(cause.parts) - len(parts)
    return {
        "id": f"chart-{cause.side}", "title": head, "unit": unit, "data": data, "columns": columns, "rows": rows,
        "rest": rest,
    }  # fmt: skip


def _ends(parts: tuple[Part[int | None], ...]) -> list[Part[int | None]]:
    """The worst, and the two best that make up for some of it."""
    return [*parts[: SHOWN - 2], *parts[-2:]]


def part_url(found: Standing, side: str, key: int | None) -> str:
    """The sales of one part in the days passed, cut by what comes next."""
    following = {"region": "customer", "category": "customer", "person": "customer", "customer": "product"}
    filters = {**found.subject.filters, side: ("none" if key is None else key,)}
    return words.sales_url(
        following.get(side, "person"), Period(found.period.start, found.on), found.plan.currency, filters
    )
