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
from yanzhen.organization.queries import companies, employees, positions, regions, territories, units
from yanzhen.platform.pages.forms import NounForm, Visible


class CompanyForm(NounForm):
    class Meta:
        model = Company
        fields = ["code", "name", "name_en", "currency"]


class UnitForm(NounForm):
    scopes = {"company": companies.visible, "parent": units.visible}

    class Meta:
        model = Unit
        fields = ["code", "name", "name_en", "company", "parent", "kind"]


class PositionForm(NounForm):
    class Meta:
        model = Position
        fields = ["code", "name", "name_en", "kind"]


class RegionForm(NounForm):
    class Meta:
        model = Region
        fields = ["code", "name", "name_en"]


class TerritoryForm(NounForm):
    scopes = {"region": regions.visible}

    class Meta:
        model = Territory
        fields = ["code", "name", "name_en", "region"]


PEOPLE: dict[str, Visible] = {
    "unit": units.visible,
    "position": positions.visible,
    "manager": employees.visible,
    "second_manager": employees.visible,
}


class EmployeeForm(NounForm):
    scopes = PEOPLE

    class Meta:
        model = Employee
        fields = [
            "number",
            "name",
            "name_en",
            "unit",
            "position",
            "manager",
            "second_manager",
            "phone",
            "email",
            "base_pay",
            "hired_on",
            "left_on",
        ]


class AssignmentForm(NounForm):
    scopes = {**PEOPLE, "employee": employees.visible}

    class Meta:
        model = Assignment
        fields = ["employee", "unit", "position", "manager", "second_manager", "starts_on"]


class CoverageForm(NounForm):
    scopes = {"employee": employees.visible, "territory": territories.visible}

    class Meta:
        model = Coverage
        fields = ["employee", "territory", "starts_on", "ends_on"]


class CalendarDayForm(NounForm):
    class Meta:
        model = CalendarDay
        fields = ["day", "is_working", "name", "name_en"]
