"""When a target needs somebody else's consent: whoever may not decide asks, and the firm's rules may ask for more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.lib.money import in_words
from yanzhen.planning.enums import TargetState
from yanzhen.planning.models import Target
from yanzhen.platform import approvals
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import Matter

DECIDE = "planning.decide_target"


def content(row: Target, realistic: Any, ideal: Any, reason: str) -> dict[str, Any]:
    """What is consented to: the part, both figures and the reason."""
    return {
        "plan": row.plan.name, "part": row.part, "edition": row.edition, "currency": row.plan.currency,
        "realistic": Decimal(realistic), "ideal": Decimal(ideal), "reason": reason,
    }  # fmt: skip


def check(row: Target, actor: Actor, realistic: Decimal, ideal: Decimal, reason: str) -> None:
    """Raise `NeedsApproval` where the actor may not decide alone."""
    facts = {"amount": realistic, "currency": row.plan.currency, "unit_id": row.unit_id}
    reach = actor.reach(DECIDE)
    may = actor.is_system or reach.everything or row.unit_id in reach.unit_ids
    if may and (actor.is_system or not approvals.needed(TARGET, **facts)):
        return
    raise approvals.NeedsApproval(
        TARGET, actor=actor, title=str(row), content=content(row, realistic, ideal, reason), subject=row, reason=reason,
        **facts,
    )  # fmt: skip


def _current(approval: Any) -> Mapping[str, Any] | None:
    row = Target.objects.select_related("plan").filter(pk=approval.object_id, state=TargetState.DRAFT).first()
    if row is None:
        return None
    asked = approval.content
    return content(row, asked["realistic"], asked["ideal"], asked["reason"])


def _words(values: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    return [
        (_("plan"), values["plan"]),
        (_("edition"), str(values["edition"])),
        (_("realistic target"), in_words(Decimal(values["realistic"]), currency=values["currency"])),
        (_("ideal target"), in_words(Decimal(values["ideal"]), currency=values["currency"])),
        (_("reason"), values["reason"]),
    ]


TARGET = approvals.declare(
    Matter("planning.target", _("Decide on a target"), DECIDE, describe=_words, current=_current)
)
