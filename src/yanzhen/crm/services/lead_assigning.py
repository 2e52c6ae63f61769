"""Gives leads to people by the rules. Turns are taken under a lock, so that two leads at once go to two people."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.crm.calc.leads import assigning
from yanzhen.crm.enums.leads import HoldingStart, LeadState
from yanzhen.crm.models import Lead, LeadRule, LeadRuleMember
from yanzhen.crm.queries import lead_bounds, lead_rules, leads
from yanzhen.crm.services import lead_moves
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import SYSTEM, Actor

Members = Sequence[dict[str, Any]]
BATCH = 500


@writes.write("crm.add_leadrule")
def create(*, actor: Actor, members: Members, **values: Any) -> LeadRule:
    """Enter a rule with its people."""
    rows = _rows(values.get("target", ""), members)
    rule = writes.create(LeadRule, actor=actor, details={"members": _words(rows)}, **values)
    _save(rule, rows)
    return rule


@writes.write("crm.change_leadrule")
def change(
    instance: LeadRule, *, actor: Actor, version: int | None = None, members: Members | None = None, **values: Any
) -> LeadRule:
    """Change a rule; `members`, when given, replace those it had. Leads given already stay where they are."""
    before = list(lead_rules.members(instance))
    rows = before if members is None else _rows(values.get("target", instance.target), members)
    rule = writes.change(instance, actor=actor, version=version, **values)
    if _words(rows) != _words(before):
        rule.members.all().delete()
        _save(rule, rows)
        rule.version += 1
        rule.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", rule, before={"members": _words(before)}, after={"members": _words(rows)})
    return rule


@writes.write("crm.remove_leadrule")
def remove(instance: LeadRule, *, actor: Actor, version: int | None = None) -> None:
    """Leads it gave stay where they are."""
    words = _words(list(lead_rules.members(instance)))
    writes.remove(instance, actor=actor, version=version, details={"members": words})


def _rows(target: str, members: Members) -> list[LeadRuleMember]:
    if not members:
        raise RuleBroken(_("Name at least one person."), field="members", code="members")
    if target == "person" and len(members) > 1:
        raise RuleBroken(_("A rule for one person names one."), field="members", code="members")
    people = [member["employee"] for member in members]
    if len({one.pk for one in people}) < len(people):
        raise RuleBroken(_("A person is named once."), field="members", code="double")
    return [LeadRuleMember(line_no=number, employee=one) for number, one in enumerate(people, 1)]


def _save(rule: LeadRule, rows: Sequence[LeadRuleMember]) -> None:
    for row in rows:
        row.pk, row.rule = None, rule
    LeadRuleMember.objects.bulk_create(rows)


def _words(rows: Sequence[Any]) -> str:
    """The people as the history tells them."""
    return ", ".join(f"{row.employee}" for row in rows)


def assign(lead: Lead) -> Lead:
    """Give a new lead to whom the rules name; it stays as it is when none fits. Call inside a transaction."""
    rules = _locked_rules()
    if not rules:
        return lead
    people = {member for rule in rules for member in rule.members}
    most = lead_bounds.in_force().hold_most
    given = assigning.give(rules, lead_rules.wanted(lead), leads.loads(people), most)
    owner = employees.by_key(given.member)
    if owner is None or given.rule is None:
        return lead
    LeadRule.objects.filter(pk=given.rule).update(last=owner)
    row = lead_moves.to_owner(lead, owner, actor=SYSTEM, verb="assign_lead", began=HoldingStart.RULE)
    name = next(rule.name for rule in rules if rule.key == given.rule)
    lead_moves.tell_owner(row, _("by the rule “{rule}”").format(rule=name), actor=SYSTEM)
    return row


def _locked_rules() -> list[assigning.Rule]:
    """The rules in force, and nobody else's turn until the transaction ends."""
    rows = LeadRule.objects.select_for_update().filter(is_active=True).order_by("pk")
    return lead_rules.for_calc(rows)


def assign_waiting(most: int = BATCH) -> int:
    """Give out new leads that came by file, or that no rule fitted when they came; how many found somebody."""
    if not LeadRule.objects.filter(is_active=True).exists():
        return 0
    count = 0
    waiting = Lead.objects.filter(state=LeadState.NEW).order_by("-received_at", "-pk").values_list("pk", flat=True)
    for key in list(waiting[:most]):
        with transaction.atomic():
            _locked_rules()  # the same order of locks as everywhere: rules first, then the lead
            row = lead_moves.locked(key)
            if row.state == LeadState.NEW:
                count += assign(row).state != LeadState.NEW
    return count
