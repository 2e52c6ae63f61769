from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.organization import forms, lists
from yanzhen.organization.lists import EMPLOYEE, REGION, TERRITORY, UNIT
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
from yanzhen.organization.services import (
    assignments,
    calendar,
    companies,
    coverages,
    employees,
    positions,
    regions,
    territories,
    units,
)
from yanzhen.platform import timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Noun, Tab
from yanzhen.platform.search import Find

_c, _u, _p, _r, _t = (partial(describe, m) for m in (Company, Unit, Position, Region, Territory))
_e, _a, _v, _d = (partial(describe, m) for m in (Employee, Assignment, Coverage, CalendarDay))

COMPANIES = nouns.declare(
    Noun(
        model=Company,
        slug="companies",
        icon="building",
        list=lists.COMPANIES,
        fields=[_c("code"), _c("name"), _c("name_en"), _c("currency"), _c("version")],
        form=forms.CompanyForm,
        services=companies,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
UNITS = nouns.declare(
    Noun(
        model=Unit,
        slug="units",
        icon="sitemap",
        list=lists.UNITS,
        fields=[
            _u("code"),
            _u("name"),
            _u("name_en"),
            _u("kind"),
            _u("parent", page=UNIT),
            _u("company"),
            _u("version"),
        ],
        form=forms.UnitForm,
        services=units,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code", "parent")),
    )
)
POSITIONS = nouns.declare(
    Noun(
        model=Position,
        slug="positions",
        icon="id-badge-2",
        list=lists.POSITIONS,
        fields=[_p("code"), _p("name"), _p("name_en"), _p("kind"), _p("version")],
        form=forms.PositionForm,
        services=positions,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
REGIONS = nouns.declare(
    Noun(
        model=Region,
        slug="regions",
        icon="map",
        list=lists.REGIONS,
        fields=[_r("code"), _r("name"), _r("name_en"), _r("version")],
        form=forms.RegionForm,
        services=regions,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code",)),
    )
)
TERRITORIES = nouns.declare(
    Noun(
        model=Territory,
        slug="territories",
        icon="map-pin",
        list=lists.TERRITORIES,
        fields=[_t("code"), _t("name"), _t("name_en"), _t("region", page=REGION), _t("version")],
        form=forms.TerritoryForm,
        services=territories,
        find=Find(titles=("name", "name_en"), codes=("code",), shown=("code", "region")),
    )
)
EMPLOYEES = nouns.declare(
    Noun(
        model=Employee,
        slug="employees",
        icon="users",
        list=lists.EMPLOYEES,
        fields=[
            _e("number"),
            _e("name"),
            _e("name_en"),
            _e("unit", page=UNIT),
            _e("position"),
            _e("manager", page=EMPLOYEE),
            _e("second_manager", page=EMPLOYEE),
            _e("phone"),
            _e("email"),
            _e("base_pay", kind="money"),
            _e("hired_on"),
            _e("left_on"),
            _e("version"),
        ],
        groups={
            _("Place"): ("unit", "position", "manager", "second_manager"),
            pgettext_lazy("ways to reach somebody", "Contact"): ("phone", "email"),
            _("Employment"): ("hired_on", "left_on", "base_pay"),
        },
        form=forms.EmployeeForm,
        services=employees,
        find=Find(titles=("name", "name_en"), codes=("number",), phone="phone", shown=("number", "position", "unit")),
    )
)
ASSIGNMENTS = nouns.declare(
    Noun(
        model=Assignment,
        slug="assignments",
        icon="arrows-exchange",
        list=lists.ASSIGNMENTS,
        fields=[
            _a("employee", page=EMPLOYEE),
            _a("unit", page=UNIT),
            _a("position"),
            _a("manager", page=EMPLOYEE),
            _a("second_manager", page=EMPLOYEE),
            _a("starts_on"),
            _a("ends_on"),
            _a("version"),
        ],
        form=forms.AssignmentForm,
        services=assignments,
    )
)
COVERAGES = nouns.declare(
    Noun(
        model=Coverage,
        slug="coverages",
        icon="map-2",
        list=lists.COVERAGES,
        fields=[
            _v("employee", page=EMPLOYEE),
            _v("territory", page=TERRITORY),
            _v("starts_on"),
            _v("ends_on"),
            _v("version"),
        ],
        form=forms.CoverageForm,
        services=coverages,
    )
)
CALENDAR_DAYS = nouns.declare(
    Noun(
        model=CalendarDay,
        slug="calendar-days",
        icon="calendar-off",
        list=lists.CALENDAR_DAYS,
        fields=[_d("day"), _d("is_working"), _d("name"), _d("name_en"), _d("version")],
        form=forms.CalendarDayForm,
        services=calendar,
    )
)

nouns.relate(
    "organization.unit",
    Tab("people", _("People"), "organization.employee", "unit"),
    Tab("below", _("Units below"), "organization.unit", "parent"),
)
nouns.relate("organization.position", Tab("people", _("People"), "organization.employee", "position"))
nouns.relate("organization.region", Tab("territories", _("Territories"), "organization.territory", "region"))
nouns.relate("organization.territory", Tab("coverage", _("Who covers it"), "organization.coverage", "territory"))
nouns.relate(
    "organization.employee",
    Tab("reports", _("Reports"), "organization.employee", "manager"),
    Tab("assignments", _("Assignments"), "organization.assignment", "employee"),
    Tab("coverage", _("Territories"), "organization.coverage", "employee"),
)

PEOPLE = _("People")
for order, label, icon, noun in (
    (70, _("Employees"), "users", "employee"),
    (72, _("Units"), "sitemap", "unit"),
    (74, _("Territories"), "map-pin", "territory"),
):
    navigation.add(
        navigation.Place(
            order,
            label,
            icon,
            f"organization:{noun}_list",
            f"organization.view_{noun}",
            section=PEOPLE,
            phone=noun == "employee",
            key="e" if noun == "employee" else "",
        )
    )

timeline.VERBS.update({"assign": _("gave another place"), "end": _("ended this")})
ORGANISATION = _("Organisation")
for order, label, icon, noun in (
    (110, _("Companies"), "building", "company"),
    (120, _("Units"), "sitemap", "unit"),
    (130, _("Positions"), "id-badge-2", "position"),
    (140, _("Assignments"), "arrows-exchange", "assignment"),
    (150, _("Regions"), "map", "region"),
    (160, _("Territories"), "map-pin", "territory"),
    (170, _("Who covers which territory"), "map-2", "coverage"),
):
    navigation.add_setting(
        navigation.Place(
            order, label, icon, f"organization:{noun}_list", f"organization.view_{noun}", section=ORGANISATION
        )
    )
navigation.add_setting(
    navigation.Place(
        180,
        _("Working days"),
        "calendar",
        "organization:calendar",
        "organization.view_calendarday",
        section=ORGANISATION,
    )
)
timeline.VERBS.update({"take_public_days": _("took over public holidays")})
