"""Whoever changes a plan has its unit in reach: the manager of East works on plans of East, not on the company's.

Of the company's plan the manager works East's own part out, and proposes it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from tests import firm

from yanzhen.lib.errors import RuleBroken
from yanzhen.planning.models import Board, Plan, Target
from yanzhen.planning.queries import boards as board_queries
from yanzhen.planning.services import (
    board_acts,
    board_undoing,
    boards,
    cells,
    declarations,
    editions,
    pace,
    plans,
    proposals,
    quotas,
    retrospectives,
    steps,
    taking_over,
    targets,
)
from yanzhen.planning.services.plans import OutOfReach
from yanzhen.planning.tests.drafts import Books
from yanzhen.platform import approvals
from yanzhen.platform.actor import EVERYTHING, SYSTEM, Actor, Reach
from yanzhen.platform.models import AuditEntry, Notification

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Made:
    """A plan with a draft of its board and a draft of its target."""

    plan: Plan
    board: Board
    target: Target


@dataclass(frozen=True)
class House:
    books: firm.Firm
    east: Made
    company: Made

    def manager(self) -> Actor:
        """The manager of East, who may also do what managers usually may not, within the same reach."""
        found = self.books.actor("manager.east")
        reach = Reach(unit_ids=found.reach("planning.move_plan").unit_ids)
        codes = ("planning.set_pace", "planning.remove_plan")
        return Actor(found.user_id, found.name, found.employee_id, {**found.functions, **dict.fromkeys(codes, reach)})


def _made(name: str, unit: Any, person: Any) -> Made:
    plan = plans.create(actor=SYSTEM, name=name, unit=unit, starts_on=date(2028, 1, 1), months=12, currency="CNY")
    sides: dict[str, Any] = {"person": [person.pk], "month": [f"2028-{n:02}" for n in range(1, 13)]}
    draft: Any = {"name": "A", "sides": tuple(sides), "keys": sides, "total": 1_200_000, "read": Books().history}
    board = boards.create(actor=SYSTEM, plan=plan, today=TODAY, **draft)
    return Made(plan, board, targets.create(actor=SYSTEM, plan=plan))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    with firm.standing(django_db_blocker) as books:
        person = books.employees["rep.east"]
        yield House(books, _made("East", books.units["EAST"], person), _made("All", books.units["SALES"], person))


@pytest.fixture
def house(founded: House, db: None) -> House:
    return founded


VIEW = board_acts.View("person", "month")
FIRST = {"actor": SYSTEM, "seen": 0, "view": VIEW}
FIGURES = {"realistic": D(5), "ideal": D(9), "reason": "x"}
ACTS: dict[str, Callable[[Made, Actor], Any]] = {
    "change": lambda m, a: plans.change(m.plan, actor=a, note="x"),
    "remove": lambda m, a: plans.remove(m.plan, actor=a),
    "set figures": lambda m, a: cells.replace(m.plan, actor=a, metric="revenue", cells=[]),
    "move": lambda m, a: steps.move(m.plan, actor=a, to="talk"),
    "intend": lambda m, a: steps.intend(m.plan, actor=a, state="talk", planned_on=TODAY),
    "publish": lambda m, a: steps.publish_with_consent(m.plan, actor=a),
    "take over": lambda m, a: taking_over.publish(m.plan, actor=a, state="published"),
    "new edition": lambda m, a: editions.open_new(m.plan, actor=a, in_force_on=date(2028, 7, 1), reason="x"),
    "thresholds": lambda m, a: declarations.set_rules(m.plan, actor=a, timid_below=D("0.8"), boastful_above=D(2)),
    "bound": lambda m, a: pace.set_bound(m.plan, actor=a, percent=40),
    "look back": lambda m, a: retrospectives.answer(m.plan, actor=a, answers={"result": "x"}),
    "draw up": lambda m, a: quotas.draw_up(m.plan, actor=a),
    "give": lambda m, a: quotas.give(m.plan, actor=a, metric="visits", a_month=D(20)),
    "begin target": lambda m, a: targets.create(actor=a, plan=m.plan),
    "fill target": lambda m, a: targets.refill(m.target, actor=a),
    "weigh target": lambda m, a: targets.weigh(m.target, actor=a, method="growth", weight=2),
    "decide target": lambda m, a: targets.decide(m.target, actor=a, **FIGURES),
    "remove target": lambda m, a: targets.remove(m.target, actor=a),
    "open draft": lambda m, a: boards.create(
        actor=a, plan=m.plan, name="B", sides=("person", "month"), keys=m.board.keys, total=5, read=Books().history
    ),
    "rename draft": lambda m, a: boards.rename(m.board, actor=a, name="B"),
    "copy draft": lambda m, a: boards.copy(m.board, actor=a),
    "edit draft": lambda m, a: board_acts.put(m.board, cells=[(0, 0, 1)], **{**FIRST, "actor": a}),
    "undo on draft": lambda m, a: board_undoing.undo(m.board, actor=a),
    "choose draft": lambda m, a: boards.choose(m.board, actor=a, seen=0),
    "remove draft": lambda m, a: boards.remove(m.board, actor=a),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_manager_changes_plans_of_the_own_unit_only(house: House, act: str) -> None:
    manager = house.manager()
    if act == "undo on draft":
        _act_of(house.company, manager)
    before = AuditEntry.objects.count()
    with pytest.raises(OutOfReach):
        ACTS[act](house.company, manager)
    assert AuditEntry.objects.count() == before
    try:
        ACTS[act](house.east, manager)
    except OutOfReach:
        pytest.fail("a plan of one's own unit is within reach")
    except RuleBroken:
        pass  # another rule; the reach was there


def _act_of(made: Made, actor: Actor) -> None:
    """Something of `actor` to take back, done when the plan was within reach."""
    wider = Actor(actor.user_id, actor.name, None, dict.fromkeys(actor.functions, EVERYTHING))
    board_acts.put(made.board, cells=[(0, 0, 1)], **{**FIRST, "actor": wider})


def test_a_plan_is_not_opened_for_nor_handed_to_a_unit_out_of_reach(house: House) -> None:
    manager, company = house.manager(), house.books.units["SALES"]
    with pytest.raises(OutOfReach):
        plans.create(actor=manager, name="x", unit=company, starts_on=date(2029, 1, 1))
    with pytest.raises(OutOfReach):
        plans.change(house.east.plan, actor=manager, unit=company)
    assert plans.create(actor=manager, name="x", unit=house.books.units["EAST-1"], starts_on=date(2029, 1, 1)).pk
    with pytest.raises(OutOfReach):
        pace.set_bound(None, actor=manager, percent=40)


def client_of(books: firm.Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_programs_are_told_403_with_the_reason(house: House) -> None:
    client, body = client_of(house.books, "manager.east"), {"timid_below": "0.8", "boastful_above": "1.3"}
    for plan, status in ((house.company.plan, 403), (house.east.plan, 200)):
        address = f"/api/v1/plans/{plan.pk}/declaration-rules"
        answer = client.put(address, body, content_type="application/json", headers={"accept-language": "en"})
        assert answer.status_code == status
    refused = client.patch(f"/api/v1/plans/{house.company.plan.pk}", {"note": "x"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "reach")


PAGES = {
    "/planning/plans/{pk}/": "/planning/plans/{pk}/edit/",
    "/planning/plans/{pk}/quotas/": "/planning/plans/{pk}/quotas/give/",
    "/planning/plans/{pk}/declarations/": "/planning/plans/{pk}/declarations/rules/",
    "/planning/plans/{pk}/targets/": "/planning/plans/{pk}/targets/begin/",
    "/planning/plans/{pk}/retrospective/": "<textarea",
    "/planning/plans/{pk}/board/": 'name="frame"',
}


FOR_A_PART = {"/planning/plans/{pk}/targets/", "/planning/plans/{pk}/board/"}
"""Of the company's plan too, for the own unit's part."""


@pytest.mark.parametrize("page", PAGES)
def test_pages_offer_only_what_is_within_reach(house: House, page: str) -> None:
    for made in (house.east, house.company):
        targets.remove(made.target, actor=SYSTEM)
    client = client_of(house.books, "manager.east")
    shown = []
    for plan in (house.east.plan, house.company.plan):
        answer = client.get(page.format(pk=plan.pk))
        assert answer.status_code == 200
        shown.append(PAGES[page].format(pk=plan.pk) in answer.content.decode())
    assert shown == [True, page in FOR_A_PART]


def east_draft(house: House, actor: Actor, **values: Any) -> Board:
    """A draft of East's part of the company's plan."""
    given: dict[str, Any] = {"sides": ("person", "month"), "keys": house.east.board.keys, "read": Books().history}
    unit = house.books.units["EAST"]
    return boards.create(actor=actor, plan=house.company.plan, name="E", unit=unit, **{**given, **values})


def test_a_manager_works_the_own_units_part_of_the_companys_plan_out_and_proposes_it(house: House) -> None:
    manager, director = house.manager(), house.books.actor("director")
    board = board_acts.put(east_draft(house, manager, total=500), actor=manager, seen=0, view=VIEW, cells=[(0, 0, 100)])
    assert board_queries.is_proposed(board.board) is False
    row = proposals.propose(board.board, actor=manager, seen=1, note="x")
    assert board_queries.is_proposed(board_queries.one(director, row.pk))
    told = Notification.objects.filter(topic="planning.draft_proposed").values_list("user_id", flat=True)
    assert director.user_id in told
    assert manager.user_id not in told
    with pytest.raises(RuleBroken):
        proposals.propose(row, actor=manager, seen=2)
    with pytest.raises(OutOfReach):
        boards.choose(row, actor=manager, seen=2)
    assert boards.choose(row, actor=director, seen=2) > 0
    assert Notification.objects.filter(topic="planning.draft_taken", user_id=manager.user_id).exists()
    with pytest.raises(OutOfReach):
        boards.remove(row, actor=manager)
    board_acts.put(row, actor=manager, seen=2, view=VIEW, cells=[(0, 1, 200)])
    assert not board_queries.is_proposed(board_queries.one(manager, row.pk))
    assert board_queries.planned_total(house.company.plan, house.books.units["EAST"], "revenue") == 558
    assert int(east_draft(house, manager).total * 100) == 558, "a draft begins at what the plan gives the unit"


def test_a_manager_asks_for_the_target_of_the_own_unit_alone(house: House) -> None:
    manager, unit = house.manager(), house.books.units
    target = targets.create(actor=manager, plan=house.company.plan, side="unit", unit=unit["EAST"])
    with pytest.raises(approvals.NeedsApproval):
        targets.decide(target, actor=manager, **FIGURES)
    with pytest.raises(OutOfReach):
        targets.create(actor=manager, plan=house.company.plan, side="unit", unit=unit["SOUTH"])
