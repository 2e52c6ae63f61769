"""Declarations of salespeople beside trend and potential, and the questions about the period before."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.enums import Question
from yanzhen.planning.queries import declarations as declared
from yanzhen.planning.queries import retrospectives
from yanzhen.planning.services import declarations as declaring
from yanzhen.planning.services import plans
from yanzhen.planning.services import retrospectives as answering
from yanzhen.planning.tests.targets.books import TODAY, method, value, whole
from yanzhen.platform.actor import SYSTEM


def test_people_declare_for_the_open_plan_of_their_unit(books: Firm, plan: Any) -> None:
    rep = books.actor("rep.east")
    nearer = plans.create(actor=SYSTEM, name="East", unit=books.units["EAST"], starts_on=date(2027, 1, 1), months=12)
    assert declared.open_plan(rep, TODAY) == nearer
    assert declared.open_plan(books.actor("rep.south"), TODAY) == plan
    assert declared.open_plan(books.actor("stranger"), TODAY) is None
    row = declaring.declare(plan, actor=rep, amount=D(1300), note="two hotels")
    again = declaring.declare(plan, actor=rep, amount=D(1350))
    assert (row.pk, again.amount) == (again.pk, D(1350))
    with pytest.raises(RuleBroken):
        declaring.declare(nearer, actor=books.actor("rep.south"), amount=D(5))


def test_declarations_stand_beside_trend_and_are_flagged(books: Firm, plan: Any) -> None:
    # rep.east: 1 200 × 1.2 = 1 440; 1 000 is 69.44 % of it: timid. rep.south: 300 × 0.6 = 180; 400 is boastful.
    for name, amount in (("rep.east", 1000), ("rep.south", 400)):
        declaring.declare(plan, actor=books.actor(name), amount=D(amount))
    lines = {line.name: line for line in declared.table(books.actor("director"), plan, TODAY)}
    east, south = lines["员工rep.east"].judged, lines["员工rep.south"].judged
    assert (east.trend, east.potential, east.flag, east.suggested) == (D(1440), D(1440), "timid", D(1296))
    assert (south.trend, south.flag, south.suggested) == (D(180), "boastful", D(216))
    declaring.set_rules(plan, actor=books.actor("director"), timid_below=D("0.5"), boastful_above=D(3))
    assert {line.judged.flag for line in declared.table(books.actor("director"), plan, TODAY)} == {"fits"}


def test_a_correction_stands_beside_and_enters_the_method(books: Firm, plan: Any) -> None:
    row = declaring.declare(plan, actor=books.actor("rep.east"), amount=D(1000))
    with pytest.raises(RuleBroken):
        declaring.correct(row, actor=books.actor("manager.east"), corrected=D(1300), reason=" ")
    with pytest.raises(PermissionDenied):
        declaring.correct(row, actor=books.actor("rep.east"), corrected=D(1300), reason="x")
    declaring.correct(row, actor=books.actor("manager.east"), corrected=D(1300), reason="trend")
    target = whole(books, plan)
    assert (method(target, "declarations").realistic, method(target, "declarations").ideal) == (D(1300), D(1300))
    row.refresh_from_db()
    assert (row.amount, row.corrected) == (D(1000), D(1300))
    declaring.declare(plan, actor=books.actor("rep.east"), amount=D(1400))
    row.refresh_from_db()
    assert row.corrected is None, "a correction of another figure falls"


def test_who_left_is_said_and_not_asked(books: Firm, plan: Any) -> None:
    model("organization.Employee").objects.filter(pk=books.employees["rep.south"].pk).update(left_on=date(2026, 6, 30))
    lines = {line.name: line for line in declared.table(books.actor("director"), plan, TODAY)}
    assert lines["员工rep.south"].has_left
    target = whole(books, plan)
    assert value(target, "declarations", "uncovered") == D(300)


def test_everybody_sees_the_own_declarations_and_managers_their_peoples(books: Firm, plan: Any) -> None:
    for name in ("rep.east", "rep.south"):
        declaring.declare(plan, actor=books.actor(name), amount=D(1000))
    seen = {
        name: {row.person_id for row in declared.visible(books.actor(name))}
        for name in ("rep.east", "rep.south", "manager.east", "director", "clerk", "ka")
    }
    east, south = books.employees["rep.east"].pk, books.employees["rep.south"].pk
    assert seen == {
        "rep.east": {east}, "rep.south": {south}, "manager.east": {east}, "director": {east, south}, "clerk": set(),
        "ka": set(),
    }  # fmt: skip


def test_six_questions_wait_until_they_are_answered(books: Firm, plan: Any) -> None:
    assert retrospectives.missing(plan) == list(Question)
    with pytest.raises(PermissionDenied):
        answering.answer(plan, actor=books.actor("manager.east"), answers={"result": "x"})
    answering.answer(
        plan, actor=books.actor("director"), answers=dict.fromkeys(Question.values, "said") | {"missed": " "}
    )
    assert retrospectives.missing(plan) == [Question.MISSED]
    answering.answer(plan, actor=books.actor("director"), answers={"missed": "a quarter"})
    assert retrospectives.missing(plan) == []
    with pytest.raises(RuleBroken):
        answering.answer(plan, actor=books.actor("director"), answers={"other": "x"})
