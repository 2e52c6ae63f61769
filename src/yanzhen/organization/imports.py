"""What can be imported of the organisation. Its trees and dated rows have rules of their own, so the services write."""

from yanzhen.organization.models import Company, Coverage, Employee, Position, Region, Territory, Unit
from yanzhen.organization.services import companies, coverages, employees, positions, regions, territories, units
from yanzhen.platform.imports.nouns import Noun, declare

declare(Noun(Company, ("code",), create=companies.create, change=companies.change))
declare(Noun(Unit, ("code",), trees=("parent",), create=units.create, change=units.change))
declare(Noun(Position, ("code",), create=positions.create, change=positions.change))
declare(Noun(Region, ("code",), create=regions.create, change=regions.change))
declare(Noun(Territory, ("code",), create=territories.create, change=territories.change))
declare(Noun(Coverage, ("employee", "territory", "starts_on"), create=coverages.create, change=coverages.change))
declare(
    Noun(
        Employee,
        ("number",),
        trees=("manager", "second_manager"),
        create=employees.create,
        change=employees.change,
    )
)
