"""The points of an evaluation in words: each with its figures, why there are none, and the way to its documents."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.money import in_words
from yanzhen.loyalty.enums import Part
from yanzhen.loyalty.models import Evaluation
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

WHY_NOT = {
    "never": gettext_lazy("no order up to the end of the period"),
    "no_sales": gettext_lazy("no sales in the period, so no margin"),
    "no_costs": gettext_lazy("the cost of less than 80 % of the sales is known"),
    "nothing_due": gettext_lazy("no invoice fell due in the period"),
    "no_year_before": gettext_lazy("no sales in the same period of the year before"),
    "too_new": gettext_lazy("a customer for less than three months"),
    "unknown": gettext_lazy("no potential is entered"),
    "few_customers": gettext_lazy("fewer than five customers to compare with"),
}
WORKINGS = {
    Part.VOLUME: gettext_lazy(
        "Net sales {net}. {below} of {customers} customers sold less, {alike} as much: 100 × ({below} + {alike} ÷ 2) ÷"
        " {customers} = {points}."
    ),
    Part.MARGIN: gettext_lazy(
        "({costed_net} − {cost}) ÷ {costed_net} = {percent} % margin. On the scale 0 % → 0, 10 % → 25, 20 % → 50,"
        " 30 % → 75, 40 % → 100: {points}."
    ),
    Part.PAYMENT: gettext_lazy(
        "{due} fell due, on average {days} days late, weighed by amount. On the scale 0 days → 100, 15 → 75, 30 → 50,"
        " 60 → 25, 90 → 0: {points}."
    ),
    Part.GROWTH: gettext_lazy(
        "{net} against {before} in the same period of the year before: {percent} %. On the scale −50 % → 0, −20 % → 25,"
        " 0 % → 50, 20 % → 75, 50 % → 100: {points}."
    ),
    Part.LOYALTY: gettext_lazy(
        "Orders in {months} of {of_months} months = {steady}; {products} different products rank at {breadth}. (2 ×"
        " {steady} + {breadth}) ÷ 3 = {points}."
    ),
    Part.POTENTIAL: gettext_lazy("{potential} a year, ranked among {customers} customers with a potential: {points}."),
}
MONEY = frozenset({"net", "before", "costed_net", "cost", "due", "potential"})
WITH_DOCUMENTS = frozenset({Part.VOLUME, Part.MARGIN, Part.PAYMENT, Part.GROWTH, Part.LOYALTY})


@dataclass(frozen=True)
class Told:
    """One part as a reader sees it; hidden ones have neither points nor words."""

    part: str
    label: str
    weight: int
    points: Decimal | None
    contribution: Decimal | None
    words: str
    hidden: bool = False
    has_documents: bool = False

    @property
    def is_rated(self) -> bool:
        return self.points is not None


def told(row: Evaluation, actor: Actor) -> list[Told]:
    """All parts in their order. Contributions would give the hidden one away, so they are hidden with it."""
    sees_all = actor.can(masks.MARGIN)
    return [_part(row, Part(name), sees_all) for name in Part.values]


def _part(row: Evaluation, part: Part, sees_all: bool) -> Told:
    known: dict[str, Any] = row.working["parts"][part]
    label = str(part.label)
    if part == Part.MARGIN and not sees_all:
        return Told(part, label, known["weight"], None, None, "", hidden=True)
    points = None if known["points"] is None else Decimal(known["points"])
    share = Decimal(known["contribution"]) if known["contribution"] is not None and sees_all else None
    return Told(
        part, label, known["weight"], points, share, words(known, part, row.run.scheme.currency),
        has_documents=part in WITH_DOCUMENTS and bool(known["facts"]),
    )  # fmt: skip


def words(known: dict[str, Any], part: Part, currency: str) -> str:
    """The working of one part as a sentence."""
    if known["note"]:
        reason = WHY_NOT.get(known["note"], known["note"])
        return _("Not rated: {reason}.").format(reason=reason)
    facts = {
        name: in_words(Decimal(text), currency=currency) if name in MONEY else text
        for name, text in known["facts"].items()
    }
    if part == Part.VOLUME and "customers" not in facts:
        return _("Net sales {net}: without sales there are 0 points.").format(**facts)
    return str(WORKINGS[part]).format(**facts, points=known["points"])


def sum_words(row: Evaluation, actor: Actor) -> str:
    """How the whole came about, for those who may see it."""
    if not actor.can(masks.MARGIN):
        return ""
    known, scheme = row.working["known"], row.run.scheme
    if row.points is None:
        return _("Only {known} of 100 parts of weight are known; a grade needs volume and 50.").format(known=known)
    told_ = _("The contributions add up to {points}. A from {a}, B from {b}, C from {c}. Known: {known} of 100 parts.")
    return told_.format(points=row.points, a=scheme.from_a, b=scheme.from_b, c=scheme.from_c, known=known)
