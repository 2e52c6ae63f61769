"""The words of the board that its script shows, and amounts in words."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yanzhen.lib.money import in_words


def money(cents: int, currency: str = "") -> str:
    return in_words(Decimal(cents).scaleb(-2), currency=currency)


def for_script() -> dict[str, str]:
    """Sentences of the script by name; {places} are filled in there."""
    return {
        "total": _("Total"),
        "sum": pgettext("of a column or row", "Sum"),
        "all": _("all"),
        "last_year": _("last year"),
        "forecast": _("forecast"),
        "share_row": _("of the row"),
        "share_column": _("of the column"),
        "share_total": _("of the total"),
        "locked": _("locked"),
        "locked_part": _("{count} of {all} parts locked"),
        "closed": _("closed: not there in this month"),
        "floor": _("not below {amount}"),
        "basis": _("spread by {basis}"),
        "changed": _("{who} {what}, {at}"),
        "unchanged": _("as it was spread"),
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "failed": _("The connection broke. Nothing is lost: press Enter again."),
        "row_n": _("row {row}, column {column}"),
        "no_figure": _("This is not a figure."),
        "nothing": _("Nothing changed."),
        "read_only": _("This plan is published, so its drafts can only be read."),
        "quota": pgettext("of a person", "Quota"),
        "person": _("Name"),
        "potential": _("Potential"),
        "ratio": _("Quota ÷ potential"),
        "chance": _("Chance"),
        "growth": _("Growth"),
        "against_best": _("Best 12 months"),
        "above_all": _("above what anyone ever sold"),
        "above_own": _("above their own best"),
        "even": _("very even"),
        "fairly_even": _("fairly even"),
        "uneven": _("uneven"),
        "gini": _("Gini {value}: quotas lie {word} on potential."),
        "gini_none": _("Fairness cannot be measured: no potential is known."),
        "source_market": _("Potential: market figures of the territories."),
        "source_customers": _("Potential: best twelve months of each one's customers."),
        "source_own": _("Potential: each one's own best twelve months."),
        "chance_all": _("{chance} chance that the whole is reached; {expected} is expected."),
        "even_chance": _("{count} of {all} have an even chance or better."),
        "no_forecast": _("No forecast yet"),
        "make_forecast": _("Make a forecast"),
        "nobody_above": _("Nobody is asked for more than anyone ever sold."),
        "some_above": _("{count} are asked for more than anyone ever sold ({record})."),
        "progress": _("{change} against last year"),
        "curve_label": _("Share of quota over share of potential; the straight line is even."),
        "curve_x": _("share of potential"),
        "curve_y": _("share of quota"),
        "lock": pgettext("a cell", "Lock"),
        "unlock": pgettext("a cell", "Unlock"),
        "chosen_cells": _("{count} cells, sum {sum}"),
        "more_rows": _("Show more"),
    }
