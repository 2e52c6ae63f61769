"""Observation forms with their points; a joint visit keeps the points as they were when it was planned."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.field.models import ObservationForm, ObservationPoint
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Points = Sequence[dict[str, Any]]


@writes.write("field.add_observationform")
def create(*, actor: Actor, points: Points = (), **values: Any) -> ObservationForm:
    """Enter a form with its points."""
    rows = _rows(points)
    form = writes.create(ObservationForm, actor=actor, details={"points": _words(rows)}, **values)
    _save(form, rows)
    return form


@writes.write("field.change_observationform")
def change(
    instance: ObservationForm, *, actor: Actor, version: int | None = None, points: Points | None = None, **values: Any
) -> ObservationForm:
    """Change a form; `points`, when given, replace those it had. Joint visits planned already keep theirs."""
    form = writes.change(instance, actor=actor, version=version, **values)
    if points is None:
        return form
    rows, before = _rows(points), _words(list(form.points.all()))
    if _words(rows) != before:
        form.points.all().delete()
        _save(form, rows)
        form.version += 1
        form.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", form, before={"points": before}, after={"points": _words(rows)})
    return form


@writes.write("field.remove_observationform")
def remove(instance: ObservationForm, *, actor: Actor, version: int | None = None) -> None:
    """A form that was used is only put out of use."""
    points = _words(list(instance.points.all()))
    writes.remove(instance, actor=actor, version=version, details={"points": points})


def _rows(points: Points) -> list[ObservationPoint]:
    if not points:
        raise RuleBroken(_("A form has at least one point to watch."), field="points", code="points")
    return [
        ObservationPoint(position=place, text=point["text"], text_en=point.get("text_en") or "")
        for place, point in enumerate(points, 1)
    ]


def _save(form: ObservationForm, rows: Sequence[ObservationPoint]) -> None:
    for row in rows:
        row.form = form
        writes.checked(row)
    ObservationPoint.objects.bulk_create(rows)


def _words(rows: Sequence[ObservationPoint]) -> str:
    """The points as the history tells them."""
    return "; ".join(row.text for row in sorted(rows, key=lambda row: row.position))
