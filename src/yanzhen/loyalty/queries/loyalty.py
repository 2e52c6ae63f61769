"""Referrals, rewards, thanks and remembered days in the reach of whoever asks."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from yanzhen.crm.queries import customers, leads
from yanzhen.loyalty.calc import chains
from yanzhen.loyalty.enums import RewardState
from yanzhen.loyalty.models import Referral, RememberedDay, RewardEntry, ThanksRule
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet


def referrals(actor: Actor) -> ScopedQuerySet[Referral]:
    """Referrals, the latest first: only those of which the actor reaches both sides, since each names the other."""
    there = customers.visible(actor).order_by()
    rows = (
        Referral.objects.visible_to(actor)
        .filter(
            Q(referred=None) | Q(referred__in=there.values("pk")),
            Q(lead=None) | Q(lead__in=leads.visible(actor).order_by().values("pk")),
            referrer__in=there.values("pk"),
        )
        .naming("referrer", "contact", "referred", "lead")
    )
    return rows.order_by("-referred_on", "-pk")


def rewards(actor: Actor) -> ScopedQuerySet[RewardEntry]:
    """Bookings of rewards, the latest first."""
    rows = RewardEntry.objects.visible_to(actor).naming("customer", "referral", "reverses")
    return rows.order_by("-pk")


def thanks_rules(actor: Actor) -> ScopedQuerySet[ThanksRule]:
    """Rules for saying thanks."""
    return ThanksRule.objects.visible_to(actor).naming().order_by("occasion", "pk")


def remembered(actor: Actor) -> ScopedQuerySet[RememberedDay]:
    """Days of the year that matter to contacts."""
    return RememberedDay.objects.visible_to(actor).naming("contact", "contact__customer").order_by("month", "day", "pk")


@dataclass(frozen=True)
class Balance:
    """What stands on a customer's account; points have no currency."""

    kind: str
    currency: str
    amount: Decimal


def balances(customer_id: int) -> list[Balance]:
    """The sums of what is booked, one for points and one for each currency."""
    rows = RewardEntry.objects.filter(customer_id=customer_id, state=RewardState.BOOKED).order_by("-kind", "currency")
    sums = rows.values_list("kind", "currency").annotate(total=Sum("amount"))
    return [Balance(*row) for row in sums]


def balance(customer_id: int, kind: str, currency: str) -> Decimal:
    """The sum of what is booked of one kind."""
    rows = RewardEntry.objects.filter(
        customer_id=customer_id, kind=kind, currency=currency, state=RewardState.BOOKED
    ).order_by()
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def links() -> list[chains.Link]:
    """Every referral as a link of the chain."""
    rows = Referral.objects.order_by("pk").values_list("pk", "referrer_id", "referred_id")
    return [chains.Link(*row) for row in rows]


@dataclass(frozen=True)
class Place:
    """A place in the picture of a chain; without a name it is out of reach."""

    node: chains.Node
    name: str
    customer: Any
    referral: Any


def chain(actor: Actor, customer_id: int) -> list[Place]:
    """The whole chain a customer is in, with the names of those in reach."""
    known = links()
    nodes = chains.tree(known, chains.root(known, customer_id))
    seen = {c.pk: c for c in customers.visible(actor).filter(pk__in=[n.customer for n in nodes if n.customer])}
    keys = [n.link for n in nodes if n.link is not None]
    led = {r.pk: r for r in Referral.objects.filter(pk__in=keys).select_related("contact", "lead")}
    own = set(Referral.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    places = []
    for node in nodes:
        link = led.get(node.link) if node.link is not None else None
        there = seen.get(node.customer) if node.customer is not None else None
        name = str(there) if there is not None else _lead_name(link, actor)
        places.append(Place(node, name, there, link if link is not None and link.pk in own else None))
    return places


def _lead_name(link: Referral | None, actor: Actor) -> str:
    """The name of a referred lead in reach."""
    if link is None or link.referred_id is not None or link.lead_id is None:
        return ""
    return str(leads.visible(actor).filter(pk=link.lead_id).first() or "")


def referral_of(customer_id: int, actor: Actor) -> Referral | None:
    """Who brought this customer, when that is in reach."""
    return referrals(actor).filter(Q(referred_id=customer_id)).first()


def brought_by(customer_id: int) -> int:
    """How many customers and leads this one brought."""
    return Referral.objects.visible_to(SYSTEM).filter(referrer_id=customer_id).count()
