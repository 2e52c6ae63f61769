"""Words of targets: the seven methods, parts, states, sources of an input, and the questions asked before."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
