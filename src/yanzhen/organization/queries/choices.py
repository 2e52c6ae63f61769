"""What filters offer of the organisation, and how a key reads in words."""

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from yanzhen.organization.queries import employees as employee_rows
from yanzhen.organization.queries import positions as position_rows
from yanzhen.organization.queries import regions as region_rows
from yanzhen.organization.queries import territories as territory_rows
from yanzhen.organization.queries import units as unit_rows
from yanzhen.platform.pages.filters import name_of, options_of

employees, employee_name = options_of(employee_rows.visible), name_of(employee_rows.visible)
units, unit_name = options_of(unit_rows.visible), name_of(unit_rows.visible)
territories, territory_name = options_of(territory_rows.visible), name_of(territory_rows.visible)
regions, region_name = options_of(region_rows.visible), name_of(region_rows.visible)
positions, position_name = options_of(position_rows.visible), name_of(position_rows.visible)


def without_active(path: str) -> Callable[[], Q]:
    """Whether the employee at `path` is not there, or has left: the last day has passed."""
    return lambda: Q(**{f"{path}__isnull": True}) | Q(**{f"{path}__left_on__lt": timezone.localdate()})
