"""Who left, what moved, sales in two currencies: the figures stay where they are, and it is said."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from tests.test_pace import actor

from yanzhen.accounts.tests.factories import user_with
from yanzhen.analysis.tests import books as builder
from yanzhen.analysis.tests.books import Books
from yanzhen.lib.periods import Period
from yanzhen.organization.services import units
from yanzhen.planning.models import Plan, PlanCell, Quota
from yanzhen.planning.queries import gaps, pace, plan_changes, sheets, standings
from yanzhen.platform import roles, warehouse
from yanzhen.platform.actor import SYSTEM, Reach
from yanzhen.platform.warehouse import store

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 9, 10)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Books, Plan]]:
    """A plan of 2026, 1 000.00 a month each: 员工2 (EAST-1, region N) sold 300, 员工4 (WEST, region S) 500."""
    with django_db_blocker.unblock(), transaction.atomic():
        books = builder.things()
        plan = Plan.objects.create(name="2026", unit=books.units[0], starts_on=YEAR.start, state="published")
        for person, unit, region, amount in ((2, 3, 0, "300.00"), (4, 2, 1, "500.00")):
            owner = {"owner": books.people[person], "unit": books.units[unit], "territory": books.territories[region]}
            builder.order(books, f"A{person}", date(2026, 2, 3), [(0, "1", amount, None)], **owner)
            PlanCell.objects.bulk_create(
                PlanCell(plan=plan, month=date(2026, m, 1), person=books.people[person], unit=books.units[unit],
                         region=books.regions[region], amount=D(1000))
                for m in range(1, 13)
            )  # fmt: skip
            Quota.objects.create(
                plan=plan, person=books.people[person], unit=books.units[unit], metric="revenue", amount=D(12000),
                starts_on=YEAR.start, months=12,
            )  # fmt: skip
        warehouse.rebuild()
        yield books, plan
        store.manifest_path(store.folder()).unlink()
        transaction.set_rollback(True)


STALE: list[bool] = []
"""Filled by a test that renewed the figures: its orders are gone with it, the figures only when renewed again."""


def renew() -> None:
    warehouse.rebuild()
    STALE.append(True)


@pytest.fixture
def made(founded: tuple[Books, Plan], db: None) -> Iterator[tuple[Books, Plan]]:
    if STALE:
        warehouse.rebuild()
        STALE.clear()
    with translation.override("en"):
        yield founded


def figures(plan: Plan) -> dict[str, Any]:
    """Planned and reached of the whole, by person, and attained."""
    whole = pace.standing(SYSTEM, plan, pace.Subject(), YEAR, ON)
    people = standings.of(SYSTEM, plan, standings.spans(plan, "plan")[0], today=ON)
    for view in sheets.VIEWS:
        assert view.make(SYSTEM, plan, ON).heads
    assert gaps.located(SYSTEM, whole)
    reached = {p.person.name: (s.quota, s.actual) for p in people if (s := p.of("revenue")) is not None}
    return {"plan": whole.pace.plan, "actual": whole.pace.actual, "reached": reached}


USUAL = {"plan": 2_400_000, "actual": 80_000, "reached": {"员工2": (D(12000), D(300)), "员工4": (D(12000), D(500))}}


def test_nothing_is_said_while_nothing_has_changed(made: tuple[Books, Plan]) -> None:
    assert figures(made[1]) == USUAL
    assert plan_changes.told(SYSTEM, made[1], ON) == []


def test_who_left_in_mid_year_keeps_figures_and_sales(made: tuple[Books, Plan]) -> None:
    books, plan = made
    books.people[2].left_on = date(2026, 6, 30)
    books.people[2].save(update_fields=["left_on"])
    assert figures(plan) == USUAL
    assert pace.standing(SYSTEM, plan, pace.Subject("person", books.people[2].pk), YEAR, ON).pace.actual == 30_000
    (said,) = plan_changes.told(SYSTEM, plan, ON)
    assert said.startswith("Left: 员工2 (2026-06-30).")


def test_who_went_to_another_unit_is_told(made: tuple[Books, Plan]) -> None:
    books, plan = made
    books.people[4].unit = books.units[3]
    books.people[4].save(update_fields=["unit"])
    assert figures(plan)["plan"] == USUAL["plan"]
    assert (
        plan_changes.told(SYSTEM, plan, ON) == ["In another unit by now: 员工4 (East-1). The plan keeps their figures."]
        or "员工4 (EAST-1部)" in plan_changes.told(SYSTEM, plan, ON)[0]
    )


def test_a_unit_that_moved_to_another_region_keeps_its_books(made: tuple[Books, Plan]) -> None:
    books, plan = made
    owner = {"owner": books.people[2], "unit": books.units[3], "territory": books.territories[1]}
    builder.order(books, "M", date(2026, 8, 3), [(0, "1", "70.00", None)], **owner)
    renew()
    found = pace.standing(SYSTEM, plan, pace.Subject(), YEAR, ON)
    assert found.pace.actual == 87_000
    located = {one.cause.side: one.cause for one in gaps.located(SYSTEM, found)}
    came = {part.key: part.actual for part in located["region"].parts}
    assert came == {books.regions[0].pk: 30_000, books.regions[1].pk: 57_000}, "where the books have it"
    (said,) = plan_changes.told(SYSTEM, plan, ON)
    assert said.startswith("Selling in another region than planned: ")
    assert "S区" in said


def test_a_unit_put_under_another_one_is_told(made: tuple[Books, Plan]) -> None:
    books, _plan = made
    east = Plan.objects.create(name="East", unit=books.units[1], starts_on=YEAR.start, state="published")
    PlanCell.objects.create(plan=east, month=YEAR.start, person=books.people[2], unit=books.units[3], amount=D(5))
    units.change(books.units[3], actor=SYSTEM, parent=books.units[2])
    renew()
    found = pace.standing(SYSTEM, east, pace.Subject(), YEAR, ON)
    assert (found.pace.plan, found.pace.actual) == (500, 0)
    assert any(said.startswith("No longer below East: ") for said in plan_changes.told(SYSTEM, east, ON))


def test_sales_in_another_currency_are_told_and_not_added(made: tuple[Books, Plan]) -> None:
    books, plan = made
    builder.order(books, "U", date(2026, 5, 5), [(0, "1", "999.00", None)], currency="USD")
    renew()
    assert figures(plan) == USUAL
    assert plan_changes.told(SYSTEM, plan, ON) == ["Sales in USD are not counted: this plan is in CNY."]


def test_nobody_hears_of_people_out_of_reach(made: tuple[Books, Plan]) -> None:
    books, plan = made
    books.people[2].left_on = date(2026, 6, 30)
    books.people[2].save(update_fields=["left_on"])
    rep = actor(roles.REP, Reach(employee_ids=frozenset({books.people[4].pk})), books.people[4])
    assert plan_changes.told(rep, plan, ON) == []


@pytest.mark.parametrize("place", ["pace", "views", "quotas"])
def test_pages_say_it(made: tuple[Books, Plan], place: str) -> None:
    books, plan = made
    books.people[2].left_on = date(2026, 6, 30)
    books.people[2].save(update_fields=["left_on"])
    client = Client()
    user = user_with("director")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/planning/plans/{plan.pk}/{place}/")
    assert answer.status_code == 200
    assert "员工2 (2026-06-30)" in answer.content.decode()
