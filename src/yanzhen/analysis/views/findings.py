"""Titles that state what a chart shows, worked out from its figures."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.analysis.queries import home as homes
from yanzhen.analysis.views import words
from yanzhen.figures.calc.figures import Change, explained_by, main_mover
from yanzhen.figures.queries.comparisons import Comparison
from yanzhen.platform.actor import Actor


def part(actor: Actor, comparison: Comparison, currency: str, direction: str, *, with_causes: bool = False) -> str:
    """Which part moved most the way the whole moved, and who explains it."""
    if not comparison.rows:
        return _("No sales in this period")
    code = comparison.by[0]
    changes: dict[object, Change] = {row.keys[code]: row.net for row in comparison.rows}
    if not any(change.before for change in changes.values()):
        return _("Nothing in the year before to compare with")
    found = main_mover(changes, direction) or main_mover(changes, "down" if direction == "up" else "up")
    if found is None:
        return _("All as in the year before")
    key, change = found
    assert key is None or isinstance(key, int)
    text = _moved(comparison.name(code, key), change)
    if not with_causes:
        return text
    cause = homes.causes(actor, currency, comparison.period, {code: (words.key(key),)}, change.direction)
    number = len(explained_by({row.keys["customer"]: row.net for row in cause.rows}, change.difference))
    if not number:
        return _("{finding}, spread over many customers").format(finding=text)
    because = ngettext("one customer explains most of it", "{number} customers explain most of it", number)
    return _("{finding}; {because}").format(finding=text, because=because.format(number=number))


def _moved(name: str, change: Change) -> str:
    if change.rate is None:
        return (
            _("{name} is new").format(name=name) if change.before == 0 else _("{name} changed most").format(name=name)
        )
    rate = words.percent(abs(change.rate), 0 if abs(change.rate) >= 1 else 1)
    if change.direction == "up":
        return _("{name} is {rate} ahead of the year before").format(name=name, rate=rate)
    return _("{name} is {rate} behind the year before").format(name=name, rate=rate)


def trend(months: Sequence[tuple[date, int, int]]) -> str:
    """How many of the last twelve months were better than the year before."""
    compared = [(now, before) for _month, now, before in months[-12:] if before > 0]
    if not compared:
        return _("Net sales month by month")
    better = sum(now > before for now, before in compared)
    text = ngettext(
        "{better} of the last {number} month beat the year before",
        "{better} of the last {number} months beat the year before",
        len(compared),
    )
    return text.format(better=better, number=len(compared))
