"""What a board says about itself: by what it was spread, and what had to be made up."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.lib.money import from_cents, in_words
from yanzhen.planning.models import Board
from yanzhen.planning.queries import places
from yanzhen.platform.actor import Actor

MOST = 4


def notes(board: Board, actor: Actor) -> list[str]:
    """The notes of a board as sentences, in the reader's language."""
    return [text for note in board.notes if (text := _sentence(note, actor))]


def _sentence(note: Mapping[str, Any], actor: Actor) -> str:
    write = WRITERS.get(note["code"])
    return write({**note, "who": _who(note, actor)}) if write else ""


def _who(note: Mapping[str, Any], actor: Actor) -> str:
    keys = list(note.get("keys", []))
    if not keys:
        return ""
    names = places.names(actor, note["side"], keys[:MOST])
    more = len(keys) - len(names)
    if not more:
        return ", ".join(names)
    text = ngettext("{names} and {count} more", "{names} and {count} more", more)
    return text.format(names=", ".join(names), count=more)


WRITERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "known_until": lambda n: _(
        "Month shares come from the three years up to {month}, levels from the last twelve months."
    ).format(month=n["month"]),
    "no_history": lambda n: _(
        "The books hold no sales in {currency} here, so everything was spread equally. "
        "Other currencies are not converted."
    ).format(currency=n["currency"]),
    "no_books": lambda n: _("There are no books for this figure yet, so everything was spread equally."),
    "negative": lambda n: ngettext(
        "{count} month of a part was negative (returns) and counts as zero.",
        "{count} months of parts were negative (returns) and count as zero.",
        n["count"],
    ).format(count=n["count"]),
    "away": lambda n: _("{who}: not there in some months of the plan; these months are closed at zero.").format(
        who=n["who"]
    ),
    "short": lambda n: _("{who}: less than a year of sales, made up to a whole year.").format(who=n["who"]),
    "new_group": lambda n: _("{who}: no sales yet, so the average of their unit.").format(who=n["who"]),
    "new_all": lambda n: _("{who}: no sales yet, so the average of all.").format(who=n["who"]),
    "new_equal": lambda n: _("{who}: no sales anywhere yet, so equal parts.").format(who=n["who"]),
    "decided": lambda n: _("The total is the decided target, {amount}.").format(
        amount=in_words(from_cents(n["total"]))
    ),
    "as_planned": lambda n: _("The total is what the plan gives the unit so far, {amount}.").format(
        amount=in_words(from_cents(n["total"]))
    ),
    "as_last_year": lambda n: _("No target is decided yet, so the total began at last year's sales."),
    "no_last_plan": lambda n: _("There is no earlier plan in this currency, so parts are equal."),
    "last_plan": lambda n: _("Spread by the plan “{plan}”.").format(plan=n["plan"]),
    "no_forecast": lambda n: _("There is no forecast yet, so history was taken."),
    "forecast": lambda n: _("Spread by the newest forecast."),
    "no_potential": lambda n: _("Nothing is known of potentials, so history was taken."),
    "potential_market": lambda n: _("Potential is the industry sales of the territories (market figures)."),
    "potential_customers": lambda n: _(
        "Potential is the best twelve months of each one's customers; there are no market figures for all regions."
    ),
    "potential_own": lambda n: _("Potential is the best twelve months of their own."),
}
