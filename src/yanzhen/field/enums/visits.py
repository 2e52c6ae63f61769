from django.db import models
from django.utils.translation import pgettext_lazy


class VisitState(models.TextChoices):
    """How far a visit is."""

    PLANNED = "planned", pgettext_lazy("of a visit", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("of a visit", "Under way")
    DONE = "done", pgettext_lazy("of a visit", "Done")
    MISSED = "missed", pgettext_lazy("of a visit", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("of a visit", "Cancelled")


TRANSITIONS: dict[str, frozenset[str]] = {
    VisitState.PLANNED: frozenset(
        {VisitState.UNDER_WAY, VisitState.DONE, VisitState.MISSED, VisitState.CANCELLED, VisitState.PLANNED}
    ),
    VisitState.UNDER_WAY: frozenset({VisitState.DONE, VisitState.MISSED, VisitState.UNDER_WAY}),
    VisitState.DONE: frozenset({VisitState.DONE}),
    VisitState.MISSED: frozenset({VisitState.PLANNED, VisitState.UNDER_WAY, VisitState.DONE}),
    VisitState.CANCELLED: frozenset({VisitState.PLANNED}),
}
"""Where a visit may go from each state. A missed one may turn out to have been made: the phone was without network."""

OPEN_STATES = (VisitState.PLANNED, VisitState.UNDER_WAY)


class VisitKind(models.TextChoices):
    """What the visit is mainly for."""

    ROUTINE = "routine", pgettext_lazy("kind of visit", "Routine")
    FIRST = "first", pgettext_lazy("kind of visit", "First visit")
    DEAL = "deal", pgettext_lazy("kind of visit", "Negotiation")
    COLLECT = "collect", pgettext_lazy("kind of visit", "Collection")
    SERVICE = "service", pgettext_lazy("kind of visit", "Service")
    STORE = "store", pgettext_lazy("kind of visit", "Store visit")


class VisitResult(models.TextChoices):
    """What was reached against the commitment that was sought."""

    BEST = "best", pgettext_lazy("result of a visit", "Best commitment")
    LEAST = "least", pgettext_lazy("result of a visit", "Least commitment")
    NONE = "none", pgettext_lazy("result of a visit", "Neither")


class Confirmation(models.TextChoices):
    """Whether the customer said that the reason for the visit suits them."""

    UNKNOWN = "unknown", pgettext_lazy("reason confirmed", "No answer yet")
    YES = "yes", pgettext_lazy("reason confirmed", "Confirmed")
    NO = "no", pgettext_lazy("reason confirmed", "Does not suit")


class ReasonWay(models.TextChoices):
    """How the reason was sent ahead."""

    MAIL = "mail", pgettext_lazy("way of sending", "By mail")
    MESSAGE = "message", pgettext_lazy("way of sending", "By message")
    PHONE = "phone", pgettext_lazy("way of sending", "By telephone")


class FindingKind(models.TextChoices):
    """What was learnt at a customer's."""

    NEED = "need", pgettext_lazy("visit finding", "Need")
    RIVAL = "rival", pgettext_lazy("visit finding", "Competitor")
    PRICE = "price", pgettext_lazy("visit finding", "Competitor's price")
    STOCK = "stock", pgettext_lazy("visit finding", "Competitor's stock")
    BUYERS = "buyers", pgettext_lazy("visit finding", "Their customers")


class StepKind(models.TextChoices):
    """How a step of a store visit is answered."""

    CHECK = "check", pgettext_lazy("visit step", "Tick off")
    TEXT = "text", pgettext_lazy("visit step", "Words")
    STOCK = "stock", pgettext_lazy("visit step", "Stock and age of goods")
    PHOTO = "photo", pgettext_lazy("visit step", "Photo")
    ORDER = "order", pgettext_lazy("visit step", "Order")
    REPORT = "report", pgettext_lazy("visit step", "Result and next step")
