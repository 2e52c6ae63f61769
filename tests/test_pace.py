"""Pace on real books: the figures an independent sum gives, inside each reach; cards, collection, pipeline."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from yanzhen.analysis.tests import books as builder
from yanzhen.analysis.tests.books import Books
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period
from yanzhen.organization.services import calendar
from yanzhen.planning.models import Improvement, Plan, PlanCell
from yanzhen.planning.queries import collecting, gaps, pace, pipeline, rolling, sheets
from yanzhen.planning.services import improvements
from yanzhen.planning.services import pace as services
from yanzhen.platform import functions, roles, warehouse
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor, Reach
from yanzhen.platform.warehouse import store

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 3, 10)


def model(label: str) -> Any:
    return apps.get_model(label)


def actor(role: str, reach: Reach, employee: Any = None) -> Actor:
    """Somebody with a standard role and this reach."""
    held = dict.fromkeys(functions.of_role(role), reach)
    return Actor(user_id=None, name=role, employee_id=employee.pk if employee else None, functions=held)


@pytest.fixture
def made(db: Any) -> Iterator[tuple[Books, Plan]]:
    """Fourteen months of orders, and a plan of 2026: 1 000.00 a month for each of two people, by region."""
    books = builder.things()
    for n, month in enumerate([date(2025, m, 5) for m in range(1, 13)]):
        builder.order(books, f"H{n}", month, [(0, "1", "800.00", "500"), (1, "1", "150.50", None)])
    builder.order(books, "A", date(2026, 1, 15), [(0, "1", "900.00", None)])
    builder.order(books, "B", date(2026, 2, 3), [(1, "1", "300.00", None)])
    other = {"owner": books.people[4], "unit": books.units[2], "territory": books.territories[1]}
    builder.order(books, "C", date(2026, 3, 2), [(2, "1", "450.25", None)], customer=books.customers[3], **other)
    builder.order(books, "R", date(2026, 3, 9), [(0, "-1", "-100.00", None)], kind="return")
    builder.order(books, "D", date(2026, 3, 20), [(0, "1", "999.00", None)])
    warehouse.rebuild()
    plan = Plan.objects.create(name="2026", unit=books.units[0], starts_on=YEAR.start, state="published")
    for person, unit, region in ((2, 3, 0), (4, 2, 1)):
        PlanCell.objects.bulk_create(
            PlanCell(plan=plan, month=date(2026, m, 1), person=books.people[person], unit=books.units[unit],
                     region=books.regions[region], amount=Decimal(1000))
            for m in range(1, 13)
        )  # fmt: skip
    yield books, plan
    store.manifest_path(store.folder()).unlink()


def test_the_pace_of_a_plan_equals_an_independent_sum(made: tuple[Books, Plan]) -> None:
    found = pace.standing(SYSTEM, made[1], pace.Subject(), YEAR, ON)
    # January and February are over: 4 000.00. March 2026 has 22 weekdays, 7 of them until the 10th:
    # 2 000 · 7 ÷ 22 = 636.36. Reached: 900 + 300 + 450.25 − 100; the order of the 20th is still to come.
    assert found.pace.due == 463_636
    assert found.pace.actual == 155_025
    assert (found.pace.plan, found.pace.gap) == (2_400_000, 155_025 - 463_636)
    # No forecast: (24 000 − 1 550.25) over the working days to come; history of 14 months tells the scatter.
    assert found.pace.basis == "run_rate"
    assert found.is_red
    assert found.points[2].on == ON
    assert found.points[-1].due == 2_400_000


def test_a_holiday_moves_what_is_due(made: tuple[Books, Plan]) -> None:
    calendar.create(actor=SYSTEM, day=date(2026, 3, 4), is_working=False, name="店庆")
    calendar.create(actor=SYSTEM, day=date(2026, 3, 21), is_working=True, name="盘点")
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    # 22 − 1 + 1 working days, 6 until the 10th: 2 000 · 6 ÷ 22 = 545.45.
    assert pace.standing(SYSTEM, made[1], pace.Subject(), march, ON).pace.due == 54_545


def test_every_side_carries_the_whole_gap(made: tuple[Books, Plan]) -> None:
    found = pace.standing(SYSTEM, made[1], pace.Subject(), YEAR, ON)
    located = {one.cause.side: one for one in gaps.located(SYSTEM, found)}
    assert set(located) == set(gaps.SIDES)
    assert {one.cause.gap for one in located.values()} == {found.pace.gap}
    assert {side for side, one in located.items() if one.is_planned} == {"region", "person"}
    worst = located["person"].cause.parts[0]
    assert (worst.due, worst.actual) == (231_818, 45_025)


def test_a_representative_sees_only_their_own_pace(made: tuple[Books, Plan]) -> None:
    books, plan = made
    rep = books.people[4]
    own = actor(roles.REP, Reach(employee_ids=frozenset({rep.pk})), rep)
    found = pace.standing(own, plan, pace.Subject(), YEAR, ON)
    assert (found.pace.plan, found.pace.actual) == (1_200_000, 45_025)
    assert pace.subjects(own, plan) == ([], [rep.pk])
    other = pace.standing(own, plan, pace.Subject("person", books.people[2].pk), YEAR, ON)
    assert (other.pace.plan, other.pace.actual) == (0, 0)


def test_margin_is_closed_to_those_who_may_not_see_it(made: tuple[Books, Plan]) -> None:
    rep = actor(roles.REP, EVERYTHING)
    with pytest.raises(PermissionDenied):
        pace.standing(rep, made[1], pace.Subject(), YEAR, ON, "margin")


def test_the_first_and_the_last_day_of_a_plan(made: tuple[Books, Plan]) -> None:
    before = pace.standing(SYSTEM, made[1], pace.Subject(), YEAR, date(2025, 6, 1))
    assert (before.pace.due, before.pace.actual) == (0, 0)
    after = pace.standing(SYSTEM, made[1], pace.Subject(), YEAR, date(2027, 6, 1))
    assert after.on == YEAR.end
    assert (after.pace.due, after.pace.chance) == (2_400_000, 0.0)


def card(plan: Plan, **values: Any) -> Improvement:
    given = {"title": "缺口", "what": "落后", "plan": plan, "gap_from": YEAR.start, "gap_to": YEAR.end, **values}
    return improvements.create(actor=SYSTEM, **given)


def test_a_card_keeps_the_gap_and_walks_its_steps(made: tuple[Books, Plan]) -> None:
    books, plan = made
    row = card(plan, owner=books.people[1], side="unit", key=books.units[1].pk)
    assert row.due_then is not None
    assert row.actual_then is not None
    with pytest.raises(RuleBroken):
        improvements.start(row, actor=SYSTEM)
    values = {"how": "补货", "measure": "两周内", "check_on": date(2026, 12, 1)}
    row = improvements.start(improvements.change(row, actor=SYSTEM, **values), actor=SYSTEM)
    with pytest.raises(RuleBroken):
        improvements.check(row, actor=SYSTEM, result=" ")
    row = improvements.check(row, actor=SYSTEM, result="补上一半")
    assert (row.state, row.actual_checked) == ("checked", row.actual_then)
    row = improvements.close(row, actor=SYSTEM, standard="每月备货")
    with pytest.raises(RuleBroken):
        improvements.change(row, actor=SYSTEM, title="x")
    with pytest.raises(RuleBroken):
        improvements.again(row, actor=SYSTEM)
    row.refresh_from_db()
    assert (row.state, row.title) == ("closed", "缺口")


def test_nobody_opens_a_card_for_people_out_of_reach(made: tuple[Books, Plan]) -> None:
    books, _plan = made
    rep = actor(roles.REP, Reach(employee_ids=frozenset({books.people[4].pk})), books.people[4])
    with pytest.raises(RuleBroken):
        improvements.create(actor=rep, title="x", what="y", owner=books.people[2])
    assert not Improvement.objects.exists()
    assert improvements.create(actor=rep, title="x", what="y").owner == books.people[4]


def test_the_collection_plan_rolls_on_from_the_books(made: tuple[Books, Plan]) -> None:
    books, plan = made
    customer, unit = books.customers[0], books.units[0]
    common = {"customer": customer, "unit": unit, "currency": "CNY"}
    invoice, receipt = model("receivables.Invoice"), model("receivables.Receipt")
    for n, (on, amount) in enumerate(((date(2025, 12, 1), 300), (date(2026, 1, 8), 500))):
        invoice.objects.create(number=f"I{n}", issued_on=on, due_on=on, amount=amount, **common)
    receipt.objects.create(number="R1", received_on=date(2026, 1, 20), amount=400, **common)
    PlanCell.objects.create(plan=plan, metric="collection", month=date(2026, 2, 1), amount=Decimal(100))
    lines, is_planned, _rate = collecting.lines(SYSTEM, plan, date(2026, 2, 10))
    assert is_planned
    # January out of the books: 300 + 500 − 400 = 400; 400 ÷ 500 · 31 = 24.8 days; 400 ÷ 800 = 50 %.
    assert (lines[0].opening, lines[0].sales, lines[0].receipts, lines[0].closing) == (30_000, 50_000, 40_000, 40_000)
    assert (lines[0].outstanding_days, lines[0].rate) == (Decimal("24.8"), Decimal("0.5"))
    # February out of the plan: 400 + 2 000 − 100.
    assert (lines[1].sales, lines[1].receipts, lines[1].closing) == (200_000, 10_000, 230_000)
    assert lines[2].opening == 230_000


def test_the_rolling_months_cross_the_end_of_the_year(made: tuple[Books, Plan]) -> None:
    sheet = rolling.sheet(SYSTEM, made[1], date(2026, 11, 20))
    assert [row[0] for row in sheet.rows][:3] == ["2026-11", "2026-12", "2027-01"]
    assert [row[2] for row in sheet.rows][:3] == [200_000, 200_000, None]
    assert "2027-01" in sheet.note
    assert sheet.rows[0][4] == 95_050


@pytest.mark.parametrize("view", sheets.VIEWS, ids=lambda v: v.code)
def test_every_view_adds_up(made: tuple[Books, Plan], view: sheets.View) -> None:
    sheet = view.make(SYSTEM, made[1], ON)
    assert {len(row) for row in sheet.rows} == {len(sheet.heads)} == {len(sheet.kinds)}
    if view.code in {"month", "product", "customer", "person"}:
        column = 1 if view.code == "month" else len(sheet.heads) - 1
        assert sheet.total is not None
        assert sheet.total[column] == sum(row[column] for row in sheet.rows) == 2_400_000


def test_the_pipeline_finds_the_leak_of_each_person(made: tuple[Books, Plan]) -> None:
    books, _plan = made
    for stage, held in (("prospect", 40), ("qualified", 5)):
        services.figures.create(
            actor=SYSTEM, person=books.people[2], month=date(2026, 3, 9), stage=stage, held=held, wanted=Decimal(3),
            cycle_months=Decimal(4), won=1, tried=3,
        )  # fmt: skip
    (one,) = pipeline.of_month(SYSTEM, date(2026, 5, 1))
    assert [stage.needed for stage in one.stages] == [36, 36]
    assert one.leak is not None
    assert (one.leak.code, one.leak.missing) == ("qualified", 31)
    with pytest.raises(RuleBroken):
        services.figures.create(
            actor=SYSTEM, person=books.people[2], month=date(2026, 4, 1), stage="prospect", held=1,
            wanted=Decimal(1), cycle_months=Decimal(1), won=4, tried=3,
        )  # fmt: skip


def test_the_bound_of_a_plan_goes_before_that_of_all(made: tuple[Books, Plan]) -> None:
    plan = made[1]
    assert pace.bound_of(plan) == Decimal("0.6")
    services.set_bound(None, actor=SYSTEM, percent=40)
    assert pace.bound_of(plan) == Decimal("0.4")
    services.set_bound(plan, actor=SYSTEM, percent=0)
    assert pace.bound_of(plan) == 0
    assert not pace.standing(SYSTEM, plan, pace.Subject(), YEAR, ON).is_red
    with pytest.raises(RuleBroken):
        services.set_bound(plan, actor=SYSTEM, percent=101)
