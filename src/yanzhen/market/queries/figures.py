"""Market figures, and what they say of a part of the market over a period, inside the reach of whoever asks."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.market.calc.ledger import Fact, Known, Ledger, MixedCurrencies, Parts
from yanzhen.market.enums import LEVELS, MONTHS, SUMMED
from yanzhen.market.models import MarketFigure
from yanzhen.organization.queries import regions
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.products.queries import categories

COLUMNS = (
    "pk", "kind", "starts_on", "length", "value", "found_on", "currency", "region_id", "category_id", "competitor_id",
)  # fmt: skip


def visible(actor: Actor) -> ScopedQuerySet[MarketFigure]:
    """Market figures that `actor` may see, the latest period first."""
    return _within(actor).naming("region", "category", "competitor", "owner", "unit").order_by("-starts_on", "-pk")


def _within(actor: Actor) -> ScopedQuerySet[MarketFigure]:
    """Figures within reach, and those open to everybody who may see figures at all."""
    inside = MarketFigure.objects.visible_to(actor)
    return inside | MarketFigure.objects.filter(is_open=True) if actor.can("market.view_marketfigure") else inside


def is_within(actor: Actor, figure: MarketFigure) -> bool:
    """Whether a figure lies within the reach of `actor`, not only before their eyes."""
    return MarketFigure.objects.visible_to(actor).filter(pk=figure.pk).exists()


def ledger(actor: Actor, kinds: Collection[str] = ()) -> Ledger:
    """Everything that is known to `actor`, of some kinds or of all, ready to be asked; four queries."""
    rows = _within(actor).order_by("pk")
    rows = rows.filter(kind__in=kinds) if kinds else rows
    facts = [
        Fact(key, kind, starts, MONTHS[length], value, found, currency, region, category, competitor)
        for key, kind, starts, length, value, found, currency, region, category, competitor in rows.values_list(
            *COLUMNS
        )
    ]
    return Ledger(facts, _parts(), levels=LEVELS, summed=SUMMED)


def _parts() -> Parts:
    """Of what the whole consists, whoever asks: a sum over the regions one sees is not the whole market."""
    tree = list(categories.visible(SYSTEM).values_list("pk", "parent_id"))
    below: dict[int, tuple[int, ...]] = {}
    for key, parent in tree:
        if parent is not None:
            below[parent] = (*below.get(parent, ()), key)
    tops = tuple(key for key, parent in tree if parent is None)
    return Parts(tuple(regions.visible(SYSTEM).values_list("pk", flat=True)), tops, below)


def known(
    actor: Actor,
    kind: str,
    *,
    region: int | None = None,
    category: int | None = None,
    competitor: int | None = None,
    start: date,
    end: date,
    currency: str = "",
) -> Known | None:
    """What is known of a kind, with the keys of the rows behind it; None when nothing is, or not of all months.

    Raises `RuleBroken` when no currency is named and the rows are in several.
    """
    part = {"region": region, "category": category, "competitor": competitor}
    try:
        return ledger(actor, (kind,)).known(kind, start=start, end=end, currency=currency, **part)  # type: ignore[arg-type]
    except MixedCurrencies as error:
        raise mixed(error) from error


def of(
    actor: Actor,
    kind: str,
    *,
    region: int | None = None,
    category: int | None = None,
    competitor: int | None = None,
    start: date,
    end: date,
    currency: str = "",
) -> Decimal | None:
    """The same, the value alone."""
    asked = {"region": region, "category": category, "competitor": competitor, "start": start, "end": end}
    found = known(actor, kind, currency=currency, **asked)  # type: ignore[arg-type]
    return None if found is None else found.value


def rows(
    actor: Actor,
    kind: str,
    *,
    region: int | None = None,
    category: int | None = None,
    competitor: int | None = None,
    start: date,
    end: date,
    currency: str = "",
) -> list[MarketFigure]:
    """The rows behind it, by period; none when it is not known."""
    asked = {"region": region, "category": category, "competitor": competitor, "start": start, "end": end}
    found = known(actor, kind, currency=currency, **asked)  # type: ignore[arg-type]
    return [] if found is None else list(visible(actor).filter(pk__in=found.used).order_by("starts_on", "pk"))


def mixed(error: MixedCurrencies) -> RuleBroken:
    """The refusal to add up or compare several currencies."""
    message = _("These figures are in {currencies}; they are neither added up nor compared. Choose one currency.")
    return RuleBroken(message.format(currencies=", ".join(error.currencies)), field="currency", code="currencies")
