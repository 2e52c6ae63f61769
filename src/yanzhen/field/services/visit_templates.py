"""Templates of visits with their steps, kept by those who lead; visits already planned keep the steps they have."""

from collections.abc import Mapping, Sequence
from typing import Any

from yanzhen.field.models import VisitTemplate, VisitTemplateStep
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Lines = Sequence[Mapping[str, Any]]


def usual(customer: Any) -> VisitTemplate | None:
    """The template of a store visit at this customer's: that of its type, else the first for all."""
    rows = VisitTemplate.objects.filter(is_active=True).order_by("code", "pk")
    own = rows.filter(customer_type_id=customer.customer_type_id).first() if customer.customer_type_id else None
    return own or rows.filter(customer_type=None).first()


@writes.write("field.add_visittemplate")
def create(*, actor: Actor, lines: Lines | None = None, **values: Any) -> VisitTemplate:
    """Enter a template with its steps."""
    row = writes.create(VisitTemplate, actor=actor, details={"steps": len(lines or [])}, **values)
    _put(row, lines or [])
    return row


@writes.write("field.change_visittemplate")
def change(
    instance: VisitTemplate, *, actor: Actor, version: int | None = None, lines: Lines | None = None, **values: Any
) -> VisitTemplate:
    """Change a template; `lines`, when given, replace its steps. Visits planned before keep theirs."""
    row = writes.change(instance, actor=actor, version=version, **values)
    if lines is not None and _told(lines) != _told(list(row.steps.order_by("position").values())):
        row.version += 1
        row.save(update_fields=["version", "updated_at"])
        _put(row, lines, actor)
    return row


@writes.write("field.remove_visittemplate")
def remove(instance: VisitTemplate, *, actor: Actor, version: int | None = None) -> None:
    """Remove a template; the visits made by it keep their steps."""
    writes.remove(instance, actor=actor, version=version)


def _told(lines: Lines) -> list[list[str]]:
    return [[str(line.get(name) or "") for name in ("name", "name_en", "kind", "help_text")] for line in lines]


def _put(row: VisitTemplate, lines: Lines, actor: Actor | None = None) -> None:
    steps = [VisitTemplateStep(template=row, position=n, **line) for n, line in enumerate(lines, start=1)]
    before = row.steps.count()
    row.steps.all().delete()
    for step in steps:
        writes.checked(step)
    VisitTemplateStep.objects.bulk_create(steps)
    if actor is not None:
        audit.record(actor, "change", row, before={"steps": before}, after={"steps": len(steps)})
