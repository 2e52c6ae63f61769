"""What visits saw of the displays of customers, for higher floors: photos, and shares written down as a percentage."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from yanzhen.field.enums.visits import StepKind, VisitState
from yanzhen.field.models import VisitStep
from yanzhen.lib.periods import Period
from yanzhen.platform.actor import Actor

SHARE = re.compile(r"^\s*(\d{1,3}(?:\.\d{1,2})?)\s*[%％]\s*$", re.ASCII)
"""An answer that is a percentage and nothing else."""
ABOUT = Q(name__contains="陈列") | Q(name_en__icontains="display")


@dataclass(frozen=True)
class Display:
    """The display of a customer as the latest visits saw it: a photo or none, and the latest share in percent."""

    customer: int
    visit: int
    number: str
    day: date
    has_photo: bool
    share: Decimal | None


def latest(actor: Actor, customers: Collection[int], period: Period) -> list[Display]:
    """One row for each customer whose display visits of a period answered for; that of the visit with the share."""
    steps = VisitStep.objects.visible_to(actor).filter(
        Q(kind=StepKind.PHOTO) | (Q(kind=StepKind.TEXT) & ABOUT), is_done=True, visit__state=VisitState.DONE,
        visit__customer_id__in=customers, visit__day__range=(period.start, period.end),
    )  # fmt: skip
    columns = ("visit__customer_id", "visit_id", "visit__number", "visit__day", "kind", "answer")
    found: dict[int, Display] = {}
    for customer, visit, number, day, kind, answer in steps.order_by("visit__day", "visit_id", "position").values_list(
        *columns
    ):
        before = found.get(customer) or Display(customer, visit, number, day, False, None)
        if kind == StepKind.PHOTO:
            found[customer] = replace(before, has_photo=True)
        elif (share := share_of(answer)) is not None:
            found[customer] = Display(customer, visit, number, day, before.has_photo, share)
    return [found[key] for key in sorted(found)]


def share_of(answer: str) -> Decimal | None:
    """The percentage that an answer is, from 0 to 100; None for anything else."""
    matched = SHARE.match(answer)
    share = Decimal(matched[1]) if matched else None
    return share if share is not None and share <= 100 else None
