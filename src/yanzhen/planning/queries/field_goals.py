"""What the findings about time are told of plans: who has a quota for a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from yanzhen.field.calc.workday.findings import Part
from yanzhen.field.queries import findings
from yanzhen.lib.periods import month_start, shifted
from yanzhen.planning.enums import PlanState
from yanzhen.planning.models import Quota
from yanzhen.platform.actor import Actor


def planned(actor: Actor, people: Sequence[Any], today: date) -> Part | None:
    """Those of these people who have a quota of a published plan for today; None for whoever may not see quotas."""
    if not actor.can("planning.view_quota"):
        return None
    keys, month = {person.pk for person in people}, month_start(today)
    rows = Quota.objects.visible_to(actor).filter(person__in=keys, plan__state=PlanState.PUBLISHED)
    spans = rows.filter(starts_on__lte=month).values_list("person", "starts_on", "months")
    return Part(len({person for person, starts, months in spans if shifted(starts, months) > month}), len(keys))


def register() -> None:
    """Tell it where field work reads it."""
    findings.declare("sales_plan", planned)
