"""Targets on real books: filled from them, typed over with a reason."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.firm import Firm

from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import Period
from yanzhen.planning.enums import TargetMethodCode
from yanzhen.planning.models import Target
from yanzhen.planning.queries import bases, target_inputs
from yanzhen.planning.queries import targets as queries
from yanzhen.planning.services import targets
from yanzhen.planning.services.targets import Entry
from yanzhen.planning.tests.targets.books import TODAY, method, of_east, value, whole


def test_a_year_is_measured_by_the_last_finished_twelve_months(plan: Any) -> None:
    assert bases.past(plan, TODAY)[:2] == [
        Period(date(2025, 11, 1), date(2026, 10, 31)), Period(date(2024, 11, 1), date(2025, 10, 31)),
    ]  # fmt: skip
    assert bases.past(plan, date(2027, 3, 5))[0] == Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_quarter_is_measured_by_the_same_months_of_the_years_before(plan: Any) -> None:
    plan.months = 3
    assert bases.past(plan, TODAY)[0] == Period(date(2026, 1, 1), date(2026, 3, 31))
    plan.starts_on = date(2027, 10, 1)
    assert bases.past(plan, TODAY)[0] == Period(date(2025, 10, 1), date(2025, 12, 31))
    plan.months, plan.starts_on = 12, date(2027, 1, 1)


def test_the_books_fill_the_methods(books: Firm, plan: Any) -> None:
    # Nov 2025 – Oct 2026: 1 200 + 300 = 1 500; the year before 1 000 + 500 = 1 500; nothing is known before that.
    # g = 1 500 ÷ 1 500 = 100 %; target 1 500
    target = whole(books, plan)
    assert value(target, "growth", "sales_0") == D(1500)
    assert value(target, "growth", "sales_1") == D(1500)
    assert value(target, "growth", "sales_2") is None
    assert (method(target, "growth").realistic, method(target, "growth").ideal) == (D(1500), D(1500))
    assert [m.method for m in queries.methods(target)] == TargetMethodCode.values
    assert method(target, "share").problem == "missing"


def test_a_unit_has_its_own_history(books: Firm, plan: Any) -> None:
    # EAST: 1 200 ÷ 1 000 = 120 %; 1 200 × 1.2 = 1 440
    target = targets.create(actor=books.actor("director"), plan=plan, side="unit", unit=books.units["EAST"])
    assert method(target, "growth").realistic == D(1440)


def test_a_manager_begins_targets_of_plans_of_the_own_unit_only(books: Firm, plan: Any) -> None:
    manager = books.actor("manager.east")
    assert targets.create(actor=manager, plan=of_east(books)).pk
    assert targets.create(actor=manager, plan=plan, side="unit", unit=books.units["EAST"]).pk  # a part
    for wrong in ({}, {"side": "unit", "unit": books.units["SOUTH"]}):
        with pytest.raises(PermissionDenied):
            targets.create(actor=manager, plan=plan, **wrong)
    assert Target.objects.count() == 2


def test_a_part_must_belong_to_the_plan(books: Firm, plan: Any) -> None:
    for wrong in ({"side": "unit"}, {"side": "unit", "unit": books.units["OTHER"]}, {"side": "region"}):
        with pytest.raises(RuleBroken):
            targets.create(actor=books.actor("director"), plan=plan, **wrong)


def test_one_draft_at_a_time(books: Firm, plan: Any) -> None:
    whole(books, plan)
    with pytest.raises(RuleBroken, match="draft"):
        whole(books, plan)


def test_a_typed_input_needs_a_reason_and_keeps_what_the_sources_say(books: Firm, plan: Any) -> None:
    target, director = whole(books, plan), books.actor("director")
    entry = Entry("sales_1", D(1200))
    with pytest.raises(RuleBroken) as refused:
        targets.set_inputs(target, actor=director, method="growth", entries=[entry])
    assert list(refused.value.errors) == ["sales_1"]
    entry = Entry("sales_1", D(1200), reason="one-off order taken out")
    row = targets.set_inputs(target, actor=director, method="growth", entries=[entry])
    # 1 500 ÷ 1 200 = 125 %; 1 500 × 1.25 = 1 875
    assert row.realistic == D(1875)
    typed = next(i for i in target_inputs.read(row.inputs) if i.name == "sales_1")
    assert (typed.taken, typed.suggested, typed.reason) == ("typed", "1500.00", "one-off order taken out")
    targets.refill(target, actor=director)
    assert method(target, "growth").realistic == D(1875), "what was typed stays"
    back = targets.set_inputs(target, actor=director, method="growth", entries=[Entry("sales_1", None, back=True)])
    assert back.realistic == D(1500)


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("growth", Entry("nothing", D(1))),
        ("growth", Entry("growth_realistic", D("-0.1"))),
        ("growth", Entry("growth_realistic", D("1.00005"))),
        ("growth", Entry("sales_3", D(10) ** 15)),
        ("growth", Entry("sales_3", D("NaN"))),
        ("break_even", Entry("fixed", D(-5))),
        ("break_even", Entry("fixed", D("1.001"))),
        ("expense", Entry("margin", D(5), row="999")),
    ],
)
def test_a_wrong_input_is_refused_at_its_field(books: Firm, plan: Any, code: str, entry: Entry) -> None:
    target = whole(books, plan)
    before = method(target, code).inputs
    with pytest.raises(RuleBroken):
        targets.set_inputs(target, actor=books.actor("director"), method=code, entries=[entry])
    assert method(target, code).inputs == before


def test_break_even_with_too_much_variable_cost_is_refused_with_the_reason(books: Firm, plan: Any) -> None:
    target = whole(books, plan)
    entries = [Entry("variable", D(1600), reason="x"), Entry("fixed", D(100), reason="x")]
    row = targets.set_inputs(target, actor=books.actor("director"), method="break_even", entries=entries)
    assert (row.realistic, row.problem) == (None, "no_break_even")
