"""Evaluation schemes: editions that count from a day on."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.models import EvaluationScheme
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor

create, _plain, remove = writes.plain(EvaluationScheme)
WORDS = frozenset({"name", "name_en"})


@writes.write("loyalty.change_evaluationscheme")
def change(instance: EvaluationScheme, *, actor: Actor, version: int | None = None, **values: Any) -> EvaluationScheme:
    """Change a scheme; once customers were graded by it, only its name: weights change with a new edition."""
    row = writes.locked(instance, version)
    touched = {name for name, value in values.items() if name not in WORDS and getattr(row, name) != value}
    if touched and row.runs.exists():
        told = _("Customers were graded by this scheme. Make a new edition with a later day from which it counts.")
        raise RuleBroken(told, field=sorted(touched)[0], code="used")
    return writes.change(row, actor=actor, **values)
