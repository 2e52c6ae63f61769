"""Reads of handovers: whose belongings they are, who may take them, and what the leaver took out before."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from yanzhen.accounts.queries import users
from yanzhen.crm.models import Handover, HandoverItem
from yanzhen.organization.queries import coverages, employees, people
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import ScopedQuerySet, of_open_kinds
from yanzhen.platform.people import directory

CHECKED = "check_handover"
"""How the trail calls that everything was tried and taken back."""
EXPORTS_OF = timedelta(days=30)
CHANGES_PEOPLE = "accounts.change_user"


def visible(actor: Actor) -> ScopedQuerySet[Handover]:
    """Handovers of people in reach."""
    return Handover.objects.visible_to(actor).naming("employee").order_by("-pk")


def items(actor: Actor) -> ScopedQuerySet[HandoverItem]:
    """What they hold."""
    rows = HandoverItem.objects.visible_to(actor).naming("handover", "handover__employee", "customer", "heir")
    return rows.filter(of_open_kinds(actor)).order_by("pk")


def leavers(actor: Actor) -> QuerySet[Any]:
    """Whose things `actor` may hand over: people who report to them; for an administrator everybody in sight."""
    rows = employees.visible(actor).exclude(pk=actor.employee_id or 0)
    if actor.is_system or actor.can(CHANGES_PEOPLE):
        return rows
    team = people.report_ids(actor.employee_id) if actor.employee_id is not None else frozenset[int]()
    return rows.filter(pk__in=team)


def account(employee_id: int) -> Any | None:
    """The account of an employee, with access or without."""
    return users.visible(SYSTEM).filter(employee_id=employee_id).first()


def heirs(employee: Any) -> dict[int, str]:
    """Who may take over: people with access in the same company, by the key of their employee."""
    found = employees.visible(SYSTEM).filter(unit__company_id=employees.unit_of(employee).company_id)
    ids = {e.pk: e.label for e in found.exclude(pk=employee.pk).filter(left_on=None)}
    active = directory().of_employees(ids)
    return {key: ids[key] for key in ids if key in active}


def territory_heirs(employee_id: int, allowed: dict[int, str]) -> dict[int, int]:
    """By territory, who else covers it today: whoever has longest done so."""
    today, found = timezone.localdate(), dict[int, int]()
    rows = coverages.visible(SYSTEM).exclude(employee_id=employee_id).filter(employee_id__in=list(allowed))
    for row in rows.order_by(F("starts_on").asc(nulls_first=True), "pk"):
        begun = row.starts_on is None or row.starts_on <= today
        if begun and (row.ends_on is None or row.ends_on >= today):
            found.setdefault(row.territory_id, row.employee_id)
    return found


def mates(employee: Any, allowed: dict[int, str]) -> list[int]:
    """The people of the same unit who may take over, without its manager; by staff number."""
    rows = employees.visible(SYSTEM).filter(unit_id=employee.unit_id, pk__in=list(allowed))
    return [row.pk for row in rows if row.pk != employee.manager_id]


def exports_of(user_id: int | None, actor: Actor) -> list[dict[str, Any]]:
    """What a person took out of the house in the last 30 days, the latest first."""
    if user_id is None:
        return []
    since = timezone.now() - EXPORTS_OF
    rows = apps.get_model("platform", "ExportRecord")._default_manager.filter(user_id=user_id, exported_at__gte=since)
    shown = rows.filter(of_open_kinds(actor)).order_by("-pk")[:50]
    return [{"when": r.exported_at, "title": r.title, "rows": r.rows, "format": r.file_format} for r in shown]


def last_check(handover: Handover) -> dict[str, Any] | None:
    """When everything was last tried, and how many records; nothing once the shares have changed since."""
    entries = apps.get_model("platform", "AuditEntry")._default_manager.filter(noun_name=Handover.noun())
    last = entries.filter(object_id=handover.pk).order_by("-pk").first()
    if last is None or last.verb != CHECKED:
        return None
    return {"when": last.happened_at, "tried": last.after.get("tried", 0), "refused": last.after.get("refused", 0)}


def counts(handover: Handover) -> dict[str, int]:
    """How many items are in each state."""
    found = handover.items.order_by().values_list("state").annotate(number=Count("pk"))
    return dict(found)
