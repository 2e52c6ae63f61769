"""The firm's approval rules: entered with their steps."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import ApprovalRule, ApprovalRuleStep
from yanzhen.platform.models.approvals import ApproverKind

Steps = Sequence[dict[str, Any]]


@writes.write("platform.add_approvalrule")
def create(*, actor: Actor, steps: Steps, **values: Any) -> ApprovalRule:
    """Enter a rule with its steps."""
    rows = _rows(steps)
    rule = writes.create(ApprovalRule, actor=actor, details={"steps": _words(rows)}, **values)
    _save(rule, rows)
    return rule


@writes.write("platform.change_approvalrule")
def change(
    instance: ApprovalRule, *, actor: Actor, version: int | None = None, steps: Steps | None = None, **values: Any
) -> ApprovalRule:
    """Change a rule; `steps`, when given, replace those it had. Requests under way keep their route."""
    rule = writes.change(instance, actor=actor, version=version, **values)
    if steps is None:
        return rule
    rows, before = _rows(steps), _words(list(rule.steps.all()))
    if _words(rows) != before:
        rule.steps.all().delete()
        _save(rule, rows)
        rule.version += 1
        rule.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", rule, before={"steps": before}, after={"steps": _words(rows)})
    return rule


@writes.write("platform.remove_approvalrule")
def remove(instance: ApprovalRule, *, actor: Actor, version: int | None = None) -> None:
    """Requests under way keep their route."""
    steps = _words(list(instance.steps.all()))
    writes.remove(instance, actor=actor, version=version, details={"steps": steps})


def _rows(steps: Steps) -> list[ApprovalRuleStep]:
    if not steps:
        raise RuleBroken(_("A rule has at least one step."), field="steps", code="steps")
    for index, step in enumerate(steps):
        if step["approver"] == ApproverKind.PERSON and not step.get("person_id"):
            raise RuleBroken(_("Name the person."), field=f"steps.{index}.person_id", code="person")
    return [ApprovalRuleStep(**step) for step in steps]


def _save(rule: ApprovalRule, rows: Sequence[ApprovalRuleStep]) -> None:
    for row in rows:
        row.rule = rule
        writes.checked(row)
    ApprovalRuleStep.objects.bulk_create(rows)


def _words(rows: Sequence[ApprovalRuleStep]) -> str:
    """The steps as the history tells them."""
    return "; ".join(
        f"{row} ({row.hours} h{', ∀' if row.is_joint else ''}{f', #{row.person_id}' if row.person_id else ''})"
        for row in sorted(rows, key=lambda row: row.step_no)
    )
