"""The working of a term in words, in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from yanzhen.keyaccounts.enums import TermKind, TermState
from yanzhen.keyaccounts.models import AgreementCheckLine, AgreementTerm, StoreOpportunity
from yanzhen.lib.money import MISSING, in_words
from yanzhen.platform import sight
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.fields import written_number

TONES = {TermState.BROKEN: "bad", TermState.RISK: "warning", TermState.KEPT: "good"}
TOLD: dict[str, Any] = {
    TermKind.TARGET: gettext_lazy(
        "Ordered {net} in {orders} orders; due by now {due} = {target} × {elapsed} ÷ {whole} days."
    ),
    TermKind.REBATE: gettext_lazy(
        "Ordered {net}; at this pace {expected} by the end ({net} × {whole} ÷ {elapsed} days), which earns {percent} % "
        "= {rebate}. Earned so far: {so_far}."
    ),
    TermKind.PAYMENT: gettext_lazy(
        "Σ amount × days from issue to payment ÷ Σ amount over {parts} parts of invoices. Past due: {late_amount} in "
        "{late} parts."
    ),
    TermKind.LISTING: gettext_lazy(
        "Ordered {lines} times, {quantity} in all, last on {last}; agreed is an order within {within} days."
    ),
    TermKind.FILL: gettext_lazy(
        "{filled} of {ordered} ordered arrived whole within {lead} days; {missed} lines came late, in part or not yet."
    ),
    TermKind.AGE: gettext_lazy(
        "Of {arrivals} arrivals with dates {old} were older than agreed; the oldest had {worst} % of its shelf life "
        "behind it."
    ),
    TermKind.LEAD: gettext_lazy(
        "Mean days from order to arrival over {arrivals} arrivals, weighed by quantity; {slow} came later than agreed."
    ),
    TermKind.ORDER: gettext_lazy("{small} of {orders} orders were below the smallest amount agreed."),
    TermKind.DISPLAY: gettext_lazy(
        "Mean of the latest shares that visits of the last {days} days wrote down: {noted} of {customers} customers "
        "with a share, {photographed} with a photo."
    ),
    TermKind.RECONCILE: gettext_lazy(
        "The longest of {months} months: {worst} days from its end to the statement signed back. {late} later than "
        "agreed, {open} still open."
    ),
    TermKind.GIFT: gettext_lazy("{free} free ÷ {paid} paid for, in {lines} lines at no price."),
}
UNSHARED = gettext_lazy(
    "Visits of the last {days} days photographed {photographed} of {customers} customers, but none wrote down a share. "
    "Give the visit template a step in words named “Display share” and answer it with a percentage."
)
WHY_NOT: dict[str, Any] = {
    TermKind.FILL: gettext_lazy("No arrivals were noted yet: enter them, then this is measured."),
    TermKind.AGE: gettext_lazy("No arrivals with dates of production and best before were noted yet."),
    TermKind.LEAD: gettext_lazy("No arrivals were noted yet: enter them, then this is measured."),
    TermKind.PAYMENT: gettext_lazy("No invoices since the agreement began, or no days agreed."),
    TermKind.LISTING: gettext_lazy("Name the product in the term."),
    TermKind.TARGET: gettext_lazy("No amount was agreed."),
    TermKind.ORDER: gettext_lazy("No orders yet, or no amount agreed."),
    TermKind.RECONCILE: gettext_lazy(
        "No monthly review says yet on which day the customer signed back its statement, or no days were agreed."
    ),
    TermKind.GIFT: gettext_lazy("No goods were paid for yet, or no share was agreed."),
}
FOUND: dict[str, Any] = {
    "run_out": gettext_lazy("Ordered in {months} of 12 months, last on {last}: nothing for {weeks} weeks."),
    "missing": gettext_lazy("{stores} of {others} sister stores order it, this one never did."),
    "empty": gettext_lazy("Counted on {day}: none left."),
    "old": gettext_lazy("Counted on {day}: {quantity} left, {share} % of the shelf life over."),
}
"""Why there is something to win in a store, by the rule that found it."""
MONEY = frozenset({"net", "due", "target", "expected", "rebate", "so_far", "late_amount"})
SUFFIX = {"%": " %", "d": ""}


def month(row: Any, actor: Actor) -> str:
    """The month of a plan or a review: November 2026."""
    return date_format(row.month, "YEAR_MONTH_FORMAT")


def who(row: Any, actor: Actor) -> str:
    """Who closed a review or made a check; the system by its name in the reader's language."""
    return pgettext("who did it", "system") if row.who == SYSTEM.name else row.who


def figure(term: AgreementTerm, value: Decimal | None, currency: str) -> str:
    """A figure of a term with its unit."""
    if value is None:
        return MISSING
    unit = term.unit
    if unit == currency or term.kind in {TermKind.TARGET, TermKind.REBATE, TermKind.ORDER}:
        return in_words(value, currency=currency, digits=0)
    plain = written_number(value)
    if unit == "d":
        return str(_("{n} days").format(n=plain))
    return f"{plain} {unit}".strip()


def working(line: AgreementCheckLine, currency: str) -> str:
    """How a line came about."""
    facts: Mapping[str, str] = line.working.get("facts", {})
    kind = line.term.kind
    if line.state == TermState.UNKNOWN and kind == TermKind.DISPLAY and facts:
        return str(UNSHARED).format(**facts)
    if line.state == TermState.UNKNOWN or not facts:
        return str(WHY_NOT.get(kind, _("Nothing the system records measures this; a person has to look.")))
    shown = {
        name: in_words(Decimal(value or 0), currency=currency) if name in MONEY else _plain(value)
        for name, value in facts.items()
    }
    return str(TOLD[kind]).format(**shown)


def _plain(value: str) -> str:
    try:
        return written_number(Decimal(value))
    except ArithmeticError:
        return value or MISSING


def documents(line: AgreementCheckLine, actor: Actor) -> list[dict[str, str]]:
    """The documents behind a line that the reader may open."""
    given = [(noun, int(key), label) for noun, key, label in line.working.get("documents", [])]
    seen = sight.seen([(noun, key) for noun, key, _label in given], actor)
    return [
        {"label": label, "url": nouns.get(noun).url("record", key)} for noun, key, label in given if (noun, key) in seen
    ]


def found(facts: Mapping[str, str]) -> str:
    """What a rule found, in the language in force."""
    return str(FOUND[facts["rule"]]).format(**facts)


def reason(row: StoreOpportunity, actor: Actor) -> str:
    """Why there is something to win: as found, in the reader's language, else as somebody wrote it."""
    return found(row.facts) if row.facts.get("rule") in FOUND else row.reason


def name(term: AgreementTerm) -> str:
    """What a term is about, in a few words."""
    about = str(term.product) if term.product_id else term.note[:40]
    return f"{term.get_kind_display()} · {about}" if about else str(term.get_kind_display())


def shown(line: AgreementCheckLine, actor: Actor) -> dict[str, Any]:
    """A line of a check as the page shows it."""
    currency = line.self_check.agreement.currency
    return {
        "name": name(line.term),
        "note": line.term.note,
        "state": line.get_state_display(),
        "tone": TONES.get(TermState(line.state), "neutral"),
        "wanted": figure(line.term, line.wanted, currency),
        "actual": figure(line.term, line.actual, currency),
        "working": working(line, currency),
        "documents": documents(line, actor),
    }
