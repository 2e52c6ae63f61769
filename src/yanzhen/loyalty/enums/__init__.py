"""The words of evaluation, next purchases and loyalty."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Span(TextChoices):
    QUARTER = "quarter", _("Quarter")
    HALF = "half", _("Half-year")
    YEAR = "year", _("Year")


MONTHS = {Span.QUARTER: 3, Span.HALF: 6, Span.YEAR: 12}


class Part(TextChoices):
    VOLUME = "volume", pgettext_lazy("part of an evaluation", "Volume")
    MARGIN = "margin", pgettext_lazy("part of an evaluation", "Margin")
    PAYMENT = "payment", pgettext_lazy("part of an evaluation", "Payment")
    GROWTH = "growth", pgettext_lazy("part of an evaluation", "Growth")
    LOYALTY = "loyalty", pgettext_lazy("part of an evaluation", "Loyalty")
    POTENTIAL = "potential", pgettext_lazy("part of an evaluation", "Potential")


class Grade(TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"
    NONE = "-", _("not rated")


class Change(TextChoices):
    UP = "up", pgettext_lazy("change of a grade", "↑ better")
    SAME = "same", pgettext_lazy("change of a grade", "→ as before")
    DOWN = "down", pgettext_lazy("change of a grade", "↓ worse")
    NEW = "new", pgettext_lazy("change of a grade", "first grade")
    NONE = "none", pgettext_lazy("change of a grade", "not comparable")


class RunState(TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    SAME = "same", _("nothing changed")
    FAILED = "failed", _("failed")


OPEN_RUNS = frozenset({RunState.WAITING, RunState.RUNNING})


class Cause(TextChoices):
    PRICE = "price", _("Price")
    SERVICE = "service", _("Service or delivery")
    QUALITY = "quality", _("Quality of goods")
    COMPETITOR = "competitor", _("A competitor")
    CONTACT = "contact", _("Contact person changed")
    DEMAND = "demand", _("Less demand of their own")
    CASH = "cash", _("Short of cash")
    CARE = "care", _("Too little attention from us")
    OTHER = "other", pgettext_lazy("cause", "Something else")


class AnalysisState(TextChoices):
    OPEN = "open", pgettext_lazy("cause analysis", "to be found out")
    ACTING = "acting", pgettext_lazy("cause analysis", "being acted on")
    DONE = "done", pgettext_lazy("cause analysis", "closed")


ANALYSIS_STEPS: dict[str, frozenset[str]] = {
    AnalysisState.OPEN: frozenset({AnalysisState.ACTING, AnalysisState.DONE}),
    AnalysisState.ACTING: frozenset({AnalysisState.DONE}),
    AnalysisState.DONE: frozenset({AnalysisState.ACTING}),
}
"""From which state an analysis may move to which."""


class RewardKind(TextChoices):
    POINTS = "points", _("points")
    MONEY = "money", _("money")


class RewardAct(TextChoices):
    GRANT = "grant", pgettext_lazy("reward", "granted")
    REDEEM = "redeem", pgettext_lazy("reward", "redeemed")
    REVERSE = "reverse", pgettext_lazy("reward", "taken back")


class RewardState(TextChoices):
    WAITING = "waiting", pgettext_lazy("reward", "waits for approval")
    BOOKED = "booked", pgettext_lazy("reward", "booked")
    DROPPED = "dropped", pgettext_lazy("reward", "not carried out")


class Occasion(TextChoices):
    BIRTHDAY = "birthday", _("Birthday of a contact")
    ANNIVERSARY = "anniversary", _("Anniversary as a customer")
    FIRST_ORDER = "first_order", _("First order")
    LARGE_ORDER = "large_order", _("Large order")


class DayKind(TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    OTHER = "other", pgettext_lazy("remembered day", "Another day")


class BuyingNote(TextChoices):
    """What a prediction says of itself; the words of `crm.calc.repurchase.next_order`."""

    ENOUGH = "", pgettext_lazy("next purchase", "from its own rhythm")
    FEW = "few", pgettext_lazy("next purchase", "few purchases: mostly its segment")
    FIRST = "first", pgettext_lazy("next purchase", "one purchase: only its segment")
    NO_BASIS = "no_basis", pgettext_lazy("next purchase", "no statement")
