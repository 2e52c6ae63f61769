"""Words of pace: stages of the pipeline, spans of an action plan, steps of an improvement card."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PipelineStage(TextChoices):
    """Where a prospect stands, in the order of the way to the win."""

    PROSPECT = "prospect", pgettext_lazy("stage of the pipeline", "Prospect")
    QUALIFIED = "qualified", pgettext_lazy("stage of the pipeline", "Qualified")
    PROPOSAL = "proposal", pgettext_lazy("stage of the pipeline", "Proposal")
    NEGOTIATION = "negotiation", pgettext_lazy("stage of the pipeline", "Negotiation")


class ActionSpan(TextChoices):
    WEEK = "week", pgettext_lazy("span of an action plan", "Week")
    MONTH = "month", pgettext_lazy("span of an action plan", "Month")


class ImprovementState(TextChoices):
    OPEN = "open", pgettext_lazy("of an improvement card", "Open")
    DOING = "doing", pgettext_lazy("of an improvement card", "Being carried out")
    CHECKED = "checked", pgettext_lazy("of an improvement card", "Checked")
    CLOSED = "closed", pgettext_lazy("of an improvement card", "Closed")


IMPROVEMENT_STEPS: dict[str, frozenset[str]] = {
    ImprovementState.OPEN: frozenset({ImprovementState.DOING, ImprovementState.CLOSED}),
    ImprovementState.DOING: frozenset({ImprovementState.CHECKED}),
    ImprovementState.CHECKED: frozenset({ImprovementState.DOING, ImprovementState.CLOSED}),
    ImprovementState.CLOSED: frozenset(),
}
"""From which step a card may move to which: what did not help is carried out anew; what is not worth it is closed."""


class GapSide(TextChoices):
    """From which side a gap is looked at; the whole plan when it is empty."""

    UNIT = "unit", _("unit")
    REGION = "region", _("region")
    CATEGORY = "category", _("product category")
    PERSON = "person", _("salesperson")
    CUSTOMER = "customer", _("customer")
