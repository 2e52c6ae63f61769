"""Rows of the organisation for the tests of all floors; made directly, with the paths right."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from yanzhen.organization.models import Assignment, Company, Coverage, Employee, Position, Region, Territory, Unit


class CompanyFactory(DjangoModelFactory[Company]):
    class Meta:
        model = Company

    code = factory.Sequence(lambda n: f"C{n:03}")
    name = factory.Sequence(lambda n: f"远山家具 {n}")
    name_en = factory.Sequence(lambda n: f"Far Hills Furniture {n}")
    currency = "CNY"


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"U{n:03}")
    name = factory.Sequence(lambda n: f"部门 {n}")
    name_en = factory.Sequence(lambda n: f"Unit {n}")
    parent = None
    company = factory.LazyAttribute(lambda o: o.parent.company if o.parent else CompanyFactory())

    @factory.post_generation
    def path(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)


class PositionFactory(DjangoModelFactory[Position]):
    class Meta:
        model = Position

    code = factory.Sequence(lambda n: f"P{n:03}")
    name = factory.Sequence(lambda n: f"岗位 {n}")


class EmployeeFactory(DjangoModelFactory[Employee]):
    """A person with the first assignment since 1 January 2024."""

    class Meta:
        model = Employee
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"{n:05}")
    name = factory.Sequence(lambda n: f"员工{n}")
    name_en = factory.Sequence(lambda n: f"Employee {n}")
    unit = factory.SubFactory(UnitFactory)
    hired_on = date(2024, 1, 1)

    @factory.post_generation
    def assigned(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            Assignment.objects.create(
                employee=self,
                unit=self.unit,
                position=self.position,
                manager=self.manager,
                second_manager=self.second_manager,
                starts_on=self.hired_on,
            )


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region

    code = factory.Sequence(lambda n: f"R{n:03}")
    name = factory.Sequence(lambda n: f"大区 {n}")


class TerritoryFactory(DjangoModelFactory[Territory]):
    class Meta:
        model = Territory

    code = factory.Sequence(lambda n: f"T{n:03}")
    name = factory.Sequence(lambda n: f"区域 {n}")
    region = factory.SubFactory(RegionFactory)


class CoverageFactory(DjangoModelFactory[Coverage]):
    class Meta:
        model = Coverage

    employee = factory.SubFactory(EmployeeFactory)
    territory = factory.SubFactory(TerritoryFactory)
