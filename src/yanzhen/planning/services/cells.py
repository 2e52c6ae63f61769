"""Writing the figures of a plan: all of one metric at once."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from yanzhen.planning.models import Plan, PlanCell
from yanzhen.planning.services import plans
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor


@writes.write("planning.change_plan")
def replace(plan: Plan, *, actor: Actor, metric: str, cells: Iterable[PlanCell], reason: str = "") -> int:
    """Put these figures in the place of those the plan had for the metric; returns how many there are."""
    row = writes.locked(plan)
    plans.only_led(row, actor, "planning.change_plan")
    plans.only_open(row)
    before = _told(row, metric)
    PlanCell.objects.filter(plan=row, metric=metric).delete()
    made = PlanCell.objects.bulk_create(list(cells), batch_size=2_000)
    audit.record(actor, "set_figures", row, before=before, after=_told(row, metric), reason=reason)
    return len(made)


def _told(plan: Plan, metric: str) -> dict[str, object]:
    found = PlanCell.objects.filter(plan=plan, metric=metric).aggregate(total=Sum("amount"), number=Count("pk"))
    return {"metric": metric, "total": str(found["total"] or 0), "figures": found["number"]}
