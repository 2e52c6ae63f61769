"""What the short form of the field begins with: what the same person found last."""

from typing import Any

from yanzhen.market.models import MarketFigure
from yanzhen.market.queries import figures
from yanzhen.platform.actor import Actor

KEPT = ("kind", "length", "region_id", "category_id", "competitor_id", "currency", "source")


def own(actor: Actor, number: int = 3) -> list[MarketFigure]:
    """The last figures that `actor` found, the newest first."""
    if actor.employee_id is None:
        return []
    return list(figures.visible(actor).filter(owner_id=actor.employee_id).order_by("-pk")[:number])


def beginning(last: MarketFigure | None) -> dict[str, Any]:
    """The values the form begins with; a count had no currency, so that begins as usual."""
    if last is None:
        return {}
    values = {name.removesuffix("_id"): getattr(last, name) for name in KEPT}
    return {name: value for name, value in values.items() if value not in (None, "")}
