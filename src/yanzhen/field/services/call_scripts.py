"""Scripts of calls and their steps."""

from collections.abc import Sequence
from typing import Any

from yanzhen.field.models import CallScript, CallScriptStep
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Steps = Sequence[dict[str, Any]]


@writes.write("field.add_callscript")
def create(*, actor: Actor, steps: Steps = (), **values: Any) -> CallScript:
    """Enter a script with its steps."""
    rows = _rows(steps)
    script = writes.create(CallScript, actor=actor, details={"steps": _words(rows)}, **values)
    _save(script, rows)
    return script


@writes.write("field.change_callscript")
def change(
    instance: CallScript, *, actor: Actor, version: int | None = None, steps: Steps | None = None, **values: Any
) -> CallScript:
    """Change a script; `steps`, when given, replace those it had."""
    before = list(instance.steps.order_by("line_no"))
    rows = before if steps is None else _rows(steps)
    script = writes.change(instance, actor=actor, version=version, **values)
    if _words(rows) != _words(before):
        script.steps.all().delete()
        _save(script, rows)
        script.version += 1
        script.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", script, before={"steps": _words(before)}, after={"steps": _words(rows)})
    return script


@writes.write("field.remove_callscript")
def remove(instance: CallScript, *, actor: Actor, version: int | None = None) -> None:
    """Only one that no list uses."""
    writes.remove(instance, actor=actor, version=version)


def _rows(steps: Steps) -> list[CallScriptStep]:
    return [CallScriptStep(line_no=number, **step) for number, step in enumerate(steps, 1)]


def _save(script: CallScript, rows: Sequence[CallScriptStep]) -> None:
    for row in rows:
        row.pk, row.script = None, script
    CallScriptStep.objects.bulk_create(rows)


def _words(rows: Sequence[CallScriptStep]) -> str:
    """The steps as the history tells them."""
    return " / ".join(f"{row.get_kind_display()}: {row.text}{f' → {row.answer}' if row.answer else ''}" for row in rows)
