"""What filters offer of the organisation, and how a key reads in words."""

from collections.abc import Callable
from typing import Any

from django.db import models

from yanzhen.organization.queries import employees as employee_rows
from yanzhen.organization.queries import positions as position_rows
from yanzhen.organization.queries import regions as region_rows
from yanzhen.organization.queries import territories as territory_rows
from yanzhen.organization.queries import units as unit_rows
from yanzhen.platform.actor import Actor

Visible = Callable[[Actor], models.QuerySet[Any]]


def _options(visible: Visible) -> Callable[[Actor], list[tuple[Any, Any]]]:
    return lambda actor: [(row.pk, str(row)) for row in visible(actor)]


def _name(visible: Visible) -> Callable[[Actor, Any], str]:
    return lambda actor, key: str(visible(actor).filter(pk=key).first() or key)


employees, employee_name = _options(employee_rows.visible), _name(employee_rows.visible)
units, unit_name = _options(unit_rows.visible), _name(unit_rows.visible)
territories, territory_name = _options(territory_rows.visible), _name(territory_rows.visible)
regions, region_name = _options(region_rows.visible), _name(region_rows.visible)
positions, position_name = _options(position_rows.visible), _name(position_rows.visible)
