"""The steps of a visit by template, and the stock counted in one of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit, VisitStep, VisitStock
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

CHANGE = "field.change_visit"
MOST = 200


def copy_steps(row: Visit) -> None:
    """Give a visit the steps of its template, unless some of those it has are answered already."""
    if row.steps.filter(is_done=True).exists():
        return
    row.steps.all().delete()
    if row.template is not None:
        VisitStep.objects.bulk_create(
            VisitStep(
                visit=row, position=n, name=s.name, name_en=s.name_en, kind=s.kind, help_text=s.help_text,
            )
            for n, s in enumerate(row.template.steps.order_by("position", "pk"), start=1)
        )  # fmt: skip


@writes.write(CHANGE)
def answer_step(
    visit: Visit, *, actor: Actor, position: int, is_done: bool = True, answer: str = "", version: int | None = None
) -> VisitStep:
    """Tick a step off, with words where it asks for some, or open it again."""
    row = _answered_for(visit, version)
    step = row.steps.filter(position=position).first()
    if step is None:
        raise RuleBroken(_("This visit has no such step."), field="position", code="step")
    answer = answer.strip() or (step.answer if is_done else "")
    if (step.is_done, step.answer) == (is_done, answer):
        return step
    step.is_done, step.answer, step.answered_at = is_done, answer, timezone.now() if is_done else None
    writes.checked(step)
    step.save(update_fields=["is_done", "answer", "answered_at"])
    audit.record(actor, "answer_step" if is_done else "reopen_step", row, after={"step": step.label, "answer": answer})
    return step


@writes.write(CHANGE)
def count_stock(
    visit: Visit, *, actor: Actor, lines: Sequence[Mapping[str, Any]], version: int | None = None
) -> list[VisitStock]:
    """Put the stock that was counted in the place of what was noted before on this visit.

    Each line: product, quantity, and where they are known produced_on and shelf_days.
    """
    row = _answered_for(visit, version)
    if len(lines) > MOST:
        raise RuleBroken(_("At most {most} lines.").format(most=MOST), field="lines", code="many")
    counted = [VisitStock(visit=row, counted_on=row.day, **line) for line in lines]
    for one in counted:
        writes.checked(one)
    before = row.stock.count()
    row.stock.all().delete()
    VisitStock.objects.bulk_create(counted)
    audit.record(actor, "count_stock", row, before={"stock_lines": before}, after={"stock_lines": len(counted)})
    return list(row.stock.select_related("product"))


def _answered_for(visit: Visit, version: int | None) -> Visit:
    row = writes.locked(visit, version)
    if row.state in {VisitState.CANCELLED, VisitState.MISSED}:
        raise RuleBroken(_("This visit is {state}.").format(state=row.get_state_display()), code="state")
    return row
