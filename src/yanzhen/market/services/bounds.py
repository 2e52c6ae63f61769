"""The bounds by which the market is read, as the firm sets them."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.market.models import MarketSetting
from yanzhen.market.permissions import SET_BOUNDS
from yanzhen.market.queries import bounds
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor


@writes.write(SET_BOUNDS)
def put(*, actor: Actor, values: Mapping[str, Decimal]) -> None:
    """Set bounds; all of them, or none."""
    _check(values)
    before = bounds.in_force()
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        MarketSetting.objects.update_or_create(name=name, defaults={"value": value})
    if changed:
        old, new = ({name: str(of[name]) for name in changed} for of in (before, changed))
        audit.record(actor, "set", str(_("Reading of the market")), before=old, after=new)


def _check(values: Mapping[str, Decimal]) -> None:
    errors: dict[str, object] = {}
    for name, value in values.items():
        bound = bounds.BOUNDS.get(name)
        if bound is None:
            errors[name[:60]] = _("There is no such setting.")
        elif not bound.low <= value <= bound.high:
            errors[name] = _("A number from {low} to {high}, please.").format(low=bound.low, high=bound.high)
    if errors:
        raise RuleBroken(errors=errors, code="bound")
