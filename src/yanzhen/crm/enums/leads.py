from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LeadState(TextChoices):
    NEW = "new", pgettext_lazy("state of a lead", "New")
    ASSIGNED = "assigned", pgettext_lazy("state of a lead", "Assigned")
    WORKING = "working", pgettext_lazy("state of a lead", "Being worked on")
    POOL = "pool", pgettext_lazy("state of a lead", "In the pool")
    QUALIFIED = "qualified", pgettext_lazy("state of a lead", "Qualified")
    LOST = "lost", pgettext_lazy("state of a lead", "Lost")


TRANSITIONS: dict[str, frozenset[str]] = {
    LeadState.NEW: frozenset({LeadState.ASSIGNED, LeadState.POOL, LeadState.LOST}),
    LeadState.ASSIGNED: frozenset(
        {LeadState.ASSIGNED, LeadState.WORKING, LeadState.QUALIFIED, LeadState.LOST, LeadState.POOL}
    ),
    LeadState.WORKING: frozenset({LeadState.ASSIGNED, LeadState.QUALIFIED, LeadState.LOST, LeadState.POOL}),
    LeadState.POOL: frozenset({LeadState.ASSIGNED, LeadState.LOST}),
    LeadState.LOST: frozenset({LeadState.ASSIGNED, LeadState.POOL}),
    LeadState.QUALIFIED: frozenset(),
}
"""From which state a lead may move to which."""

HELD = frozenset({LeadState.ASSIGNED, LeadState.WORKING})
"""Leads somebody holds and has to follow up."""
OPEN = frozenset({LeadState.NEW, LeadState.POOL, *HELD})
CLOSED = frozenset({LeadState.QUALIFIED, LeadState.LOST})


class LeadSource(TextChoices):
    WEB = "web", _("Web form")
    AD = "ad", pgettext_lazy("source of a lead", "Advertisement")
    FAIR = "fair", _("Trade fair")
    REFERRAL = "referral", pgettext_lazy("source of a lead", "Referral")
    CALL = "call", _("Called us")
    CANVASSING = "canvassing", _("Canvassing")
    PARTNER = "partner", pgettext_lazy("source of a lead", "Partner")
    LIST = "list", _("Bought or found list")
    OTHER = "other", pgettext_lazy("source of a lead", "Other")


class LostReason(TextChoices):
    UNREACHABLE = "unreachable", _("Could not be reached")
    NO_NEED = "no_need", _("No need")
    NO_BUDGET = "no_budget", _("No budget")
    COMPETITOR = "competitor", _("Bought from a competitor")
    NOT_FOR_US = "not_for_us", _("Not for us")
    DOUBLE = "double", _("There already")
    SPAM = "spam", pgettext_lazy("reason for losing a lead", "Spam")
    OTHER = "other", pgettext_lazy("reason for losing a lead", "Other")


class Bant(TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("BANT", "Unknown")
    WEAK = "weak", pgettext_lazy("BANT", "Weak")
    CONFIRMED = "confirmed", pgettext_lazy("BANT", "Confirmed")


class TouchKind(TextChoices):
    """What happened with a lead: the first four are what we did, the others what the lead did."""

    CALL = "call", pgettext_lazy("follow-up", "Call")
    MESSAGE = "message", pgettext_lazy("follow-up", "Message or mail")
    MEETING = "meeting", pgettext_lazy("follow-up", "Meeting")
    OFFER = "offer", pgettext_lazy("follow-up", "Material or offer sent")
    ANSWERED = "answered", pgettext_lazy("follow-up", "They answered")
    FORM = "form", pgettext_lazy("follow-up", "Filled in a form")
    QUOTE = "quote", pgettext_lazy("follow-up", "Asked for a quote")
    SAMPLE = "sample", pgettext_lazy("follow-up", "Asked for a sample")


FOLLOW_UPS = frozenset({TouchKind.CALL, TouchKind.MESSAGE, TouchKind.MEETING, TouchKind.OFFER})
"""What counts as following a lead up."""


class RuleTarget(TextChoices):
    PERSON = "person", _("One person")
    ROUND_ROBIN = "round_robin", _("In turn")
    LEAST_LOAD = "least_load", _("Who has fewest")


class HoldingStart(TextChoices):
    ENTERED = "entered", pgettext_lazy("how a lead was got", "Entered")
    RULE = "rule", pgettext_lazy("how a lead was got", "By rule")
    HAND = "hand", pgettext_lazy("how a lead was got", "By hand")
    CLAIM = "claim", pgettext_lazy("how a lead was got", "From the pool")


class HoldingEnd(TextChoices):
    HANDED_ON = "handed_on", pgettext_lazy("how a lead was left", "Handed on")
    RELEASED = "released", pgettext_lazy("how a lead was left", "Given back")
    NO_FOLLOW_UP = "no_follow_up", pgettext_lazy("how a lead was left", "Not followed up")
    NO_DEAL = "no_deal", pgettext_lazy("how a lead was left", "No deal in time")
    QUALIFIED = "qualified", pgettext_lazy("how a lead was left", "Qualified")
    LOST = "lost", pgettext_lazy("how a lead was left", "Lost")


class PointFact(TextChoices):
    """What a point is given for: fit (who they are) and behaviour (what they do)."""

    PLACE = "place", _("Province or city is")
    INDUSTRY = "industry", _("Industry contains")
    CATEGORY = "category", _("Product interest is")
    SOURCE = "source", _("Source is")
    BUDGET = "budget", _("Budget is at least")
    PHONE = "phone", _("A phone number is given")
    EMAIL = "email", _("An e-mail address is given")
    FORM = "form", _("Filled in a form")
    ANSWERED = "answered", _("Answered in the last 30 days")
    QUOTE = "quote", _("Asked for a quote in the last 30 days")
    SAMPLE = "sample", _("Asked for a sample in the last 30 days")
    SILENT = "silent", _("Silent for so many days")


BEHAVIOUR = frozenset({PointFact.FORM, PointFact.ANSWERED, PointFact.QUOTE, PointFact.SAMPLE, PointFact.SILENT})
VALUED = frozenset(
    {PointFact.PLACE, PointFact.INDUSTRY, PointFact.CATEGORY, PointFact.SOURCE, PointFact.BUDGET, PointFact.SILENT}
)
"""Facts that are compared with a value."""
