"""Choices about customers: class, source, roles in the purchase and in the team."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Grade(models.TextChoices):
    """The class of a customer by value and potential."""

    A = "A", pgettext_lazy("class of a customer", "A")
    B = "B", pgettext_lazy("class of a customer", "B")
    C = "C", pgettext_lazy("class of a customer", "C")


class CustomerSource(models.TextChoices):
    """Where a customer came from."""

    REFERRAL = "referral", pgettext_lazy("source of a customer", "referral")
    EXHIBITION = "exhibition", pgettext_lazy("source of a customer", "exhibition")
    WEB = "web", pgettext_lazy("source of a customer", "website")
    COLD_CALL = "cold_call", pgettext_lazy("source of a customer", "cold call")
    LEAD = "lead", pgettext_lazy("source of a customer", "lead")
    CANVASSING = "canvassing", pgettext_lazy("source of a customer", "canvassing")
    PARTNER = "partner", pgettext_lazy("source of a customer", "partner")
    OTHER = "other", pgettext_lazy("source of a customer", "other")


class PurchaseRole(models.TextChoices):
    """What somebody decides about a purchase."""

    ECONOMIC = "economic", _("economic buyer")
    TECHNICAL = "technical", _("technical buyer")
    USER = "user", _("user of the goods")
    COACH = "coach", pgettext_lazy("role in a purchase", "coach")


class Attitude(models.TextChoices):
    """How somebody stands to us, in five steps."""

    CHAMPION = "champion", pgettext_lazy("attitude", "champion")
    SUPPORTER = "supporter", pgettext_lazy("attitude", "supporter")
    NEUTRAL = "neutral", pgettext_lazy("attitude", "neutral")
    SCEPTIC = "sceptic", pgettext_lazy("attitude", "sceptic")
    OPPONENT = "opponent", pgettext_lazy("attitude", "opponent")


class Influence(models.TextChoices):
    """How much somebody's word weighs in the purchase."""

    HIGH = "high", pgettext_lazy("influence", "high")
    MEDIUM = "medium", pgettext_lazy("influence", "medium")
    LOW = "low", pgettext_lazy("influence", "low")


class MemberRole(models.TextChoices):
    """What a colleague does for a customer beside the owner."""

    SERVICE = "service", pgettext_lazy("role in the team of a customer", "service")
    PRESALES = "presales", pgettext_lazy("role in the team of a customer", "presales")
    DELIVERY = "delivery", pgettext_lazy("role in the team of a customer", "delivery")
    FINANCE = "finance", pgettext_lazy("role in the team of a customer", "finance")
    SPONSOR = "sponsor", pgettext_lazy("role in the team of a customer", "sponsor in management")
    OTHER = "other", pgettext_lazy("role in the team of a customer", "other")
