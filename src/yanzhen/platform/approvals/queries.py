"""Reads of approvals and their rules."""

from django.db.models import Q

from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet, of_open_kinds
from yanzhen.platform.models import Approval, ApprovalRule, ApprovalSeat
from yanzhen.platform.models.approvals import ApprovalState
from yanzhen.platform.people import directory


def visible(actor: Actor) -> ScopedQuerySet[Approval]:
    """Requests in reach, and those in which `actor` was asked, or somebody whom `actor` substitutes."""
    reach = actor.reach(Approval.view_function())
    rows = Approval.objects.visible_to(actor).filter(of_open_kinds(actor))
    if actor.can(Approval.view_function()) and actor.user_id is not None:
        seats = ApprovalSeat.objects.filter(user_id__in=deciders(actor), asked_at__isnull=False)
        inside = Q() if reach.everything else Approval.scope.rows(reach) or Q(pk__in=())
        concerned = Q(pk__in=seats.values("approval_id")) | Q(asked_by_id=actor.user_id)
        rows = Approval.objects.filter(Q(pk__in=Approval.objects.filter(inside & of_open_kinds(actor))) | concerned)
    return rows.naming().order_by("-pk")


def deciders(actor: Actor) -> list[int]:
    """Whose seats `actor` may fill today: their own and those of people whom they substitute."""
    if actor.user_id is None:
        return []
    return [actor.user_id, *(p.user_id for p in directory().standing_in_for(actor.user_id))]


def waiting_for(actor: Actor) -> ScopedQuerySet[Approval]:
    """Requests that `actor` may decide on now."""
    open_seats = ApprovalSeat.objects.filter(
        user_id__in=deciders(actor), decision="", asked_at__isnull=False, approval__state=ApprovalState.WAITING
    )
    rows = visible(actor).filter(pk__in=open_seats.values("approval_id"))
    return rows.exclude(asked_by_id=actor.user_id)


def rules(actor: Actor) -> ScopedQuerySet[ApprovalRule]:
    """The firm's rules."""
    return ApprovalRule.objects.visible_to(actor).naming().order_by("matter", "rank", "pk")
