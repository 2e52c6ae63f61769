"""The bounds by which the market is read: as they come, and as the firm has set them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.market.models import MarketSetting


@dataclass(frozen=True)
class Bound:
    """One number that can be set, with its limits."""

    name: str
    label: Any
    help: Any
    usual: Decimal
    low: Decimal
    high: Decimal


BOUNDS = {
    b.name: b
    for b in (
        Bound(
            "growth",
            _("A market grows fast from"),
            _("as a ratio: 1.10 is 10 % more than the year before"),
            Decimal("1.10"),
            Decimal("0.5"),
            Decimal(3),
        ),
        Bound(
            "relative_share",
            _("A relative share is high from"),
            _("own sales over those of the largest rival: 1 is as much as the rival"),
            Decimal(1),
            Decimal("0.1"),
            Decimal(10),
        ),
        Bound(
            "still",
            _("Sales stand still within"),
            _("as a ratio either way: 0.005 takes changes of up to half a percent for none"),
            Decimal("0.005"),
            Decimal(0),
            Decimal("0.2"),
        ),
    )
}


def in_force() -> dict[str, Decimal]:
    """Every bound as it holds now; one query."""
    set_ones = dict(MarketSetting.objects.values_list("name", "value"))
    return {name: set_ones.get(name, bound.usual) for name, bound in BOUNDS.items()}
