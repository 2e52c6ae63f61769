"""Agreements, their terms, editions, checks and arrivals in the reach of whoever asks."""

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from yanzhen.keyaccounts.enums import AgreementState
from yanzhen.keyaccounts.models import (
    AccountDelivery,
    Agreement,
    AgreementCheck,
    AgreementCheckLine,
    AgreementEdition,
    AgreementTerm,
    Store,
)
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

AHEAD = 60
"""So many days before its end an agreement is to be renewed."""
GOES_ON = 90
"""For so many days after its end an account that was not renewed still needs its rolling plan."""
WAS_IN_FORCE = (AgreementState.IN_FORCE, AgreementState.EXPIRED)


def visible(actor: Actor) -> ScopedQuerySet[Agreement]:
    """Agreements, the latest first."""
    rows = Agreement.objects.visible_to(actor).naming("customer", "owner", "unit")
    return rows.order_by("-valid_from", "-pk")


def in_force(actor: Actor, day: date | None = None) -> ScopedQuerySet[Agreement]:
    """Agreements that are in force on a day (today), by customer: until their last day, that day included."""
    rows = visible(actor).filter(state=AgreementState.IN_FORCE, valid_until__gte=day or timezone.localdate())
    return rows.order_by("customer__name", "pk")


def covering(actor: Actor, first: date, last: date) -> ScopedQuerySet[Agreement]:
    """Agreements that were in force when a period began, and may have expired since, by customer."""
    rows = visible(actor).filter(state__in=WAS_IN_FORCE, valid_from__lte=first, valid_until__gte=last)
    return rows.order_by("customer__name", "pk")


def looked_after(actor: Actor, day: date) -> ScopedQuerySet[Agreement]:
    """Agreements in force on a day, and those that ended not long ago with none in force after them.

    Talks about the next year often last into it; goods have to be planned meanwhile.
    """
    now = Agreement.objects.filter(
        customer=OuterRef("customer"), state=AgreementState.IN_FORCE, valid_from__lte=day, valid_until__gte=day
    )
    lapsed = Q(state__in=WAS_IN_FORCE, valid_until__range=(day - timedelta(days=GOES_ON), day - timedelta(days=1)))
    current = Q(state=AgreementState.IN_FORCE, valid_until__gte=day)
    rows = visible(actor).filter(current | (lapsed & ~Exists(now)), valid_from__lte=day)
    return rows.order_by("customer__name", "pk")


def followers(agreement: Agreement) -> QuerySet[Agreement]:
    """Agreements with the same customer that go on beyond the end of this one, drafts included."""
    rows = Agreement.objects.filter(customer=agreement.customer_id, valid_until__gt=agreement.valid_until)
    return rows.exclude(state=AgreementState.ENDED).order_by("valid_from", "pk")


def to_renew(actor: Actor, day: date) -> ScopedQuerySet[Agreement]:
    """Agreements that are over or soon will be, and that nothing follows yet; the oldest end first."""
    next_one = Agreement.objects.filter(customer=OuterRef("customer"), valid_until__gt=OuterRef("valid_until"))
    rows = visible(actor).filter(state__in=WAS_IN_FORCE, valid_until__lt=day + timedelta(days=AHEAD))
    return rows.exclude(Exists(next_one.exclude(state=AgreementState.ENDED))).order_by("valid_until", "pk")


def edition_shown(agreement: Agreement) -> int:
    """The edition whose terms are shown and edited: the one in draft, or the one in force."""
    return agreement.edition + 1 if agreement.is_amending or not agreement.edition else agreement.edition


def terms(agreement: Agreement) -> QuerySet[AgreementTerm]:
    """The terms that are shown with an agreement the reader has already been shown."""
    return of_edition(agreement, edition_shown(agreement))


def of_edition(agreement: Agreement, edition: int) -> QuerySet[AgreementTerm]:
    """The terms of one edition, in their order."""
    rows = AgreementTerm.objects.filter(agreement=agreement, edition=edition)
    return rows.naming("product", "agreement").order_by("line_no")


def editions(agreement: Agreement) -> list[AgreementEdition]:
    """All editions that were ever in force, the latest first."""
    return list(AgreementEdition.objects.filter(agreement=agreement).order_by("-number"))


def group(agreement: Agreement) -> list[int]:
    """The customers an agreement is about: the key account and those that order for its stores."""
    outlets = Store.objects.filter(agreement=agreement, is_active=True, outlet__isnull=False)
    return sorted({agreement.customer_id, *outlets.order_by().values_list("outlet_id", flat=True)})


def checks(actor: Actor) -> ScopedQuerySet[AgreementCheck]:
    """Self-checks, the latest first."""
    rows = AgreementCheck.objects.visible_to(actor).naming("agreement", "agreement__customer", "agreement__owner")
    return rows.order_by("-checked_on", "-pk")


def last_check(agreement: Agreement) -> AgreementCheck | None:
    """The latest self-check of an agreement."""
    return AgreementCheck.objects.filter(agreement=agreement).order_by("-checked_on", "-pk").first()


def lines(check: AgreementCheck) -> list[AgreementCheckLine]:
    """The lines of a check, in the order of the terms."""
    rows = AgreementCheckLine.objects.filter(self_check=check).select_related(
        "term", "term__product", "self_check__agreement"
    )
    return list(rows.order_by("term__line_no", "pk"))


def at_risk(actor: Actor, most: int = 20) -> list[AgreementCheckLine]:
    """Broken terms and terms at risk in the latest check of each agreement in force, the broken ones first."""
    latest: dict[int, int] = {}
    keys = list(in_force(actor).order_by().values_list("pk", flat=True))
    found = AgreementCheck.objects.filter(agreement_id__in=keys).order_by("checked_on", "pk")
    for agreement, key in found.values_list("agreement_id", "pk"):
        latest[agreement] = key
    rows = AgreementCheckLine.objects.filter(self_check_id__in=latest.values(), state__in=("broken", "risk"))
    names = ("term", "term__product", "self_check__agreement__customer", "self_check__agreement__owner")
    return list(rows.select_related(*names).order_by("state", F("self_check_id"), "term__line_no")[:most])


def deliveries(actor: Actor) -> ScopedQuerySet[AccountDelivery]:
    """Arrivals at key accounts, the latest first."""
    rows = AccountDelivery.objects.visible_to(actor).naming("order", "order__customer", "order__owner", "product")
    return rows.order_by("-delivered_on", "-pk")
