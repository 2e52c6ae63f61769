from yanzhen.organization.models.calendar import CalendarDay
from yanzhen.organization.models.companies import Company
from yanzhen.organization.models.employees import Assignment, Employee, Position
from yanzhen.organization.models.territories import Coverage, Region, Territory
from yanzhen.organization.models.units import Unit

__all__ = ["Assignment", "CalendarDay", "Company", "Coverage", "Employee", "Position", "Region", "Territory", "Unit"]
