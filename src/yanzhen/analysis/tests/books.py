"""A small firm's books for tests: two regions, a tree of units, five people, two currencies, returns and unknowns."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps

FIRST, LAST = date(2024, 11, 15), date(2026, 3, 10)


def model(label: str) -> Any:
    """A model of another floor."""
    return apps.get_model(label)


@dataclass
class Books:
    """What was made."""

    units: list[Any] = field(default_factory=list)
    people: list[Any] = field(default_factory=list)
    regions: list[Any] = field(default_factory=list)
    territories: list[Any] = field(default_factory=list)
    categories: list[Any] = field(default_factory=list)
    products: list[Any] = field(default_factory=list)
    types: list[Any] = field(default_factory=list)
    customers: list[Any] = field(default_factory=list)


def things() -> Books:
    """Everything but orders."""
    books = Books()
    company = model("organization.Company").objects.create(code="C", name="雁阵家具", name_en="Yanzhen Furniture")
    unit = model("organization.Unit")
    for code, parent in (("ROOT", None), ("EAST", 0), ("WEST", 0), ("EAST-1", 1)):
        above = books.units[parent] if parent is not None else None
        new = unit.objects.create(code=code, name=f"{code}部", name_en=code.title(), company=company, parent=above)
        new.path = f"{above.path if above else '/'}{new.pk}/"
        new.save(update_fields=["path"])
        books.units.append(new)
    for n, at in enumerate((0, 1, 3, 3, 2)):
        person = model("organization.Employee").objects.create(number=f"E{n}", name=f"员工{n}", unit=books.units[at])
        books.people.append(person)
    for code in ("N", "S"):
        books.regions.append(model("organization.Region").objects.create(code=code, name=f"{code}区"))
    for n in range(3):
        territory = model("organization.Territory").objects.create(
            code=f"T{n}", name=f"片区{n}", region=books.regions[n % 2]
        )
        books.territories.append(territory)
    for code, parent in (("HOME", None), ("OFFICE", None), ("SOFA", 0)):
        above = books.categories[parent] if parent is not None else None
        books.categories.append(model("products.Category").objects.create(code=code, name=code, parent=above))
    for n in range(6):
        product = model("products.Product").objects.create(
            code=f"00{n}", name=f"产品{n}", category=books.categories[n % 3]
        )
        books.products.append(product)
    for code in ("DEALER", "HOTEL"):
        books.types.append(model("crm.CustomerType").objects.create(code=code, name=code))
    for n in range(9):
        customer = model("crm.Customer").objects.create(
            code=f"K{n}",
            name=f"客户{n}",
            unit=books.units[n % 4],
            customer_type=books.types[n % 2] if n % 3 else None,
        )
        books.customers.append(customer)
    return books


def order(books: Books, number: str, on: date, lines: list[tuple[int, str, str, str | None]], **values: Any) -> Any:
    """One order; lines are product index, quantity, net amount and cost."""
    fields = {
        "kind": "sale",
        "state": "confirmed",
        "customer": books.customers[0],
        "owner": books.people[2],
        "unit": books.units[3],
        "territory": books.territories[0],
        "currency": "CNY",
        **values,
    }
    new = model("orders.Order").objects.create(number=number, ordered_on=on, **fields)
    model("orders.OrderLine").objects.bulk_create(
        model("orders.OrderLine")(
            order=new,
            line_no=n,
            product=books.products[product],
            quantity=Decimal(quantity),
            unit_price=Decimal("1"),
            net_amount=Decimal(net),
            cost_amount=None if cost is None else Decimal(cost),
        )
        for n, (product, quantity, net, cost) in enumerate(lines, 1)
    )
    return new


def random_orders(books: Books, seed: int, count: int) -> None:
    """Orders of all kinds and states, spread over months, people and currencies."""
    chance = random.Random(seed)
    days = (LAST - FIRST).days
    for n in range(count):
        person = chance.choice([*books.people, None])
        is_return = chance.random() < 0.15
        sign = -1 if is_return else 1
        lines = []
        for _line in range(chance.randint(1, 5)):
            net = sign * chance.randint(-3, 2_000_000)
            cost = None if chance.random() < 0.2 else f"{Decimal(net * chance.randint(30, 120) // 100).scaleb(-2)}"
            quantity = Decimal(sign * chance.randint(1, 99_999)).scaleb(-chance.choice([0, 3]))
            lines.append((chance.randrange(6), str(quantity), str(Decimal(net).scaleb(-2)), cost))
        order(
            books,
            f"SO-{seed}-{n:05d}",
            FIRST + timedelta(days=chance.randint(0, days)),
            lines,
            kind="return" if is_return else "sale",
            state=chance.choice(["draft", "confirmed", "confirmed", "closed", "closed", "cancelled"]),
            customer=chance.choice(books.customers),
            owner=person,
            unit=person.unit if person else chance.choice(books.units),
            territory=chance.choice([*books.territories, None]),
            currency=chance.choice(["CNY", "CNY", "USD"]),
        )
