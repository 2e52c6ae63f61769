"""Words of plans: their steps, what they count, and the sides from which they are cut."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(TextChoices):
    PREPARE = "prepare", pgettext_lazy("step of a plan", "Prepare")
    TALK = "talk", pgettext_lazy("step of a plan", "Talk")
    FIX = "fix", pgettext_lazy("step of a plan", "Fix")
    MEETING = "meeting", pgettext_lazy("step of a plan", "Team meeting")
    PUBLISHED = "published", pgettext_lazy("step of a plan", "Published")
    REPLACED = "replaced", pgettext_lazy("step of a plan", "Replaced")


TRANSITIONS: dict[str, frozenset[str]] = {
    PlanState.PREPARE: frozenset({PlanState.TALK}),
    PlanState.TALK: frozenset({PlanState.PREPARE, PlanState.FIX}),
    PlanState.FIX: frozenset({PlanState.TALK, PlanState.MEETING}),
    PlanState.MEETING: frozenset({PlanState.FIX, PlanState.PUBLISHED}),
    PlanState.PUBLISHED: frozenset({PlanState.REPLACED}),
    PlanState.REPLACED: frozenset(),
}
"""From which step a plan may move to which; only a published one counts."""


class Metric(TextChoices):
    """What a quota or a plan figure counts; attainment of each comes from the books, never from typing."""

    REVENUE = "revenue", _("net sales")
    QUANTITY = "quantity", _("quantity")
    ORDERS = "orders", pgettext_lazy("measure", "orders")
    MARGIN = "margin", _("gross margin")
    COLLECTION = "collection", _("receipts")
    NEW_CUSTOMERS = "new_customers", _("new customers")
    VISITS = "visits", _("visits")
    PROPOSALS = "proposals", _("proposals")
    EXPENSE = "expense", _("expenses")


MONEY = frozenset({Metric.REVENUE, Metric.MARGIN, Metric.COLLECTION, Metric.EXPENSE})
"""Metrics counted in money; the others in pieces."""


class Dim(TextChoices):
    """The sides from which a plan is cut; the same codes as in the sales figures."""

    MONTH = "month", _("month")
    UNIT = "unit", _("unit")
    PERSON = "person", _("salesperson")
    REGION = "region", _("region")
    CATEGORY = "category", _("product category")
    CUSTOMER = "customer", _("customer")


class Basis(TextChoices):
    """By what an amount is spread."""

    HISTORY = "history", pgettext_lazy("basis of a spread", "history")
    POTENTIAL = "potential", pgettext_lazy("basis of a spread", "potential")
    EQUAL = "equal", pgettext_lazy("basis of a spread", "equal parts")
    PLAN = "plan", pgettext_lazy("basis of a spread", "last plan")
    FORECAST = "forecast", pgettext_lazy("basis of a spread", "forecast")
