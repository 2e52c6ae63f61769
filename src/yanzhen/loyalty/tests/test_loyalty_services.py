"""Evaluations, next purchases, referrals, rewards and thanks in two small books."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.utils import timezone
from tests.firm import Firm, copied, model, standing

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.loyalty.models import CauseAnalysis, Evaluation, EvaluationRun, NextPurchase, RewardEntry, ThanksGiven
from yanzhen.loyalty.queries import evaluation_documents, evaluation_words, evaluations, loyalty, purchases, shown
from yanzhen.loyalty.services import evaluating, referrals, rewards, schemes, thanks
from yanzhen.loyalty.services import evaluations as services
from yanzhen.loyalty.services import purchases as purchase_services
from yanzhen.orders.services import orders
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.approvals import engine, rules
from yanzhen.platform.models import Approval, Task
from yanzhen.products.services import products

pytestmark = pytest.mark.django_db
Q1, Q2 = date(2026, 1, 1), date(2026, 4, 1)


def buy(firm: Firm, customer: Any, day: date, price: str, quantity: int = 1) -> Any:
    product = firm.rows.setdefault("own", {}).get("") or products.create(
        actor=SYSTEM,
        code="OWN",
        name="自用",
        category=firm.row("products.category"),
        standard_cost=D(6),
        currency="CNY",
    )
    firm.rows["own"][""] = product
    order = orders.create(
        actor=SYSTEM, customer=customer, kind="sale", ordered_on=day, currency="CNY",
        lines=[{"product": product, "quantity": D(quantity), "unit_price": D(price)}],
    )  # fmt: skip
    return orders.confirm(order, actor=SYSTEM)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def firm(founded: Firm, db: None) -> Firm:
    return copied(founded)


def scheme(**given: Any) -> Any:
    weights = {"weight_volume": 60, "weight_margin": 0, "weight_payment": 0, "weight_growth": 0,
               "weight_loyalty": 40, "weight_potential": 0}  # fmt: skip
    values = {"name": "评价", "span": "quarter", "valid_from": date(2025, 1, 1), "currency": "CNY", **weights, **given}
    return schemes.create(actor=SYSTEM, **values)


def run(made: Any, starts_on: date) -> EvaluationRun:
    return evaluating.make(services.create(actor=SYSTEM, scheme=made, starts_on=starts_on))


def many(firm: Firm, number: int = 6) -> list[Any]:
    """Customers of the eastern salesperson, who buy each month of a half-year, more the later they stand."""
    found = []
    for n in range(number):
        one = customers.create(actor=SYSTEM, name=f"客户{n}", owner=firm.employees["rep.east"])
        for month in range(1, 4):
            buy(firm, one, date(2026, month, 5), str(100 * (n + 1)))
        found.append(one)
    return found


def test_a_worse_grade_opens_an_analysis_with_a_task(firm: Firm) -> None:
    found, made = many(firm), scheme()
    first = run(made, Q1)
    assert (first.state, first.edition, first.is_current) == ("done", 1, True)
    best = Evaluation.objects.get(run=first, customer=found[-1])
    # volume: best of six: 100·(5 + ½)/6 = 91.67; loyalty: 3 of 3 months = 100, one product like all: 50 → 83.33
    # (60·91.67 + 40·83.33)/100 = 88.33: A
    assert (best.volume_points, best.loyalty_points, best.points, best.grade) == (
        D("91.67"), D("83.33"), D("88.33"), "A",
    )  # fmt: skip
    assert Evaluation.objects.filter(run=first).exclude(change="new").count() == 0
    # Graded again with the same books: nothing new. With one more order: a new edition beside the old one.
    assert run(made, Q1).state == "same"
    buy(firm, found[0], date(2026, 3, 30), "1")
    again = run(made, Q1)
    assert (again.edition, Evaluation.objects.filter(customer=found[0]).count()) == (2, 2)
    assert Evaluation.objects.filter(customer=found[0], is_current=True).get().run == again
    # In the next quarter only the others buy: the best one falls.
    for one in found[:-1]:
        buy(firm, one, date(2026, 5, 5), "1000")
    second = run(made, Q2)
    fallen = CauseAnalysis.objects.get(customer=found[-1])
    assert (fallen.from_grade, fallen.state, fallen.owner) == ("A", "open", firm.employees["rep.east"])
    task = Task.objects.get(noun_name="loyalty.causeanalysis", object_id=fallen.pk)
    assert (task.assignee_id, task.due_on) == (firm.users["rep.east"].pk, fallen.due_on)
    number = CauseAnalysis.objects.count()
    buy(firm, found[0], date(2026, 5, 6), "5")
    third = run(made, Q2)
    assert (third.edition, CauseAnalysis.objects.count()) == (second.edition + 1, number)


def test_points_lead_to_their_orders_and_margins_stay_hidden(firm: Firm) -> None:
    found = many(firm)
    made = scheme(weight_volume=40, weight_margin=20)
    run(made, Q1)
    director, rep = firm.actor("director"), firm.actor("rep.east")
    row = evaluations.whole(director).get(customer=found[0])
    [sheet] = evaluation_documents.of(row, "volume", director)  # type: ignore[arg-type]
    assert (len(sheet.rows), sheet.total, sheet.changed) == (3, D(300), "")
    # (300 − 18) ÷ 300 = 94 % → 100 points
    told = {one.part: one for one in evaluation_words.told(row, director)}
    assert (told["margin"].points, told["growth"].points, told["margin"].hidden) == (D(100), None, False)
    assert "94" in told["margin"].words
    hidden = {one.part: one for one in evaluation_words.told(row, rep)}
    assert (hidden["margin"].hidden, hidden["margin"].words, hidden["volume"].contribution) == (True, "", None)
    assert shown.evaluation(row, rep)["points"] == "•••"
    assert evaluations.visible(firm.actor("rep.south")).filter(pk=row.pk).count() == 0


def test_scheme_that_was_used_keeps_its_weights(firm: Firm) -> None:
    made = scheme()
    with pytest.raises(RuleBroken) as broken:
        scheme(valid_from=date(2025, 2, 1), weight_volume=59)
    assert "100" in str(broken.value.errors)
    many(firm, 5)
    run(made, Q1)
    with pytest.raises(RuleBroken):
        schemes.change(made, actor=SYSTEM, weight_volume=50, weight_margin=10)
    assert schemes.change(made, actor=SYSTEM, name="新名").name == "新名"
    with pytest.raises(RuleBroken):  # not over yet
        services.create(actor=SYSTEM, scheme=made, starts_on=timezone.localdate())


def test_next_purchases_are_worked_out_and_tested(firm: Firm) -> None:
    today = timezone.localdate()
    found = [customers.create(actor=SYSTEM, name=f"客{n}", owner=firm.employees["rep.east"]) for n in range(6)]
    for n, one in enumerate(found):
        for k in range(1, 6):
            buy(firm, one, today - timedelta(days=10 + n + 30 * k), "10", quantity=4)
    once = customers.create(actor=SYSTEM, name="一次", owner=firm.employees["rep.east"])
    buy(firm, once, today - timedelta(days=3), "10")
    for _turn in range(2):
        run_ = purchase_services.make(today)
        assert NextPurchase.objects.count() == run_.customers
    row = NextPurchase.objects.get(customer=found[0])
    # Every 30 days, the last 40 days ago: expected 10 days ago.
    assert (row.own_days, row.expected_on, row.overdue_days) == (D("30.0"), today - timedelta(days=10), 10)
    assert row.intervals == [30, 30, 30, 30]
    assert row.items[0]["quantity"] == "4.0"
    assert NextPurchase.objects.get(customer=once).note == "first"
    assert run_.tested >= 6
    rep = firm.actor("rep.east")
    assert found[0].pk in {one.customer_id for one in purchases.due(rep, today)}
    assert not purchases.due(firm.actor("rep.south"), today).filter(customer__in=found).exists()
    assert purchases.offers(rep, found[0], today) == []  # too few customers to say anything


def test_referrals_close_no_circle(firm: Firm) -> None:
    a, b, c = (customers.create(actor=SYSTEM, name=n, owner=firm.employees["rep.east"]) for n in ("甲", "乙", "丙"))
    first = referrals.create(actor=SYSTEM, referrer=a, referred=b)
    referrals.create(actor=SYSTEM, referrer=b, referred=c)
    b.refresh_from_db()
    assert b.source == "referral"
    for referrer, referred in ((c, a), (a, c), (a, a)):
        with pytest.raises(RuleBroken):
            referrals.create(actor=SYSTEM, referrer=referrer, referred=referred)
    with pytest.raises(RuleBroken):
        referrals.change(first, actor=SYSTEM, referrer=c)
    with pytest.raises(RuleBroken):
        referrals.create(actor=SYSTEM, referrer=a)
    drawn = shown.chain(firm.actor("rep.east"), c.pk)
    assert drawn is not None
    assert [box["name"] for box in drawn["boxes"]] == ["甲", "乙", "丙"]
    assert [box["name"] for box in shown.chain(firm.actor("rep.south"), c.pk)["boxes"]] != ["甲", "乙", "丙"]  # type: ignore[index]


def test_rewards_add_up_and_wait_above_the_limit(firm: Firm) -> None:
    rep, finance = firm.actor("rep.east"), firm.actor("finance")
    customer = customers.create(actor=SYSTEM, name="甲", owner=firm.employees["rep.east"])
    step = {"step_no": 1, "approver": "person", "person_id": firm.users["finance"].pk, "is_joint": False, "hours": 48}
    rules.create(actor=SYSTEM, name="奖励", matter="loyalty.reward", amount_from=D(1000), steps=[step])
    small = rewards.create(actor=rep, customer=customer, amount=D(300), reason="推荐")
    large = rewards.create(actor=rep, customer=customer, amount=D(2000), reason="年度")
    assert (small.state, large.state, loyalty.balance(customer.pk, "points", "")) == ("booked", "waiting", D(300))
    for amount in (D(301), D(-5), D("1.5")):
        with pytest.raises(RuleBroken):
            rewards.create(actor=rep, customer=customer, act="redeem", amount=amount, reason="礼品")
    rewards.create(actor=rep, customer=customer, act="redeem", amount=D(250), reason="礼品")
    with pytest.raises(RuleBroken):  # spent already
        rewards.reverse(small, actor=rep)
    asked = Approval.objects.get(matter="loyalty.reward", object_id=large.pk)
    engine.decide(asked, actor=finance, approve=True)
    large.refresh_from_db()
    assert (large.state, loyalty.balance(customer.pk, "points", "")) == ("booked", D(2050))
    back = rewards.reverse(RewardEntry.objects.get(pk=large.pk), actor=rep)
    assert (back.amount, loyalty.balance(customer.pk, "points", "")) == (D(-2000), D(50))
    with pytest.raises(RuleBroken):
        rewards.reverse(RewardEntry.objects.get(pk=large.pk), actor=rep)


def test_thanks_are_given_once(firm: Firm) -> None:
    today = date(2026, 11, 20)
    since = {"since_on": date(2024, 11, 22)}
    customer = customers.create(actor=SYSTEM, name="老客户", owner=firm.employees["rep.east"], **since)
    rule = thanks.create(
        actor=SYSTEM, name="周年", occasion="anniversary", days_before=3, task="感谢{customer}合作{years}年",
        starts_on=date(2026, 1, 1),
    )  # fmt: skip
    [plan] = [p for p in thanks.planned(rule, today) if p.customer.pk == customer.pk]
    assert (plan.title, plan.why_not, Task.objects.filter(title=plan.title).count()) == ("感谢老客户合作2年", "", 0)
    assert thanks.give(today) >= 1
    assert thanks.give(today) == 0
    task = Task.objects.get(title=plan.title)
    assert (task.assignee_id, task.due_on) == (firm.users["rep.east"].pk, date(2026, 11, 22))
    assert ThanksGiven.objects.filter(rule=rule, occasion_key=f"anniversary:{customer.pk}:2026").count() == 1
    number = model("loyalty.ThanksRule").objects.count()
    with pytest.raises(RuleBroken):
        thanks.create(actor=SYSTEM, name="坏", occasion="birthday", task="{owner.password}", starts_on=today)
    assert model("loyalty.ThanksRule").objects.count() == number


def test_leap_birthdays_are_kept_every_year() -> None:
    assert [thanks.in_year(2, 29, year) for year in (2027, 2028, 2100)] == [
        date(2027, 2, 28), date(2028, 2, 29), date(2100, 2, 28),
    ]  # fmt: skip
