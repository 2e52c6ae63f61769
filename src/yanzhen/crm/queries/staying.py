"""How long an opportunity is in its stage, beside what is usual, in words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.crm.calc.pipeline.staying import Staying, staying
from yanzhen.crm.models import Opportunity, StageLearning


def of(opportunity: Opportunity) -> Staying:
    """The stay of an open opportunity in its stage."""
    learnt = StageLearning.objects.filter(stage_id=opportunity.stage_id).first()
    return staying(
        opportunity.stage_since,
        timezone.localdate(),
        opportunity.stage.usual_days,
        learnt.median_days if learnt else None,
        learnt.most_days if learnt else None,
        learnt.stays if learnt else 0,
    )


def told(opportunity: Opportunity) -> dict[str, object]:
    """Why it counts as stuck, or not: its days, the usual ones set by hand, and those of won opportunities."""
    if not opportunity.is_open:
        return {}
    found = of(opportunity)
    said = [ngettext("{n} day in this stage", "{n} days in this stage", found.days).format(n=found.days)]
    if found.usual is None:
        said.append(_("no usual duration is set"))
    else:
        said.append(_("usual are {n} (set by hand)").format(n=found.usual))
    if found.stays and found.median_days is not None and found.most_days is not None:
        said.append(
            _("of {n} won ones half took {median} days at most, four in five {most}").format(
                n=found.stays, median=found.median_days, most=found.most_days
            )
        )
    return {"is_stuck": found.is_stuck, "over": found.over, "sentence": " · ".join(said)}
