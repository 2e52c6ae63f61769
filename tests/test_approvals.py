"""Approvals: who is asked, who may decide, and that only what was asked for is carried out."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.orders.services import consent, orders
from yanzhen.platform import approvals
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import deadlines, matters, queries, rules
from yanzhen.platform.approvals.matters import Matter

done: list[tuple[str, dict[str, Any]]] = []
TRY = Matter("tests.try", "Try", "orders.complete_order", always=True)
LATER = Matter("tests.later", "Later", "orders.complete_order", always=True)


@approvals.carries_out(TRY)
def _try(approval: Any, actor: Any) -> None:
    done.append((actor.name, approval.content))


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Iterator[Firm]:
    matters.all_matters()
    approvals.declare(TRY)
    approvals.declare(LATER)
    done.clear()
    model("platform.Approval").objects.all().delete()
    model("platform.Notification").objects.all().delete()
    yield founded
    for matter in (TRY, LATER):
        del matters._registry[matter.name]


def asked(books: Firm, by: str = "rep.east", matter: Matter = TRY, **facts: Any) -> Any:
    facts.setdefault("content", {"price": "9.50"})
    return approvals.ask(matter, actor=books.actor(by), title="Nine fifty", **facts)


def rule(steps: list[dict[str, Any]], **values: Any) -> Any:
    values.setdefault("matter", TRY.name)
    return rules.create(actor=SYSTEM, name="r", steps=steps, **values)


def step(number: int = 1, approver: str = "manager", **more: Any) -> dict[str, Any]:
    return {"step_no": number, "approver": approver, "person_id": None, "is_joint": False, "hours": 4, **more}


def names(approval: Any, step_no: int = 1) -> list[str]:
    return sorted(s.name for s in approval.seats.filter(step_no=step_no))


def told(user: Any, topic: str) -> int:
    return model("platform.Notification").objects.filter(user_id=user.pk, topic=topic).count()


def test_without_a_rule_those_are_asked_who_may_decide_in_that_unit(books: Firm) -> None:
    # complete_order is held by managers and clerks: manager.east reaches EAST-1, the clerk SALES and below.
    approval = asked(books)
    assert names(approval) == ["员工clerk", "员工manager.east"]
    assert told(books.users["manager.east"], "approval.waiting") == 1


def test_consent_carries_out_in_the_name_of_the_asker(books: Firm) -> None:
    approval = approvals.decide(asked(books), actor=books.actor("clerk"), approve=True)
    assert approval.state == "used"
    assert done == [("员工rep.east", {"price": "9.50"})]
    assert told(books.users["rep.east"], "approval.approved") == 1


def test_a_refusal_says_why_and_carries_out_nothing(books: Firm) -> None:
    approval = asked(books)
    with pytest.raises(RuleBroken) as silent:
        approvals.decide(approval, actor=books.actor("clerk"), approve=False)
    assert silent.value.errors.keys() == {"comment"}
    assert approvals.decide(approval, actor=books.actor("clerk"), approve=False, comment="no").state == "refused"
    assert done == []


@pytest.mark.parametrize("name", ["rep.east", "rep.south", "director", "hr"])
def test_nobody_without_a_seat_decides_least_of_all_the_asker(books: Firm, name: str) -> None:
    approval = asked(books)
    with pytest.raises(RuleBroken) as refused:
        approvals.decide(approval, actor=books.actor(name), approve=True)
    assert refused.value.code == "no_seat"
    approval.refresh_from_db()
    assert (approval.state, approval.seats.exclude(decision="").count()) == ("waiting", 0)


def test_an_asker_who_could_decide_is_not_among_those_asked(books: Firm) -> None:
    assert names(asked(books, by="manager.east")) == ["员工clerk"]


def test_steps_follow_one_another_and_joint_steps_need_everybody(books: Firm) -> None:
    director = books.users["director"].pk
    rule([step(1, "holders", is_joint=True), step(5, "person", person_id=director)])
    approval = asked(books)
    approval = approvals.decide(approval, actor=books.actor("clerk"), approve=True)
    assert (approval.state, approval.step_no) == ("waiting", 1)
    with pytest.raises(RuleBroken):
        approvals.decide(approval, actor=books.actor("director"), approve=True)
    approval = approvals.decide(approval, actor=books.actor("manager.east"), approve=True)
    assert (approval.state, approval.step_no) == ("waiting", 2)
    assert approvals.decide(approval, actor=books.actor("director"), approve=True).state == "used"


def test_lines_of_one_step_are_asked_at_once_and_each_must_be_answered(books: Firm) -> None:
    rule([step(1, "manager"), step(1, "person", person_id=books.users["finance"].pk)])
    approval = approvals.decide(asked(books), actor=books.actor("finance"), approve=True)
    assert approval.state == "waiting"
    assert approvals.decide(approval, actor=books.actor("manager.east"), approve=True).state == "used"


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"amount": Decimal("100000.00"), "currency": "CNY"}, True),
        ({"amount": Decimal("-100000.00"), "currency": "CNY"}, True),
        ({"amount": Decimal("99999.99"), "currency": "CNY"}, False),
        ({"amount": Decimal("100000.00"), "currency": "USD"}, False),
        ({}, False),
    ],
)
def test_a_rule_by_amount_looks_at_its_own_currency(books: Firm, facts: dict[str, Any], fits: bool) -> None:
    matter = approvals.declare(Matter("tests.later", "Later", "orders.complete_order"))
    rule([step()], matter=matter.name, amount_from=Decimal(100_000), currency="CNY")
    assert approvals.needed(matter, **facts) is fits


def test_the_first_rule_in_rank_that_fits_decides(books: Firm) -> None:
    finance = books.users["finance"].pk
    rule([step()], rank=20)
    rule([step(approver="person", person_id=finance)], rank=10, discount_from=Decimal(15))
    assert names(asked(books, discount=Decimal("15.00"))) == ["员工finance"]
    assert names(asked(books, discount=Decimal("14.99"), content={"price": "9.90"})) == ["员工manager.east"]


def test_a_rule_of_a_unit_holds_below_it_and_nowhere_else(books: Firm) -> None:
    rule([step(approver="person", person_id=books.users["hr"].pk)], unit_id=books.units["EAST"].pk)
    assert names(asked(books)) == ["员工hr"]  # rep.east sits in EAST-1, below EAST
    assert "员工hr" not in names(asked(books, by="rep.south"))


def test_the_same_request_twice_is_one(books: Firm) -> None:
    assert asked(books).pk == asked(books).pk


def test_content_that_changed_since_is_not_approved(books: Firm) -> None:
    now = {"price": "9.50"}
    approvals.declare(Matter("tests.later", "L", "orders.complete_order", current=lambda a: now, always=True))
    approval = asked(books, matter=LATER, content=now)
    now = {"price": "1.00"}
    assert approvals.decide(approval, actor=books.actor("clerk"), approve=True).state == "changed"
    assert told(books.users["rep.east"], "approval.ended") == 1


def test_content_altered_behind_the_engine_is_not_approved(books: Firm) -> None:
    approval = asked(books)
    model("platform.Approval").objects.filter(pk=approval.pk).update(content={"price": "0.01"})
    assert approvals.decide(approval, actor=books.actor("clerk"), approve=True).state == "changed"
    assert done == []


def test_what_cannot_be_carried_out_says_so(books: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(approval: Any, actor: Any) -> None:
        raise RuleBroken("The stock is gone.")

    monkeypatch.setitem(matters._acts, TRY.name, refuse)
    approval = approvals.decide(asked(books), actor=books.actor("clerk"), approve=True)
    assert (approval.state, approval.outcome) == ("failed", "The stock is gone.")


def test_a_consent_is_used_once_and_only_for_its_content_by_its_asker(books: Firm) -> None:
    content = {"price": "9.50"}
    approval = approvals.decide(asked(books, matter=LATER), actor=books.actor("clerk"), approve=True)
    assert approval.state == "approved"
    assert approvals.granted(LATER, actor=books.actor("rep.south"), content=content) is None
    assert approvals.granted(LATER, actor=books.actor("rep.east"), content={"price": "9.49"}) is None
    found = approvals.granted(LATER, actor=books.actor("rep.east"), content=content)
    assert found == approval
    approvals.use(approval, actor=books.actor("rep.east"))
    assert approvals.granted(LATER, actor=books.actor("rep.east"), content=content) is None
    with pytest.raises(RuleBroken):
        approvals.use(approval, actor=books.actor("rep.east"))


def test_a_consent_runs_out(books: Firm) -> None:
    approval = approvals.decide(asked(books, matter=LATER), actor=books.actor("clerk"), approve=True)
    model("platform.Approval").objects.filter(pk=approval.pk).update(valid_until=timezone.now() - timedelta(seconds=1))
    assert approvals.granted(LATER, actor=books.actor("rep.east"), content=approval.content) is None
    with pytest.raises(RuleBroken):
        approvals.use(approval, actor=books.actor("rep.east"))


def test_only_the_asker_recalls_and_only_while_it_waits(books: Firm) -> None:
    approval = asked(books)
    with pytest.raises(RuleBroken):
        approvals.recall(approval, actor=books.actor("clerk"))
    assert approvals.recall(approval, actor=books.actor("rep.east")).state == "recalled"
    with pytest.raises(RuleBroken):
        approvals.decide(approval, actor=books.actor("clerk"), approve=True)


def test_a_late_decision_is_asked_of_the_superior_too_once(books: Firm) -> None:
    rule([step()])
    approval = asked(books)
    approval.seats.update(due_at=timezone.now() - timedelta(minutes=1))
    assert [deadlines.look(), deadlines.look()] == [1, 0]
    assert names(approval) == ["员工director", "员工manager.east"]
    assert told(books.users["manager.east"], "approval.late") == 1
    assert approvals.decide(approval, actor=books.actor("director"), approve=True).state == "used"


def test_a_request_nobody_decides_ends(books: Firm) -> None:
    approval = asked(books)
    model("platform.Approval").objects.filter(pk=approval.pk).update(created_at=timezone.now() - timedelta(days=8))
    deadlines.look()
    approval.refresh_from_db()
    assert approval.state == "expired"


def test_requests_are_seen_by_the_asked_and_those_in_reach(books: Firm) -> None:
    rule([step(approver="person", person_id=books.users["rep.south"].pk)])
    approval = asked(books)
    seen = {n for n in firm.PEOPLE if queries.visible(books.actor(n)).filter(pk=approval.pk).exists()}
    assert "stranger" not in seen
    assert seen >= {"rep.east", "rep.south", "manager.east", "director"}
    assert queries.waiting_for(books.actor("rep.south")).count() == 1
    assert queries.waiting_for(books.actor("rep.east")).count() == 0


def test_a_rule_that_needs_approval_is_filed_by_the_door(books: Firm) -> None:
    broken = approvals.NeedsApproval(TRY, actor=books.actor("rep.east"), title="T", content={"a": "1"})
    settled = broken.settle()
    assert settled.code == "approval_asked"
    assert model("platform.Approval").objects.get().content == {"a": "1"}


def test_page_and_api_decide(books: Firm) -> None:
    approval = asked(books)
    client = Client()
    client.force_login(books.users["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/settings/approvals/{approval.pk}/")
    assert page.status_code == 200
    assert "9.50" in page.content.decode()
    mine = client.get("/api/v1/approvals-waiting").json()
    assert mine == {"items": [approval.pk]}
    wrong = client.post(f"/settings/approvals/{approval.pk}/decide/", {"decision": "refuse", "comment": ""})
    assert wrong.status_code == 422
    stale = client.post(
        f"/api/v1/approvals/{approval.pk}/decide",
        {"approve": True, "content_hash": "0" * 64},
        content_type="application/json",
    )
    assert stale.status_code == 422
    answer = client.post(
        f"/api/v1/approvals/{approval.pk}/decide",
        {"approve": True, "content_hash": approval.content_hash},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert answer.json()["state"] == "used"
    assert len(done) == 1


def draft(books: Firm, price: str = "850000.00") -> Any:
    """One sofa, list price 1,000,000.00: at 850,000.00 the discount is 15 %."""
    line = {"product": books.row("products.product"), "quantity": Decimal(1), "unit_price": Decimal(price)}
    return orders.create(
        actor=books.actor("rep.east"), customer=books.row("crm.customer"), kind="sale", number="SO-A",
        ordered_on=date(2026, 5, 1), currency="CNY", lines=[line],
    )  # fmt: skip


def test_the_discount_of_an_order_is_measured_against_list_prices(books: Firm) -> None:
    # 1 − 850,000 ÷ 1,000,000 = 15 %
    assert consent.discount(draft(books)) == Decimal("15.00")


def test_an_order_no_rule_fits_is_confirmed_at_once(books: Firm) -> None:
    rule([step()], matter="orders.confirm", discount_from=Decimal("15.01"))
    assert orders.confirm(draft(books), actor=books.actor("rep.east")).state == "confirmed"


def test_an_order_with_a_high_discount_is_confirmed_by_the_last_consent(books: Firm) -> None:
    rule([step(), step(2, "holders")], matter="orders.confirm", discount_from=Decimal(15))
    order = draft(books)
    client = Client()
    client.force_login(books.users["rep.east"], backend="django.contrib.auth.backends.ModelBackend")
    client.post(f"/orders/{order.pk}/do/confirm/")
    order.refresh_from_db()
    approval = model("platform.Approval").objects.get()
    assert (order.state, approval.state, approval.object_id) == ("draft", "waiting", order.pk)
    approval = approvals.decide(approval, actor=books.actor("manager.east"), approve=True)
    approval = approvals.decide(approval, actor=books.actor("director"), approve=True)
    order.refresh_from_db()
    assert (order.state, approval.state) == ("confirmed", "used")


def test_a_price_changed_after_asking_falls_back_to_the_asker(books: Firm) -> None:
    rule([step()], matter="orders.confirm", discount_from=Decimal(15))
    order = draft(books)
    with pytest.raises(approvals.NeedsApproval) as broken:
        orders.confirm(order, actor=books.actor("rep.east"))
    broken.value.settle()
    line = {"product": books.row("products.product"), "quantity": Decimal(1), "unit_price": Decimal("1.00")}
    orders.change(order, actor=books.actor("rep.east"), lines=[line])
    approval = model("platform.Approval").objects.get()
    assert approvals.decide(approval, actor=books.actor("manager.east"), approve=True).state == "changed"
    order.refresh_from_db()
    assert order.state == "draft"
