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


class QuotaKind(TextChoices):
    VOLUME = "volume", _("volume")
    FINANCIAL = "financial", _("financial")
    ACTIVITY = "activity", _("activity")


KINDS: dict[Metric, QuotaKind] = {
    Metric.REVENUE: QuotaKind.VOLUME,
    Metric.QUANTITY: QuotaKind.VOLUME,
    Metric.ORDERS: QuotaKind.VOLUME,
    Metric.MARGIN: QuotaKind.FINANCIAL,
    Metric.COLLECTION: QuotaKind.FINANCIAL,
    Metric.EXPENSE: QuotaKind.FINANCIAL,
    Metric.NEW_CUSTOMERS: QuotaKind.ACTIVITY,
    Metric.VISITS: QuotaKind.ACTIVITY,
    Metric.PROPOSALS: QuotaKind.ACTIVITY,
}
"""The kind of quota that each metric makes; several together make a composite one."""


class TalkState(TextChoices):
    WAITING = "waiting", pgettext_lazy("of a quota talk", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("of a quota talk", "Accepted")
    COUNTERED = "countered", pgettext_lazy("of a quota talk", "Other figure named")
    FIXED = "fixed", pgettext_lazy("of a quota talk", "Fixed")
    SIGNED = "signed", pgettext_lazy("of a quota talk", "Signed")


class TalkAct(TextChoices):
    OPEN = "open", pgettext_lazy("in a quota talk", "quota shown")
    ACCEPT = "accept", pgettext_lazy("in a quota talk", "accepts")
    COUNTER = "counter", pgettext_lazy("in a quota talk", "names another figure")
    NOTE = "note", pgettext_lazy("in a quota talk", "notes")
    FIX = "fix", pgettext_lazy("in a quota talk", "fixes the quota")
    SIGN = "sign", pgettext_lazy("in a quota talk", "acknowledges")
    OBJECT = "object", pgettext_lazy("in a quota talk", "acknowledges with an objection")


class TargetMethodCode(TextChoices):
    """The seven ways to a sales target."""

    GROWTH = "growth", _("Growth rate")
    SHARE = "share", _("Market share")
    EXPANSION = "expansion", _("Market expansion rate")
    BREAK_EVEN = "break_even", _("Break-even point")
    EXPENSE = "expense", _("Expense budget")
    PURCHASING_POWER = "purchasing_power", _("Purchasing power")
    DECLARATIONS = "declarations", _("Declarations of the salespeople")


class TargetSide(TextChoices):
    """Which part of a plan a target is for."""

    WHOLE = "whole", _("the whole plan")
    UNIT = "unit", _("unit")
    REGION = "region", _("region")
    CATEGORY = "category", _("product category")


class TargetState(TextChoices):
    DRAFT = "draft", pgettext_lazy("of a target", "Draft")
    DECIDED = "decided", pgettext_lazy("of a target", "Decided")
    REPLACED = "replaced", pgettext_lazy("of a target", "Replaced")


class Taken(TextChoices):
    """Where an input of a target method comes from."""

    BOOKS = "books", pgettext_lazy("source of an input", "our books")
    MARKET = "market", pgettext_lazy("source of an input", "market figures")
    DECLARED = "declared", pgettext_lazy("source of an input", "declarations")
    USUAL = "usual", pgettext_lazy("source of an input", "usual value")
    TYPED = "typed", pgettext_lazy("source of an input", "typed")
    MISSING = "missing", pgettext_lazy("source of an input", "missing")


class Question(TextChoices):
    """What is asked about the period before a new target is talked about."""

    RESULT = "result", _("What will the result be by the end of the year?")
    OBSTACLES = "obstacles", _("What stands in the way of the target?")
    TERRITORY = "territory", _("Where is the territory strong, and where are its gaps?")
    MISSED = "missed", _("What does a missed quarter do to the year?")
    PROGRESS = "progress", _("Which results of the last period were progress, and how did they come about?")
    OTHER_WAY = "other_way", _("Which other way leads to what was missed?")


class Basis(TextChoices):
    """By what an amount is spread."""

    HISTORY = "history", pgettext_lazy("basis of a spread", "history")
    POTENTIAL = "potential", pgettext_lazy("basis of a spread", "potential")
    EQUAL = "equal", pgettext_lazy("basis of a spread", "equal parts")
    PLAN = "plan", pgettext_lazy("basis of a spread", "last plan")
    FORECAST = "forecast", pgettext_lazy("basis of a spread", "forecast")
