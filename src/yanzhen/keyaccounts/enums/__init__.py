"""What agreements, stores, plans and reviews can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementState(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    EXPIRED = "expired", pgettext_lazy("agreement", "Expired")
    ENDED = "ended", pgettext_lazy("agreement", "Ended")


AGREEMENT_STEPS: dict[str, frozenset[str]] = {
    AgreementState.DRAFT: frozenset({AgreementState.IN_FORCE}),
    AgreementState.IN_FORCE: frozenset({AgreementState.EXPIRED, AgreementState.ENDED}),
    AgreementState.EXPIRED: frozenset({AgreementState.IN_FORCE, AgreementState.ENDED}),
    AgreementState.ENDED: frozenset(),
}
"""From which state an agreement may move to which; an expired one is in force again when its end is put off."""


class TermKind(TextChoices):
    TARGET = "target", _("target amount")
    REBATE = "rebate", _("rebate tiers")
    PAYMENT = "payment", _("payment days")
    LISTING = "listing", _("listing of goods")
    DISPLAY = "display", _("display and promotion share")
    FILL = "fill", _("fill rate")
    AGE = "age", _("goods age at delivery")
    LEAD = "lead", _("delivery lead time")
    ORDER = "order", _("order standard")
    RECONCILE = "reconcile", _("reconciliation standard")
    GIFT = "gift", _("free goods")
    FREE = "free", _("other term")


class TermState(TextChoices):
    """How a term stands, the worst first."""

    BROKEN = "broken", _("Broken")
    RISK = "risk", _("At risk")
    KEPT = "kept", pgettext_lazy("term", "Kept")
    UNKNOWN = "unknown", _("Not measurable")


class StoreFormat(TextChoices):
    FLAGSHIP = "flagship", _("flagship store")
    MALL = "mall", _("shop in a mall")
    SUPER = "super", _("hypermarket")
    STREET = "street", _("street shop")
    PROJECT = "project", _("project site")
    DEPOT = "depot", _("distribution centre")


class ChanceKind(TextChoices):
    OUT_OF_STOCK = "out_of_stock", _("out of stock")
    NOT_LISTED = "not_listed", _("not listed")
    AGED = "aged", _("aged stock")
    DISPLAY = "display", pgettext_lazy("store", "display")
    NEW_SHOP = "new_shop", _("new shop")
    PROMOTION = "promotion", pgettext_lazy("store", "promotion")
    PRICE = "price", pgettext_lazy("store", "price")


class ChanceState(TextChoices):
    OPEN = "open", pgettext_lazy("store opportunity", "Open")
    DONE = "done", pgettext_lazy("store opportunity", "Done")
    DROPPED = "dropped", _("Dropped")


class ReviewState(TextChoices):
    OPEN = "open", pgettext_lazy("review", "Open")
    CLOSED = "closed", pgettext_lazy("review", "Closed")


class PlanState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("rolling plan", "Submitted")
    ACCEPTED = "accepted", pgettext_lazy("rolling plan", "Accepted")


UNITS = {
    TermKind.TARGET: "CNY",
    TermKind.REBATE: "CNY",
    TermKind.PAYMENT: "d",
    TermKind.LISTING: "d",
    TermKind.DISPLAY: "%",
    TermKind.FILL: "%",
    TermKind.AGE: "%",
    TermKind.LEAD: "d",
    TermKind.ORDER: "CNY",
    TermKind.RECONCILE: "d",
    TermKind.GIFT: "%",
    TermKind.FREE: "",
}
"""In what the figure of a term is measured: money, days or percent."""

PLAN_STEPS: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.SUBMITTED}),
    PlanState.SUBMITTED: frozenset({PlanState.ACCEPTED, PlanState.DRAFT}),
    PlanState.ACCEPTED: frozenset(),
}
"""From which state a rolling plan may move to which."""
