from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.organization.enums import UnitKind
from yanzhen.organization.models import (
    Assignment,
    CalendarDay,
    Company,
    Coverage,
    Employee,
    Position,
    Region,
    Territory,
    Unit,
)
from yanzhen.organization.queries import (
    assignments,
    calendar,
    choices,
    companies,
    coverages,
    employees,
    positions,
    regions,
    territories,
    units,
)
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec

_c, _u, _p, _r, _t = (partial(describe, m) for m in (Company, Unit, Position, Region, Territory))
_e, _a, _v, _d = (partial(describe, m) for m in (Employee, Assignment, Coverage, CalendarDay))
EMPLOYEE, UNIT, REGION, TERRITORY = (f"organization:{n}_record" for n in ("employee", "unit", "region", "territory"))
CODE_AND_NAME = ("code", "name", "name_en")

COMPANIES = ListSpec(
    query=companies.visible,
    columns=[_c("code"), _c("name", source="label", card="title"), _c("currency", card="sub")],
    search=CODE_AND_NAME,
    sort="code",
)
UNITS = ListSpec(
    query=units.visible,
    columns=[
        _u("code"),
        _u("name", source="label", card="title"),
        _u("kind", card="badge"),
        _u("parent", page=UNIT, card="sub"),
        _u("company", card="hide"),
    ],
    filters=[
        Filter("parent", _("belongs to"), "ref", "parent", options=choices.units, named=choices.unit_name),
        Filter("kind", _("kind"), "choice", "kind", choices=dict(UnitKind.choices)),
    ],
    search=CODE_AND_NAME,
    sort="code",
)
POSITIONS = ListSpec(
    query=positions.visible,
    columns=[_p("code"), _p("name", source="label", card="title"), _p("kind", card="badge")],
    search=CODE_AND_NAME,
    sort="code",
)
REGIONS = ListSpec(
    query=regions.visible,
    columns=[_r("code"), _r("name", source="label", card="title")],
    search=CODE_AND_NAME,
    sort="code",
)
TERRITORIES = ListSpec(
    query=territories.visible,
    columns=[_t("code"), _t("name", source="label", card="title"), _t("region", page=REGION, card="sub")],
    filters=[Filter("region", _("region"), "ref", "region", options=choices.regions, named=choices.region_name)],
    search=CODE_AND_NAME,
    sort="code",
)
EMPLOYEES = ListSpec(
    query=employees.visible,
    columns=[
        _e("number"),
        _e("name", source="label", card="title"),
        _e("position", card="badge"),
        _e("unit", page=UNIT, card="sub"),
        _e("manager", page=EMPLOYEE),
        _e("phone"),
        _e("hired_on", card="hide"),
        _e("left_on", card="hide"),
    ],
    filters=[
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
        Filter(
            "manager",
            _("reports to"),
            "ref",
            "manager",
            options=choices.employees,
            named=choices.employee_name,
            also=("second_manager",),
        ),
        Filter("position", _("position"), "ref", "position", options=choices.positions, named=choices.position_name),
        Filter("hired_on", _("hired on"), "date", "hired_on"),
        Filter("left", _("has left"), "has", "left_on"),
    ],
    search=("number", "name", "name_en"),
    sort="number",
)
ASSIGNMENTS = ListSpec(
    query=assignments.visible,
    columns=[
        _a("employee", page=EMPLOYEE, card="title"),
        _a("unit", page=UNIT, card="sub"),
        _a("position", card="badge"),
        _a("manager"),
        _a("second_manager", card="hide"),
        _a("starts_on"),
        _a("ends_on"),
    ],
    filters=[
        Filter("employee", _("employee"), "ref", "employee", options=choices.employees, named=choices.employee_name),
        Filter("unit", _("unit"), "ref", "unit", options=choices.units, named=choices.unit_name),
    ],
    search=("employee__name", "employee__number"),
    sort="-starts_on",
)
COVERAGES = ListSpec(
    query=coverages.visible,
    columns=[
        _v("territory", page=TERRITORY, card="title"),
        _v("employee", page=EMPLOYEE, card="sub"),
        _v("starts_on"),
        _v("ends_on"),
    ],
    filters=[
        Filter("employee", _("employee"), "ref", "employee", options=choices.employees, named=choices.employee_name),
        Filter(
            "territory", _("territory"), "ref", "territory", options=choices.territories, named=choices.territory_name
        ),
    ],
    search=("employee__name", "territory__name"),
    sort="-starts_on",
)
CALENDAR_DAYS = ListSpec(
    query=calendar.visible,
    columns=[_d("day", card="meta"), _d("name", source="label", card="title"), _d("is_working", card="badge")],
    filters=[
        Filter("day", _d("day").label, "date", "day"),
        Filter("is_working", _d("is_working").label, "bool", "is_working"),
    ],
    search=("name", "name_en"),
    sort="-day",
)
