"""Who looks after which territory, from when to when."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.models import Coverage, Employee, Territory
from yanzhen.platform import writes
from yanzhen.platform.actor import Actor


@writes.write("organization.add_coverage")
def create(*, actor: Actor, **values: Any) -> Coverage:
    """Put a person in charge of a territory; the same pair may not overlap in time."""
    coverage = writes.create(Coverage, actor=actor, **values)
    _refuse_overlap(coverage)
    return coverage


@writes.write("organization.change_coverage")
def change(instance: Coverage, *, actor: Actor, version: int | None = None, **values: Any) -> Coverage:
    coverage = writes.change(instance, actor=actor, version=version, **values)
    _refuse_overlap(coverage)
    return coverage


@writes.write("organization.remove_coverage")
def remove(instance: Coverage, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


@writes.write("organization.add_coverage")
def cover(
    *,
    actor: Actor,
    territory: Territory,
    employee: Employee,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Coverage:
    """Put a person in charge of a territory."""
    return create(actor=actor, territory=territory, employee=employee, starts_on=starts_on, ends_on=ends_on)


def _refuse_overlap(coverage: Coverage) -> None:
    Employee.objects.select_for_update(no_key=True).get(pk=coverage.employee_id)
    others = Coverage.objects.filter(employee=coverage.employee_id, territory=coverage.territory_id)
    if coverage.ends_on is not None:
        others = others.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=coverage.ends_on))
    if coverage.starts_on is not None:
        others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=coverage.starts_on))
    if others.exclude(pk=coverage.pk).exists():
        raise RuleBroken(
            _("This person already covers this territory at that time."), field="starts_on", code="overlap"
        )
