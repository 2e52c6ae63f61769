"""Rules, points and web forms of leads, and what they would give."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yanzhen.crm.calc.leads import assigning
from yanzhen.crm.calc.leads.assigning import Given, Rule, Wanted
from yanzhen.crm.models import Lead, LeadForm, LeadPoint, LeadRule, LeadRuleMember
from yanzhen.crm.queries import lead_bounds, leads
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet
from yanzhen.products.queries import categories

MONTH = 30
MOST = 5_000


def visible(actor: Actor) -> ScopedQuerySet[LeadRule]:
    """Rules in their order."""
    return LeadRule.objects.visible_to(actor).naming("category").order_by("order", "pk")


def members(rule: LeadRule) -> ScopedQuerySet[LeadRuleMember]:
    """The people of a rule in their order."""
    return LeadRuleMember.objects.filter(rule=rule).naming("employee").order_by("line_no", "pk")


def points(actor: Actor) -> ScopedQuerySet[LeadPoint]:
    """Points by fact, the most first."""
    return LeadPoint.objects.visible_to(actor).naming().order_by("fact", "-points", "pk")


def forms(actor: Actor) -> ScopedQuerySet[LeadForm]:
    """Web forms by name."""
    return LeadForm.objects.visible_to(actor).naming("unit").order_by("name", "pk")


def tree() -> dict[int, int | None]:
    """The wider category of each category."""
    return dict(categories.visible(SYSTEM).select_related(None).values_list("pk", "parent_id"))


def above(category: int | None, wider: dict[int, int | None]) -> list[int]:
    """A category and those it lies below."""
    found: list[int] = []
    while category is not None and category not in found:
        found.append(category)
        category = wider.get(category)
    return found


def for_calc(rows: Iterable[LeadRule]) -> list[Rule]:
    """Rules as the calculation wants them, with the people who still work here; three queries at most."""
    rows = sorted(rows, key=lambda row: (row.order, row.pk))
    people: dict[int, list[int]] = {}
    today = timezone.localdate()
    here = Q(employee__left_on=None) | Q(employee__left_on__gte=today)
    named = LeadRuleMember.objects.filter(here, rule__in=rows).order_by("rule_id", "line_no", "pk")
    for rule, employee in named.values_list("rule_id", "employee_id"):
        people.setdefault(rule, []).append(employee)
    wider = tree() if any(row.category_id for row in rows) else {}
    return [_rule(row, tuple(people.get(row.pk, ())), wider) for row in rows]


def _rule(row: Any, people: tuple[int, ...], wider: dict[int, int | None]) -> Rule:
    below = [key for key in wider if row.category_id in above(key, wider)] if row.category_id else []
    return Rule(
        row.pk,
        row.name,
        row.target,
        people,
        frozenset(assigning.place(one) for one in assigning.split(row.places)),
        assigning.split(row.industries),
        frozenset(below),
        row.last_id,
    )


def wanted(lead: Any) -> Wanted:
    """What rules look at."""
    return Wanted(lead.pk, lead.province, lead.city, lead.industry, lead.category_id)


@dataclass(frozen=True)
class DryRun:
    """What the rules would have done with the leads of a month: one `Given` for each, in the order they came."""

    since: datetime
    rules: tuple[LeadRule, ...]
    leads: tuple[Lead, ...]
    given: tuple[Given, ...]
    is_cut: bool

    @property
    def uncaught(self) -> int:
        return sum(one.rule is None for one in self.given)

    @property
    def by_rule(self) -> Counter[int | None]:
        return Counter(one.rule for one in self.given)

    @property
    def by_member(self) -> Counter[int | None]:
        return Counter(one.member for one in self.given)


def dry_run(actor: Actor, *, days: int = MONTH, with_inactive: bool = False) -> DryRun:
    """Run the rules over the leads of the last days within reach; nothing is written.

    What people hold besides these leads counts as it does now.
    """
    rows = [row for row in visible(actor).select_related("category") if row.is_active or with_inactive]
    since = timezone.now() - timedelta(days=days)
    found = list(leads.visible(actor).filter(received_at__gte=since).order_by("received_at", "pk")[: MOST + 1])
    rules, came = for_calc(rows), found[:MOST]
    people = {member for rule in rules for member in rule.members}
    loads = leads.loads(people, without=[lead.pk for lead in came]) if people else {}
    given = assigning.dry_run(rules, [wanted(lead) for lead in came], loads, lead_bounds.in_force().hold_most)
    return DryRun(since, tuple(rows), tuple(came), tuple(given), len(found) > MOST)
