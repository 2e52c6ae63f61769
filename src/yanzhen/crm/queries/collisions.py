"""Collision cases: which somebody sees, who may decide one, and both sides beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from yanzhen.crm.calc import claims
from yanzhen.crm.calc.claims import CLAIMANT, Evidence, Proposal
from yanzhen.crm.models import CollisionCase, Customer
from yanzhen.crm.queries import traces
from yanzhen.crm.queries.traces import Trace
from yanzhen.platform import masks, people
from yanzhen.platform.actor import Actor, Reach
from yanzhen.platform.base import ScopedQuerySet

DECIDE = "crm.decide_collisioncase"


def visible(actor: Actor) -> ScopedQuerySet[Any]:
    """Cases that `actor` may see: those of people or units within reach, on either side."""
    return (
        CollisionCase.objects.visible_to(actor)
        .naming("one", "other", "holder", "holder_unit", "claimant", "claimant_unit", "owner")
        .annotate(sees_one=_seen("one_id", actor), sees_other=_seen("other_id", actor))
        .order_by("-pk")
    )


def _seen(column: str, actor: Actor) -> Exists:
    """Whether a record of a case is within reach, also when it was merged since."""
    condition = replace(Customer.scope, only=Q()).rows(actor.reach(Customer.view_function()))
    rows = Customer.objects.none() if condition is None else Customer.objects.filter(condition)
    return Exists(rows.filter(pk=OuterRef(column)))


def side(case: Any, name: str) -> str:
    """The name of a record of a listed case; a mask when it is out of reach, nothing when there is none."""
    row = getattr(case, name)
    if row is None:
        return ""
    return f"{row.name} ({row.code})" if getattr(case, f"sees_{name}", False) else str(masks.HIDDEN)


def holds_both(case: CollisionCase, reach: Reach) -> bool:
    """Whether a reach holds both sides of a case; half of it is not enough to decide."""

    def holds(employee_id: int | None, unit_id: int | None) -> bool:
        return reach.everything or employee_id in reach.employee_ids or unit_id in reach.unit_ids

    return holds(case.holder_id, case.holder_unit_id) and holds(case.claimant_id, case.claimant_unit_id)


def is_party(case: CollisionCase, actor: Actor) -> bool:
    """Whether `actor` is one of the two whose claims it is."""
    return actor.employee_id is not None and actor.employee_id in (case.holder_id, case.claimant_id)


def may_decide(case: CollisionCase, actor: Actor) -> bool:
    """Whether `actor` may decide this case: the function, a reach that holds both sides, and no claim of one's own."""
    return actor.can(DECIDE) and holds_both(case, actor.reach(DECIDE)) and not is_party(case, actor)


def deciders(case: CollisionCase) -> list[people.Person]:
    """Who is asked to decide: managers whose reach holds both sides, those who reach everything when there is none."""
    directory = people.directory()
    found = [
        (person, directory.actor(person.user_id))
        for person in directory.holding(DECIDE, unit_id=case.holder_unit_id, employee_id=case.holder_id)
    ]
    able = [(person, actor) for person, actor in found if may_decide(case, actor)]
    near = [person for person, actor in able if not actor.reach(DECIDE).everything]
    return near or [person for person, _actor in able]


@dataclass(frozen=True)
class Compared:
    """One kind of evidence, as it reads on both sides."""

    label: str
    kind: str
    holder: Trace | None
    claimant: Trace | None
    first: str


@dataclass(frozen=True)
class Sides:
    """Both sides of a case beside each other, and what follows from that."""

    lines: tuple[Compared, ...]
    proposal: Proposal


def sides(case: CollisionCase) -> Sides:
    """Who registered, contacted, dealt with and sold to the firm first, on either side, with the proposal.

    Of a claim without a record of its own only the claim is known: it stands as registered on its day.
    """
    keys = [key for key in (case.one_id, case.other_id) if key is not None]
    known = traces.of(keys)
    claimed = {"registered": Trace(timezone.localdate(case.created_at), str(case.claimant))}
    pairs = [
        (source, _of(known[source.name], case.one_id),
         _of(known[source.name], case.other_id) if case.other_id else claimed.get(source.name))
        for source in traces.sources()
    ]  # fmt: skip
    proposal = claims.propose([Evidence(s.name, _day(one), _day(other)) for s, one, other in pairs])
    first = {step.kind: step.first for step in proposal.steps}
    lines = tuple(Compared(str(s.label), s.name, one, other, first.get(s.name, "")) for s, one, other in pairs)
    return Sides(lines, proposal)


def _of(found: Mapping[int, Trace], key: int | None) -> Trace | None:
    return found.get(key) if key is not None else None


def _day(trace: Trace | None) -> date | None:
    return trace.on if trace is not None else None


def proposed_owner(case: CollisionCase, proposal: Proposal) -> Any:
    """The employee that the evidence speaks for; the holder's place may be empty, then it is the claimant."""
    return case.claimant if proposal.owner == CLAIMANT or case.holder is None else case.holder


def shown_name(customer: Customer | None, actor: Actor) -> str:
    """The name of one side's record as `actor` may know it: empty when it is out of reach."""
    if customer is None:
        return ""
    key = current(customer)
    row = Customer.objects.visible_to(actor).filter(pk=key).first()
    return f"{row.name} ({row.code})" if row is not None else ""


def current(customer: Customer) -> int:
    """The key of the record that stands for this one today: its own, or that of what it was merged into."""
    seen = {customer.pk}
    row: Any = customer
    while row is not None and row.merged_into_id is not None and row.merged_into_id not in seen:
        seen.add(row.merged_into_id)
        row = Customer.objects.filter(pk=row.merged_into_id).first()
    return int(row.pk) if row is not None else int(customer.pk)
