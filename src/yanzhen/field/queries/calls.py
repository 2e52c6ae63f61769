"""Reads of call lists: scripts, lists, who is next, the calls made and what they came to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from yanzhen.crm.calc import names
from yanzhen.field.calc import calls
from yanzhen.field.enums.calls import TargetState
from yanzhen.field.models import (
    CallAttempt,
    CallCode,
    CallList,
    CallListMember,
    CallScript,
    CallScriptStep,
    CallTarget,
    DoNotCall,
)
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

OF_TARGET = ("call_list", "customer", "customer__owner", "contact", "lead", "lead__owner", "claimed_by")
OF_ATTEMPT = ("target", "target__call_list", "target__customer", "target__lead", "employee")


def scripts(actor: Actor) -> ScopedQuerySet[CallScript]:
    """Call scripts that `actor` may see."""
    return CallScript.objects.visible_to(actor).naming().order_by("name", "pk")


def steps(script: CallScript) -> models.QuerySet[CallScriptStep]:
    """The steps of a script, in order."""
    return script.steps.order_by("line_no")


def lists(actor: Actor) -> ScopedQuerySet[CallList]:
    """Call lists that `actor` may see, with how many are on them and how many are still to call."""
    callers = models.Prefetch("members", CallListMember.objects.select_related("employee").order_by("employee__number"))
    rows = CallList.objects.visible_to(actor).naming("owner", "unit", "script").order_by("-pk")
    return rows.prefetch_related(callers).annotate(  # type: ignore[return-value]
        target_count=_count(CallTarget.objects.all()),
        open_count=_count(CallTarget.objects.filter(state=TargetState.OPEN)),
        success_count=_count(CallTarget.objects.filter(state=TargetState.SUCCESS)),
    )


def _count(rows: models.QuerySet[Any]) -> Any:
    found = rows.filter(call_list_id=models.OuterRef("pk")).order_by().values("call_list_id")
    counted = models.Subquery(found.annotate(n=models.Count("pk")).values("n"), output_field=models.IntegerField())
    return Coalesce(counted, 0, output_field=models.IntegerField())


def codes(call_list: CallList) -> models.QuerySet[CallCode]:
    """The result codes of a list, by their keys."""
    return call_list.codes.order_by("line_no")


def members(call_list: CallList) -> list[Any]:
    """The people who call from a list beside its owner."""
    return [m.employee for m in call_list.members.all()]


def targets(actor: Actor) -> ScopedQuerySet[CallTarget]:
    """People to call that `actor` may see."""
    return CallTarget.objects.visible_to(actor).naming(*OF_TARGET).order_by("call_list_id", "position", "pk")


def attempts(actor: Actor) -> ScopedQuerySet[CallAttempt]:
    """Calls made that `actor` may see."""
    return CallAttempt.objects.visible_to(actor).naming(*OF_ATTEMPT).order_by("-called_at", "-pk")


def numbers(actor: Actor) -> ScopedQuerySet[DoNotCall]:
    """Numbers not to be called."""
    return DoNotCall.objects.visible_to(actor).naming().order_by("-pk")


# -- Who is next -------------------------------------------------------------------------------------------------------


def free(actor: Actor, now: datetime) -> Q:
    """Targets nobody else has in hand: a claim that ran out counts no more."""
    return Q(claimed_by=None) | Q(claimed_until__lte=now) | Q(claimed_by_id=actor.employee_id)


def waiting(call_list: CallList, actor: Actor, now: datetime) -> models.QuerySet[CallTarget]:
    """Who of a list is to be called now: agreed times first, then the others in their order, put off ones last."""
    rows = targets(actor).filter(free(actor, now), call_list=call_list, state=TargetState.OPEN)
    due = rows.filter(Q(recall_at=None) | Q(recall_at__lte=now))
    return due.order_by(F("recall_at").asc(nulls_last=True), "skips", "position", "pk")


def in_hand(call_list: CallList, actor: Actor, now: datetime) -> CallTarget | None:
    """Whom the actor has in hand right now."""
    rows = targets(actor).filter(call_list=call_list, state=TargetState.OPEN, claimed_by_id=actor.employee_id)
    return rows.filter(claimed_until__gt=now).order_by("claimed_until", "pk").first() if actor.employee_id else None


def next_recall(call_list: CallList, actor: Actor, now: datetime) -> datetime | None:
    """The next agreed time that is still to come."""
    rows = targets(actor).filter(call_list=call_list, state=TargetState.OPEN, recall_at__gt=now)
    return rows.order_by("recall_at").values_list("recall_at", flat=True).first()


def number_of(target: Any) -> str:
    """The number to call: of the contact, else of the customer or lead."""
    contact = target.contact.phone if target.contact is not None else ""
    return contact or (target.customer.phone if target.customer is not None else target.lead.phone)


def barred(keys: Collection[str]) -> set[str]:
    """Those of these numbers whose holders do not want calls."""
    wanted = {key for key in keys if key}
    return set(DoNotCall.objects.filter(phone_key__in=wanted).values_list("phone_key", flat=True)) if wanted else set()


def is_barred(target: Any) -> bool:
    """Whether the number of a target is not to be called."""
    return bool(barred([names.phone_key(number_of(target))]))


def history(target: CallTarget, actor: Actor, most: int = 8) -> list[CallAttempt]:
    """The latest calls to the same customer or lead, from any list, that were not taken back."""
    same = Q(target__customer_id=target.customer_id) if target.customer_id else Q(target__lead_id=target.lead_id)
    return list(attempts(actor).filter(same, undone_at=None)[:most])


def of_record(actor: Actor, most: int, **record: Any) -> list[CallAttempt]:
    """The latest calls to a customer or a lead (`customer_id=` or `lead_id=`)."""
    wanted = {f"target__{name}": key for name, key in record.items()}
    return list(attempts(actor).filter(undone_at=None, **wanted)[:most])


# -- Figures -----------------------------------------------------------------------------------------------------------


def report(call_list: CallList, actor: Actor) -> calls.Report:
    """What the calls of a list came to, over those that `actor` may see."""
    rows = CallAttempt.objects.visible_to(actor).filter(target__call_list=call_list, undone_at=None)
    return calls.report(_calls(rows.select_related("employee").order_by("called_at")))


def _calls(rows: models.QuerySet[CallAttempt]) -> list[calls.Call]:
    return [
        calls.Call(str(row.employee or ""), row.code, row.kind, timezone.localtime(row.called_at), row.minutes)
        for row in rows
    ]


def standing(call_list: CallList, actor: Actor) -> dict[str, int]:
    """How many of a list stand how, over those in reach."""
    rows = CallTarget.objects.visible_to(actor).filter(call_list=call_list).order_by()
    return dict(rows.values_list("state").annotate(n=models.Count("pk")))


def today(call_list: CallList, actor: Actor) -> calls.Share:
    """The actor's own calls of today from a list."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = CallAttempt.objects.filter(
        target__call_list=call_list, employee_id=actor.employee_id or 0, undone_at=None, called_at__gte=since,
        called_at__lt=since + timedelta(days=1),
    )  # fmt: skip
    return calls.share("", _calls(rows.select_related("employee")))


def contacts_of(rows: Sequence[Any]) -> Mapping[int, Any]:
    """The first contact with a number of each customer: the first contact before the others."""
    found: dict[int, Any] = {}
    for contact in rows:
        if contact.phone:
            found.setdefault(contact.customer_id, contact)
    return found
