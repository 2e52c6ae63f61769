"""Calls and doors as work of a day: what the reports of field work read, and the calls one agreed on for today."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.queries import workday
from yanzhen.crm.queries.workday import Document
from yanzhen.field.calc.calls import SUCCESSES
from yanzhen.field.enums.calls import ListState, TargetState
from yanzhen.field.enums.canvassing import StopResult
from yanzhen.field.models import CallList, CallTarget
from yanzhen.field.queries import calls, canvassing
from yanzhen.platform.actor import Actor


def made(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    """Calls from lists that were not taken back."""
    rows = calls.attempts(actor).filter(undone_at=None, employee__in=people, called_at__range=_span(first, last))
    for row in rows.order_by("called_at", "pk"):
        told = f"{row.code} · {timezone.localtime(row.called_at):%H:%M}"
        yield Document(row.employee_id or 0, timezone.localdate(row.called_at), row.pk, str(row.target), told)


def won(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    """Those of them that ended in interest or an appointment."""
    kept = set(
        calls.attempts(actor)
        .filter(kind__in=SUCCESSES, employee__in=people, called_at__range=_span(first, last))
        .values_list("pk", flat=True)
    )
    return (row for row in made(actor, people, first, last) if row.key in kept)


def doors(actor: Actor, people: Collection[int], first: date, last: date) -> Iterable[Document]:
    """Doors called at while canvassing."""
    rows = canvassing.stops(actor).filter(employee__in=people, called_at__range=_span(first, last))
    for row in rows.order_by("called_at", "pk"):
        told = f"{StopResult(row.result).label} · {row.area}"
        yield Document(row.employee_id or 0, timezone.localdate(row.called_at), row.pk, str(row), told)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    """The first and last moment of these days."""
    return _begin(first), _begin(last + timedelta(days=1)) - timedelta(microseconds=1)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def register() -> None:
    """Tell it where the reports of field work read it."""
    page, code = "field:callattempt_record", "field.view_callattempt"
    workday.declare("calls", _("Calls made"), code, page, made, order=20)
    workday.declare("calls_won", _("Successful calls"), code, page, won, order=21)
    workday.declare(
        "doors", _("Doors called at"), "field.view_canvassstop", "field:canvassstop_record", doors, order=25
    )  # fmt: skip


# -- What was agreed ---------------------------------------------------------------------------------------------------


def recalls(actor: Actor, day: date) -> list[tuple[CallList, int]]:
    """The lists one calls from on which calls were agreed for this day or before, and how many; one query."""
    end = _span(day, day)[1]
    due = CallTarget.objects.visible_to(actor).filter(
        calls.free(actor, timezone.now()), call_list_id=models.OuterRef("pk"), state=TargetState.OPEN,
        recall_at__lte=end,
    )  # fmt: skip
    mine = Q(owner_id=actor.employee_id) | Q(pk__in=_called_by(actor))
    rows: Any = CallList.objects.visible_to(actor).filter(mine, state=ListState.OPEN).order_by("name", "pk")
    return [(row, row.recall_count) for row in rows.annotate(recall_count=_number(due)) if row.recall_count]


def _called_by(actor: Actor) -> Any:
    return CallList.objects.filter(members__employee_id=actor.employee_id or 0).order_by().values("pk")


def _number(rows: models.QuerySet[CallTarget]) -> Any:
    counted = rows.order_by().values("call_list_id").annotate(n=models.Count("pk")).values("n")
    return models.functions.Coalesce(models.Subquery(counted, output_field=models.IntegerField()), 0)
