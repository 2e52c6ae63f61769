"""The pool of leads: given back, taken, and taken back by itself after a warning."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.crm.calc.leads import pooling
from yanzhen.crm.calc.leads.pooling import Bounds
from yanzhen.crm.enums.leads import HELD, HoldingEnd, HoldingStart, LeadState
from yanzhen.crm.models import Lead, LeadSetting
from yanzhen.crm.permissions.leads import CLAIM, SET_POOL
from yanzhen.crm.queries import lead_bounds
from yanzhen.crm.queries import leads as lead_rows
from yanzhen.crm.services import lead_assigning, lead_moves
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, notifications, people, writes
from yanzhen.platform.actor import SYSTEM, Actor

BATCH = 500
WARNED = notifications.declare(
    "lead.warned",
    gettext_lazy("A lead of mine is about to go back to the pool"),
    gettext_lazy("{lead} goes back to the pool on {day} unless it is followed up or closed."),
)
RECLAIMED = notifications.declare(
    "lead.reclaimed",
    gettext_lazy("A lead of mine went back to the pool"),
    gettext_lazy("{lead} went back to the pool."),
)


def refusal_words(code: str) -> str:
    """Why somebody may not take a lead."""
    bounds = lead_bounds.in_force()
    words = {
        pooling.FULL: _("You hold {count} leads already, as many as one may. Close or give back some first."),
        pooling.ENOUGH_TODAY: _("You have taken {count} leads today, as many as one may. Come back tomorrow."),
        pooling.BARRED: _("You had this lead until lately: for {count} days others come first."),
    }
    counts = {
        pooling.FULL: bounds.hold_most,
        pooling.ENOUGH_TODAY: bounds.claim_most,
        pooling.BARRED: bounds.barred_days,
    }
    return words[code].format(count=counts[code])


@writes.write(CLAIM)
def claim(*, actor: Actor, key: int) -> Lead:
    """Take a lead from the pool. Of several at once one gets it; the others are told so, and nothing of theirs stays.

    First the person is locked, so that two claims of one person cannot pass the limits together, then the lead.
    """
    owner = _locked_person(actor.employee_id)
    if owner is None:
        raise RuleBroken(_("Only somebody who works here can take leads."), code="employee")
    if not lead_rows.may_be_claimed(actor, key):
        raise RuleBroken(_("There is no such lead in the pool."), code="unknown")
    row = _locked_lead(key)
    if row.state != LeadState.POOL:
        raise RuleBroken(_("Somebody else was faster: this lead is no longer in the pool."), code="taken")
    check_limits(owner.pk, row)
    return lead_moves.to_owner(row, owner, actor=actor, verb="claim_lead", began=HoldingStart.CLAIM)


def check_limits(employee_id: int, lead: Lead) -> None:
    """Refuse to who holds too many, has taken enough today, or had this very lead until lately."""
    if code := lead_rows.refusal(employee_id, lead, timezone.now()):
        raise RuleBroken(refusal_words(code), code=code)


def _locked_person(key: int | None) -> Any:
    return employees.locked(key)


def _locked_lead(key: int) -> Lead:
    return lead_moves.locked(key)


@writes.write("crm.change_lead")
def release(lead: Lead, *, actor: Actor, reason: str = "") -> Lead:
    """Give a lead back to the pool."""
    return lead_moves.to_pool(
        writes.locked(lead), actor=actor, verb="release_lead", ended=HoldingEnd.RELEASED, reason=reason[:200]
    )


@writes.write(SET_POOL)
def put(*, actor: Actor, values: Mapping[str, int]) -> None:
    """Set bounds; all of them, or none."""
    _check(values)
    before = lead_bounds.values()
    changed = {name: value for name, value in values.items() if before[name] != value}
    for name, value in changed.items():
        LeadSetting.objects.update_or_create(name=name, defaults={"value": value})
    if changed:
        audit.record(
            actor, "set", str(_("Pool of leads")), before={name: before[name] for name in changed}, after=changed
        )


def _check(values: Mapping[str, int]) -> None:
    errors: dict[str, object] = {}
    for name, value in values.items():
        bound = lead_bounds.BOUNDS.get(name)
        if bound is None:
            errors[name[:60]] = _("There is no such setting.")
        elif not 0 <= value <= bound.high:
            errors[name] = _("A number from {low} to {high}, please.").format(low=0, high=bound.high)
    if errors:
        raise RuleBroken(errors=errors, code="bound")


def sweep(now: datetime | None = None) -> dict[str, int]:
    """Warn of leads that are about to go back, take back those whose time is over, and give out or pool new ones.

    May be called again and again: a second call at once finds nothing to do.
    """
    now, bounds = now or timezone.now(), lead_bounds.in_force()
    found = {"assigned": lead_assigning.assign_waiting(), "warned": 0, "reclaimed": 0, "pooled": 0}
    for key in _candidates(bounds, now):
        done = _look_at(key, bounds, now)
        if done != pooling.KEEP:
            found["warned" if done == pooling.WARN else "reclaimed"] += 1
    if bounds.new_days:
        waiting = Lead.objects.filter(state=LeadState.NEW, received_at__lte=now - timedelta(days=bounds.new_days))
        for key in list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH]):
            found["pooled"] += _pool_new(key)
    return found


def _candidates(bounds: Bounds, now: datetime) -> list[int]:
    """Leads in somebody's hands that are silent or without a deal long enough to be looked at, the oldest first."""
    late = Q()
    if bounds.silent_days:
        since = now - timedelta(days=max(0, bounds.silent_days - bounds.warn_days))
        late |= Q(assigned_at__lte=since) & (Q(followed_at=None) | Q(followed_at__lte=since))
    if bounds.deal_days:
        late |= Q(assigned_at__lte=now - timedelta(days=max(0, bounds.deal_days - bounds.warn_days)))
    if not late:
        return []
    rows = Lead.objects.filter(late, state__in=HELD).order_by("assigned_at", "pk")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def _look_at(key: int, bounds: Bounds, now: datetime) -> str:
    """One lead under its lock: warned, taken back, or left."""
    row = lead_moves.locked(key)
    if row.state not in HELD or row.assigned_at is None:
        return pooling.KEEP
    until = pooling.deadline(row.assigned_at, row.followed_at, bounds)
    done = pooling.verdict(until, row.warned_at, bounds, now)
    if done == pooling.WARN and until is not None:
        Lead.objects.filter(pk=key).update(warned_at=now)
        goes = max(until.at, now + timedelta(days=bounds.warn_days))
        _tell(WARNED, row, day=f"{timezone.localtime(goes):%Y-%m-%d}")
    elif done == pooling.RECLAIM and until is not None:
        _tell(RECLAIMED, row)
        lead_moves.to_pool(row, actor=SYSTEM, verb="reclaim_lead", ended=until.reason)
    return done


@transaction.atomic
def _pool_new(key: int) -> bool:
    row = lead_moves.locked(key)
    if row.state != LeadState.NEW:
        return False
    lead_moves.to_pool(row, actor=SYSTEM, verb="pool_lead", ended="")
    return True


def _tell(topic: notifications.Topic, lead: Lead, **params: str) -> None:
    found = people.directory().of_employees([lead.owner_id or 0]).values()
    url = f"/leads/{lead.pk}/" if topic is WARNED else "/leads/pool/"
    subject = lead if topic is WARNED else None
    notifications.send(
        topic, [p.user_id for p in found], params={"lead": lead.company, **params}, url=url, subject=subject
    )
