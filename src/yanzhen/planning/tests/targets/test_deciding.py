"""The decision on a target: kept, asked for, renewed."""

from decimal import Decimal as D
from typing import Any

import pytest
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.planning.queries import targets as queries
from yanzhen.planning.services import targets
from yanzhen.planning.services.targets import Entry
from yanzhen.planning.tests.targets.books import decide, method, of_east, whole
from yanzhen.platform import approvals
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import rules


def test_a_decision_is_kept_and_only_a_new_edition_changes_it(books: Firm, plan: Any) -> None:
    director, target = books.actor("director"), whole(books, plan)
    assert queries.decided(plan) is None
    decide(target, director)
    target.refresh_from_db()
    assert (target.state, target.reason, target.decided_by) == ("decided", "new shops", director.name)
    for change in (
        lambda: decide(target, director), lambda: targets.refill(target, actor=director),
        lambda: targets.weigh(target, actor=director, method="growth", weight=2),
        lambda: targets.remove(target, actor=director),
    ):  # fmt: skip
        with pytest.raises(RuleBroken):
            change()
    second = whole(books, plan)
    assert second.edition == 2
    assert queries.decided(plan) == queries.Decided(D(1700), D(1800), {}), "the first holds until the second is decided"
    part = targets.create(actor=director, plan=plan, side="unit", unit=books.units["EAST"])
    decide(part, director, "900")
    decide(second, director, "1750")
    target.refresh_from_db()
    found = queries.decided(plan)
    assert found is not None
    assert (found.realistic, found.parts) == (D(1750), {("unit", books.units["EAST"].pk): D(900)})
    assert target.state == "replaced"


def test_a_new_edition_takes_over_what_was_typed_and_weighed(books: Firm, plan: Any) -> None:
    director, target = books.actor("director"), whole(books, plan)
    targets.set_inputs(target, actor=director, method="growth", entries=[Entry("growth_ideal", D("1.3"), reason="x")])
    targets.weigh(target, actor=director, method="growth", weight=4)
    targets.weigh(target, actor=director, method="share", left_out="no market figures")
    decide(target, director)
    second = whole(books, plan)
    assert (method(second, "growth").ideal, method(second, "growth").weight) == (D(1950), 4)
    assert method(second, "share").left_out_reason == "no market figures"


@pytest.mark.parametrize(
    ("realistic", "ideal", "reason", "field"),
    [("0", "5", "x", "realistic"), ("-5", "5", "x", "realistic"), ("9", "5", "x", "ideal"), ("5", "9", " ", "reason"),
     ("5.001", "9", "x", "realistic"), ("1000000000000000", "1000000000000000", "x", "realistic")],
)  # fmt: skip
def test_a_wrong_decision_is_refused(
    books: Firm, plan: Any, realistic: str, ideal: str, reason: str, field: str
) -> None:
    target = whole(books, plan)
    with pytest.raises(RuleBroken) as refused:
        targets.decide(target, actor=books.actor("director"), realistic=D(realistic), ideal=D(ideal), reason=reason)
    assert list(refused.value.errors) == [field]


def test_the_slower_of_two_deciders_is_told(books: Firm, plan: Any) -> None:
    target, director = whole(books, plan), books.actor("director")
    decide(target, director, version=1)
    with pytest.raises(Stale):
        decide(target, director, version=1)


def test_a_manager_asks_and_the_director_decides(books: Firm) -> None:
    manager = books.actor("manager.east")
    target = targets.create(actor=manager, plan=of_east(books))
    with pytest.raises(approvals.NeedsApproval) as asked:
        decide(target, manager, "900")
    settled = asked.value.settle()
    target.refresh_from_db()
    assert (settled.code, target.state) == ("approval_asked", "draft")
    approval = model("platform.Approval").objects.get(pk=settled.approval_id)  # type: ignore[attr-defined]
    approvals.decide(approval, actor=books.actor("director"), approve=True)
    target.refresh_from_db()
    assert (target.state, target.realistic) == ("decided", D(900))
    assert target.approved_by == books.actor("director").name


def test_a_rule_of_the_firm_makes_the_director_ask_too(books: Firm, plan: Any) -> None:
    step = {"step_no": 1, "approver": "person", "person_id": books.users["finance"].pk, "is_joint": False, "hours": 9}
    rules.create(actor=SYSTEM, name="T", matter="planning.target", amount_from=D(1000), currency="CNY", steps=[step])
    target = whole(books, plan)
    with pytest.raises(approvals.NeedsApproval):
        decide(target, books.actor("director"))
    small = targets.create(actor=books.actor("director"), plan=plan, side="unit", unit=books.units["EAST"])
    assert decide(small, books.actor("director"), "900").state == "decided"


def test_a_published_plan_takes_no_new_target(books: Firm, plan: Any) -> None:
    model("planning.Plan").objects.filter(pk=plan.pk).update(state="published")
    with pytest.raises(RuleBroken):
        whole(books, plan)
