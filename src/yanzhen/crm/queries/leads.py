"""Reads of leads: those one sees, those in the pool, and what happened with one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from yanzhen.crm.calc import names
from yanzhen.crm.calc.leads import pooling
from yanzhen.crm.enums.leads import FOLLOW_UPS, HELD, OPEN, Bant, HoldingStart, LeadState
from yanzhen.crm.models import Lead, LeadHolding, LeadTouch
from yanzhen.crm.models.leads import PARTS
from yanzhen.crm.queries import lead_bounds
from yanzhen.organization.queries import employees
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet


def visible(actor: Actor) -> ScopedQuerySet[Lead]:
    """Leads that `actor` may see."""
    return (
        Lead.objects.visible_to(actor)
        .naming("owner", "unit", "category", "form", "customer", "contact")
        .order_by("-received_at", "-pk")
    )


def pool(actor: Actor) -> models.QuerySet[Lead]:
    """Leads in the pool of the actor's own company; of all companies for those who see everything."""
    rows = of_company(actor).filter(state=LeadState.POOL)
    return rows.select_related("unit", "category").order_by("-pooled_at", "-pk")


def of_company(actor: Actor) -> models.QuerySet[Lead]:
    """Every lead of the company somebody works in: for what its people share, never to be shown in full."""
    if actor.reach(Lead.view_function()).everything:
        return Lead.objects.all()
    own = employees.by_key(actor.employee_id)
    return Lead.objects.none() if own is None else Lead.objects.filter(unit__company_id=own.unit.company_id)


def may_be_claimed(actor: Actor, key: int) -> bool:
    """Whether a lead lies in the pool, or did until somebody took it within a day: who comes second is told so."""
    since = timezone.now() - timedelta(days=1)
    taken = LeadHolding.objects.filter(lead=key, began=HoldingStart.CLAIM, began_at__gte=since)
    return of_company(actor).filter(models.Q(state=LeadState.POOL) | models.Q(models.Exists(taken)), pk=key).exists()


@dataclass(frozen=True)
class Pooled:
    """A lead of the pool as whoever may take it sees it: how to reach the person only where it is in reach anyway."""

    key: int
    number: str
    company: str
    place: str
    industry: str
    category: str
    source: str
    points: int
    score: int | None
    pooled_at: datetime
    person: str
    phone: str
    email: str
    is_open: bool


def pooled(rows: list[Lead], actor: Actor) -> list[Pooled]:
    """Rows of the pool for a page or an answer."""
    seen = set(Lead.objects.visible_to(actor).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [_pooled(row, row.pk in seen, actor) for row in rows]


def _pooled(row: Any, is_open: bool, actor: Actor) -> Pooled:
    def shown(name: str) -> str:
        value = getattr(row, name)
        return "" if not value else value if is_open and not masks.is_hidden(Lead, name, actor) else masks.HIDDEN

    return Pooled(
        row.pk, row.number, row.company, " ".join(filter(None, (row.province, row.city))), row.industry,
        str(row.category or ""), str(row.get_source_display()), row.points, row.score, row.pooled_at,
        shown("person"), shown("phone"), shown("email"), is_open,
    )  # fmt: skip


@dataclass(frozen=True)
class Same:
    """An open lead of the same name or number; out of reach only that it is there, and whom to ask."""

    key: int | None
    company: str
    ask: str
    in_pool: bool


def same(actor: Actor, company: str, phone: str, exclude: int | None = None) -> list[Same]:
    """Open leads of the company somebody works in that this one would repeat; by index alone, at most five."""
    by_name, by_phone = names.name_key(company), names.phone_key(phone)
    if masks.is_hidden(Lead, "phone", actor):
        by_phone = ""
    wanted = models.Q(pk=None)
    if len(by_name) >= names.LEAST:
        wanted |= models.Q(company_key=by_name)
    if by_phone:
        wanted |= models.Q(phone_key=by_phone)
    rows = (
        of_company(actor).filter(wanted, state__in=OPEN).exclude(pk=exclude or 0).select_related("owner").order_by("pk")
    )
    found = list(rows[:5])
    seen = set(Lead.objects.visible_to(actor).filter(pk__in=[r.pk for r in found]).values_list("pk", flat=True))
    return [_same(row, row.pk in seen) for row in found]


def _same(row: Any, is_seen: bool) -> Same:
    ask = str(row.owner) if row.owner is not None else ""
    return Same(row.pk if is_seen else None, row.company if is_seen else "", ask, row.state == LeadState.POOL)


def touches(lead: Lead, most: int = 20) -> list[LeadTouch]:
    """What happened with a lead that was already shown, the latest first."""
    return list(LeadTouch.objects.filter(lead=lead).order_by("-happened_at", "-pk")[:most])


def holdings(lead: Lead) -> list[LeadHolding]:
    """Who had a lead that was already shown, the latest first."""
    return list(LeadHolding.objects.filter(lead=lead).select_related("employee").order_by("-began_at", "-pk")[:20])


def loads(employee_ids: Any, *, without: Any = ()) -> dict[int, int]:
    """How many leads each of these people holds."""
    rows = Lead.objects.filter(state__in=HELD, owner_id__in=employee_ids).exclude(pk__in=without)
    return dict(rows.order_by().values_list("owner_id").annotate(n=models.Count("pk")))


def deadline(lead: Lead) -> pooling.Deadline | None:
    """When a lead in somebody's hands goes back to the pool."""
    if lead.state not in HELD or lead.assigned_at is None:
        return None
    return pooling.deadline(lead.assigned_at, lead.followed_at, lead_bounds.in_force())


def refusal(employee_id: int, lead: Lead, now: datetime) -> str:
    """Why this person may not take this lead from the pool; "" when they may."""
    stays = LeadHolding.objects.filter(employee_id=employee_id)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    last = stays.filter(lead=lead).aggregate(at=models.Max("ended_at"))["at"]
    return pooling.refusal(
        loads([employee_id]).get(employee_id, 0),
        stays.filter(began="claim", began_at__gte=today, began_at__lt=today + timedelta(days=1)).count(),
        last,
        lead_bounds.in_force(),
        now,
    )


@dataclass(frozen=True)
class Part:
    """One of the four parts of BANT."""

    name: str
    label: str
    state: str
    words: str
    evidence: str


def bant(lead: Lead) -> list[Part]:
    """The strip: budget, authority, need, timing."""
    found = []
    for name in PARTS:
        state = getattr(lead, f"bant_{name}")
        label = str(Lead._meta.get_field(f"bant_{name}").verbose_name)  # type: ignore[union-attr]
        words = str(Bant(state).label) if state in Bant.values else state
        found.append(Part(name, label, state, words, getattr(lead, f"bant_{name}_evidence")))
    return found


def is_follow_up(kind: str) -> bool:
    return kind in FOLLOW_UPS
