"""What can be imported of the organisation. Its trees and dated rows have rules of their own, so the services write."""

from yanzhen.organization.models import CalendarDay, Company, Coverage, Employee, Position, Region, Territory, Unit
from yanzhen.organization.services import (
    calendar,
    companies,
    coverages,
    employees,
    positions,
    regions,
    territories,
    units,
)
from yanzhen.platform.importing import words
from yanzhen.platform.imports.nouns import Noun, declare

declare(Noun(Company, ("code",), create=companies.create, change=companies.change, remove=companies.remove))
declare(Noun(Unit, ("code",), trees=("parent",), create=units.create, change=units.change, remove=units.remove))
declare(Noun(Position, ("code",), create=positions.create, change=positions.change, remove=positions.remove))
declare(Noun(Region, ("code",), create=regions.create, change=regions.change, remove=regions.remove))
declare(Noun(Territory, ("code",), create=territories.create, change=territories.change, remove=territories.remove))
declare(Noun(CalendarDay, ("day",), create=calendar.create, change=calendar.change, remove=calendar.remove))
declare(
    Noun(
        Coverage,
        ("employee", "territory", "starts_on"),
        create=coverages.create,
        change=coverages.change,
        remove=coverages.remove,
    )
)
declare(
    Noun(
        Employee,
        ("number",),
        trees=("manager", "second_manager"),
        create=employees.create,
        change=employees.change,
        remove=employees.remove,
        # The assignment that comes with the person goes with them; whoever assigns anew changes the person as well.
        loose=frozenset({"organization.assignment.employee"}),
    )
)

words.declare(
    "organization.employee",
    number=("员工编号", "员工号", "职工号", "employee number", "staff no", "employee id", "personnel number"),
    name=("员工姓名", "员工", "employee", "employee name"),
    unit=("所属部门", "department", "org unit"),
    position=("职位", "职务", "job title", "job"),
    manager=("上级", "汇报对象", "直属领导", "主管", "manager", "supervisor", "boss"),
    base_pay=("基本工资", "底薪", "月薪", "base salary", "salary"),
    hired_on=("入职时间", "到岗日期", "hire date", "start date", "joined"),
    left_on=("离职时间", "leaving date", "end date"),
)
words.declare("organization.unit", name=("部门", "部门名称", "组织名称", "department"), parent=("上级部门", "parent"))
words.declare("organization.region", name=("大区名称", "区域名称"))
words.declare("organization.coverage", starts_on=("生效日期", "start"), ends_on=("失效日期", "end"))
words.declare("organization.calendarday", day=("日期", "date"), is_working=("上班", "是否上班", "workday"))
