"""The bounds of the pool of leads: as they come, and as the firm has set them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.calc.leads.pooling import Bounds
from yanzhen.crm.models import LeadSetting


@dataclass(frozen=True)
class Bound:
    """One number that can be set, with its largest value; 0 switches it off."""

    name: str
    label: Any
    help: Any
    usual: int
    high: int


BOUNDS = {
    b.name: b
    for b in (
        Bound(
            "silent_days", _("Days without follow-up"), _("after which a lead goes back to the pool; 0: never"), 14, 365
        ),
        Bound(
            "deal_days",
            _("Days without a deal"),
            _("from the day somebody got it, after which a lead goes back to the pool; 0: never"),
            60,
            730,
        ),
        Bound("warn_days", _("Warn so many days before"), _("in the owner's inbox; 0: without a warning"), 3, 60),
        Bound("hold_most", _("Leads one person may hold"), _("0: without limit"), 50, 100_000),
        Bound("claim_most", _("Leads one person may take a day"), _("from the pool; 0: without limit"), 10, 10_000),
        Bound(
            "barred_days",
            _("Days before a former owner may take it again"),
            _("so that leads are not handed round; 0: at once"),
            7,
            365,
        ),
        Bound(
            "new_days",
            _("Days until a new lead nobody got goes to the pool"),
            _("0: it waits until somebody assigns it"),
            1,
            365,
        ),
    )
}


def values() -> dict[str, int]:
    """Every bound as it holds now; one query."""
    own = dict(LeadSetting.objects.values_list("name", "value"))
    return {name: own.get(name, bound.usual) for name, bound in BOUNDS.items()}


def in_force() -> Bounds:
    """The same for the calculations."""
    return Bounds(**values())
