"""Somebody leaves: access ends at once, and what is in their name goes to others or stays listed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.accounts.models import User
from yanzhen.accounts.queries import belongings
from yanzhen.accounts.services import users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import Actor
from yanzhen.platform.services import jobs
from yanzhen.platform.writes import write

if TYPE_CHECKING:
    from yanzhen.platform.models import Job

AT_ONCE = 50
KIND = "hand_over"


def check(user: User, owners: Mapping[str, User]) -> None:
    """Refuse new owners who are gone, have no employee behind them, or are the leaver."""
    for key, owner in owners.items():
        works_here = User.objects.filter(pk=owner.pk, is_active=True, employee__isnull=False).exists()
        if owner.pk == user.pk or not works_here:
            raise RuleBroken(
                _("“{name}” cannot take this over: choose somebody active with an employee.").format(name=owner),
                field=key if "." in key else "new_owner",
                code="new_owner",
            )


@write("accounts.change_user")
def leave(user: User, *, actor: Actor, owners: Mapping[str, User] | None = None) -> "Job | None":
    """End a person's access, then give what they owned to new owners, by kind (`crm.customer.owner`) or `*` for all.

    Few records change hands in this transaction; many in a job, which is given back.
    """
    wanted = dict(owners or {})
    check(user, wanted)
    users.deactivate(user, actor=actor)
    chosen = {
        held.key: (wanted.get(held.key) or wanted["*"], held.count)
        for held in belongings.of(user)
        if held.can_move and (held.key in wanted or "*" in wanted)
    }
    if not chosen:
        return None
    plan = {key: owner.pk for key, (owner, _count) in chosen.items()}
    total = sum(count for _owner, count in chosen.values())
    title = _("Hand over what {name} owned").format(name=user)
    if total <= AT_ONCE:
        move(user, plan, actor=actor)
        return None
    return jobs.wait(kind=KIND, title=title, actor=actor, arguments={"user": user.pk, "plan": plan, "total": total})


def move(user: User, plan: Mapping[str, int], *, actor: Actor, job: "Job | None" = None) -> tuple[int, int]:
    """Carry the plan out through the service of each noun; gives how many moved and how many were refused.

    Whoever ends somebody's access may hand over also what they could not edit themselves; the trail names them.
    May run twice: what has moved already is not found again.
    """
    moved = refused = 0
    deputy = replace(actor, is_system=True)
    for held in belongings.of(user):
        owner = User.objects.select_related("employee").filter(pk=plan.get(held.key), is_active=True).first()
        if owner is None or not held.can_move:
            continue
        taken = 0
        for row in belongings.rows(held.noun, held.field, int(user.employee_id or 0)).iterator(chunk_size=500):
            if job is not None and jobs.is_cancelled(job):
                return moved, refused
            reason = _change(held, row, owner, deputy)
            taken, refused = taken + (not reason), refused + bool(reason)
            if job is not None:
                jobs.progress(job, moved + taken + refused)
                if reason:
                    jobs.log(job, f"{row}: {reason}", "warning")
        moved += taken
        after = {"kind": held.key, "handed_over": taken, "to": str(owner)}
        audit.record(actor, "hand_over", user, after=after)
    return moved, refused


def move_all(user: User, owner: User, *, actor: Actor) -> tuple[int, int]:
    """Give everything that can move to one person, at once: for the terminal."""
    return move(user, {held.key: owner.pk for held in belongings.of(user) if held.can_move}, actor=actor)


def _change(held: belongings.Belonging, row: Any, owner: User, actor: Actor) -> str:
    try:
        with transaction.atomic():
            held.noun.services.change(row, actor=actor, **{held.field: owner.employee})
    except RuleBroken as broken:
        return "; ".join(map(str, broken.errors.values()))
    return ""
