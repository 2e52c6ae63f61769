"""A key-account year: agreed, checked, amended, planned in time, looked back on."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from tests import firm
from tests.firm import Firm, model

from yanzhen.keyaccounts.models import Agreement, AgreementCheck, RollingPlan, StoreOpportunity
from yanzhen.keyaccounts.queries import agreements as rows
from yanzhen.keyaccounts.queries import plans as plan_rows
from yanzhen.keyaccounts.queries import reviews as review_rows
from yanzhen.keyaccounts.queries import stores as store_rows
from yanzhen.keyaccounts.queries import words
from yanzhen.keyaccounts.services import agreements, chances, checking, deliveries, kpis, plans, reviews, stores
from yanzhen.keyaccounts.views import kpis as kpi_views
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_start, shifted
from yanzhen.orders.services import orders
from yanzhen.platform.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Firm:
    return firm.copied(founded)


@pytest.fixture
def ka(books: Firm) -> Actor:
    return books.actor("ka")


def agreed(books: Firm, ka: Actor, *terms: dict[str, Any], start: date | None = None) -> Agreement:
    """An agreement in force of a year that began 100 days ago, unless said otherwise."""
    first = start or timezone.localdate() - timedelta(days=99)
    row = agreements.create(
        actor=ka, customer=books.row("crm.customer", "ka"), valid_from=first, valid_until=first + timedelta(days=364),
        terms=list(terms) or [{"kind": "target", "figure": D(365_000)}],
    )  # fmt: skip
    return agreements.sign(row, actor=ka)


def ordered(books: Firm, ago: int, quantity: int, amount: int, customer: Any = None) -> Any:
    day = timezone.localdate() - timedelta(days=ago)
    row = orders.create(
        actor=SYSTEM, customer=customer or books.row("crm.customer", "ka"), kind="sale", ordered_on=day, currency="CNY",
        lines=[{"product": books.row("products.product"), "quantity": D(quantity), "unit_price": D(1),
                "net_amount": D(amount)}],
    )  # fmt: skip
    return orders.confirm(row, actor=SYSTEM)


def states(check: AgreementCheck) -> dict[str, str]:
    return {line.term.kind: line.state for line in rows.lines(check)}


def test_terms_in_force_change_by_a_supplement_that_keeps_the_old(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    new = [{"kind": "target", "figure": D(400_000)}, {"kind": "payment", "figure": D(45)}]
    with pytest.raises(RuleBroken) as broken:
        agreements.change(row, actor=ka, terms=new)
    assert list(broken.value.errors) == ["terms"]
    row = agreements.amend(row, actor=ka)
    row = agreements.change(row, actor=ka, terms=new)
    assert [t.figure for t in rows.of_edition(row, 1)] == [D(365_000)]
    assert row.edition == 1
    row = agreements.sign(row, actor=ka)
    assert (row.edition, row.is_amending) == (2, False)
    assert [t.figure for t in rows.of_edition(row, 2)] == [D(400_000), D(45)]
    assert [t.figure for t in rows.of_edition(row, 1)] == [D(365_000)]
    assert [e.number for e in rows.editions(row)] == [2, 1]


def test_a_supplement_may_be_given_up_and_an_ended_agreement_stays(books: Firm, ka: Actor) -> None:
    row = agreements.drop_supplement(agreements.amend(agreed(books, ka), actor=ka), actor=ka)
    assert not rows.of_edition(row, 2).exists()
    row = agreements.end(row, actor=ka)
    for refused in (lambda: agreements.change(row, actor=ka, remark="x"), lambda: agreements.remove(row, actor=ka),
                    lambda: checking.check(row, actor=ka)):  # fmt: skip
        with pytest.raises(RuleBroken):
            refused()
    assert Agreement.objects.get(pk=row.pk).state == "ended"


def test_the_self_check_compares_every_term_with_what_happened(books: Firm, ka: Actor) -> None:
    product = books.row("products.product")
    row = agreed(
        books, ka,
        {"kind": "target", "figure": D(365_000)},
        {"kind": "rebate", "figure": D(300_000), "tiers": "300000:2"},
        {"kind": "listing", "product": product, "figure": D(60)},
        {"kind": "order", "figure": D(500)},
        {"kind": "fill", "figure": D(95)}, {"kind": "age", "figure": D("33.33")}, {"kind": "lead", "figure": D(7)},
        {"kind": "display", "figure": D(20)},
    )  # fmt: skip
    first, second = ordered(books, 40, 10, 60_000), ordered(books, 30, 30, 35_000)
    day = first.ordered_on
    common = {"actor": ka, "product": product, "produced_on": day - timedelta(days=100),
              "expires_on": day + timedelta(days=265)}  # fmt: skip
    deliveries.create(order=first, delivered_on=day + timedelta(days=3), quantity=D(10), **common)
    deliveries.create(order=second, delivered_on=second.ordered_on + timedelta(days=3), quantity=D(29), **common)
    found = checking.check(row, actor=ka)
    # 95 000 of 365 000 × 100 ÷ 365 = 100 000 due: 5 % short. Pace 346 750 ≥ 300 000. Fill 10 of 40 = 25 %.
    # Age: (100 + 3) and (110 + 3) of 365 days = 31.0 %. Lead: 3 days each.
    assert states(found) == {
        "target": "risk", "rebate": "kept", "listing": "kept", "order": "kept", "fill": "broken", "age": "kept",
        "lead": "kept", "display": "unknown",
    }  # fmt: skip
    assert (found.broken, found.risk, found.kept, found.unknown) == (1, 1, 5, 1)
    line = next(one for one in rows.lines(found) if one.term.kind == "fill")
    assert (line.actual, line.working["facts"]["filled"]) == (D("25.00"), "10.000")
    assert [key for _noun, key, _label in line.working["documents"]] == [second.pk]


def test_a_broken_term_gets_one_action_for_the_owner(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    checking.check(row, actor=ka)
    checking.check(row, actor=ka)
    found = model("platform.Task").objects.filter(noun_name="keyaccounts.agreement", object_id=row.pk)
    assert [(t.assignee_id, t.due_on) for t in found] == [(ka.user_id, timezone.localdate() + timedelta(days=14))]


def test_payment_days_come_from_invoices_and_receipts(books: Firm, ka: Actor) -> None:
    today = timezone.localdate()
    row = agreed(books, ka, {"kind": "payment", "figure": D(40)})
    customer = books.row("crm.customer", "ka")
    model("receivables.Invoice").objects.create(
        number="IV-ka-1", customer=customer, owner=customer.owner, unit=customer.unit, amount=D(100),
        issued_on=today - timedelta(days=44), due_on=today - timedelta(days=4),
    )  # fmt: skip
    [line] = rows.lines(checking.check(row, actor=ka))
    assert (line.state, line.actual, line.working["facts"]["late"]) == ("risk", D("44.00"), "1")


def test_the_monthly_check_runs_once(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    today = timezone.localdate()
    Agreement.objects.exclude(pk=row.pk).update(state="ended")
    assert checking.monthly(today) == 1
    assert checking.monthly(today) == 0
    assert checking.monthly(shifted(today, 1)) == 1
    assert list(AgreementCheck.objects.filter(agreement=row).values_list("month", flat=True)) == [
        month_start(shifted(today, 1)), month_start(today),
    ]  # fmt: skip


def test_arrivals_belong_to_a_line_of_their_order(books: Firm, ka: Actor) -> None:
    order, product = books.row("orders.order", "ka"), books.row("products.product")
    good = {"order": order, "product": product, "delivered_on": order.ordered_on, "quantity": D(1)}
    for wrong, field in (
        ({"delivered_on": order.ordered_on - timedelta(days=1)}, "delivered_on"),
        ({"delivered_on": timezone.localdate() + timedelta(days=1)}, "delivered_on"),
        ({"produced_on": order.ordered_on + timedelta(days=1)}, "produced_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            deliveries.create(actor=ka, **good | wrong)
        assert list(broken.value.errors) == [field]


def test_the_weekly_list_prepares_itself_and_carries_over(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    today = timezone.localdate()
    stores.create(actor=ka, agreement=row, number="1", name="一店", outlet=books.row("crm.customer", "ka"))
    for ago in (60, 95, 130):
        ordered(books, ago, 1, 300)
    assert chances.prepare(row, actor=ka) == 1
    assert chances.prepare(row, actor=ka) == 0
    found = StoreOpportunity.objects.get(store__agreement=row)
    assert (found.kind, found.potential, found.week) == ("out_of_stock", D(300), store_rows.monday(today))
    StoreOpportunity.objects.filter(pk=found.pk).update(week=found.week - timedelta(days=14))
    chances.prepare(row, actor=ka)
    found.refresh_from_db()
    assert (found.week, found.carried) == (store_rows.monday(today), 2)
    # Each reads in their own language why; what somebody writes instead stands as it is.
    with override("en"):
        assert words.reason(found, ka).startswith("Ordered in 3 of 12 months")
    with override("zh-hans"):
        assert words.reason(found, ka).startswith("12 个月中有 3 个月下单")
    found = chances.change(found, actor=ka, reason="缺货")
    assert words.reason(found, ka) == "缺货"
    won = chances.done(found, actor=ka, result=D("250.004"))
    assert (won.state, won.result) == ("done", D("250.00"))
    assert chances.prepare(row, actor=ka) == 0
    with pytest.raises(RuleBroken):
        chances.drop(won, actor=ka)


def test_what_a_lower_floor_saw_in_a_store_is_on_the_list(books: Firm, ka: Actor, monkeypatch: Any) -> None:
    row = agreed(books, ka)
    store = stores.create(actor=ka, agreement=row, number="1", name="一店")
    seen = store_rows.Seen(store.pk, "aged", None, D(80), "货龄超过一半", f"aged:{store.pk}")
    monkeypatch.setattr(store_rows, "_sources", [lambda agreement, day: [seen]])
    assert chances.prepare(row, actor=ka) == 1
    assert StoreOpportunity.objects.get(store=store).reason == "货龄超过一半"


def test_a_plan_begins_with_last_year_and_the_last_plan(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    month = month_start(timezone.localdate())
    year_ago = (timezone.localdate() - shifted(shifted(month, 3), -12)).days
    ordered(books, year_ago, 5, 700)
    product = books.row("products.product")
    line = {"month": shifted(month, 1), "product": product, "quantity": D(2), "amount": D(90)}
    plans.create(actor=ka, agreement=row, month=shifted(month, -1), lines=[line])
    plan = plans.create(actor=ka, agreement=row, month=month)
    got = [(one.month, one.quantity, one.amount) for one in plan_rows.lines(plan)]
    assert got == [(shifted(month, 1), D(2), D(90)), (shifted(month, 3), D(5), D(700))]


def test_a_plan_is_ready_once_submitted_and_changes_only_as_a_draft(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    month = month_start(timezone.localdate())
    plan = plans.create(actor=ka, agreement=row, month=month)
    with pytest.raises(RuleBroken):
        plans.submit(plan, actor=ka)
    line = {"month": shifted(month, 2), "product": books.row("products.product"), "quantity": D(2), "amount": None}
    with pytest.raises(RuleBroken) as broken:
        plans.change(plan, actor=ka, lines=[{**line, "month": shifted(month, 4)}])
    assert list(broken.value.errors) == ["lines.0.month"]
    plan = plans.submit(plans.change(plan, actor=ka, lines=[line]), actor=ka)
    assert (plan.state, plan.ready_on) == ("submitted", timezone.localdate())
    with pytest.raises(RuleBroken):
        plans.change(plan, actor=ka, lines=[])
    director = books.actor("director")
    assert plans.send_back(plan, actor=director).ready_on is None
    assert plans.accept(plans.submit(plan, actor=ka), actor=director).state == "accepted"


def test_reminders_come_once_each_and_the_manager_hears_of_what_is_late(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka, start=date(2026, 1, 1))
    Agreement.objects.exclude(pk=row.pk).update(state="ended")
    news = model("platform.Notification").objects
    assert plans.remind(date(2026, 11, 5)) == 0
    assert [plans.remind(date(2026, 11, day)) for day in (10, 10, 14, 18, 18)] == [1, 0, 1, 1, 0]
    assert RollingPlan.objects.filter(agreement=row, month=date(2026, 11, 1)).count() == 1
    assert news.filter(topic="keyaccounts.plan_due", user_id=ka.user_id).count() == 3
    late = news.get(topic="keyaccounts.plan_late")
    assert late.user_id == books.users["director"].pk


def test_a_closed_review_keeps_its_figures(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    month = month_start(timezone.localdate() - timedelta(days=35))
    ago = (timezone.localdate() - month).days
    ordered(books, ago, 4, 800)
    line = {"month": month, "product": books.row("products.product"), "quantity": D(5), "amount": D(1000)}
    plans.submit(plans.create(actor=ka, agreement=row, month=shifted(month, -1), lines=[line]), actor=ka)
    review = reviews.create(actor=ka, agreement=row, month=month)
    with pytest.raises(RuleBroken):
        reviews.close(review, actor=ka)
    review = reviews.close(reviews.change(review, actor=ka, finding="断货"), actor=ka)
    ordered(books, ago, 4, 5_000)
    kept = review_rows.figures(review, timezone.localdate())
    assert (kept["actual"], kept["planned"], kept["attained"]) == ("800.00", "1000.00", "80.0")
    assert review_rows.worked_out(row, month, timezone.localdate())["actual"] == "5800.00"
    for refused in (lambda: reviews.change(review, actor=ka, finding="x"), lambda: reviews.remove(review, actor=ka)):
        with pytest.raises(RuleBroken):
            refused()


def test_a_month_has_one_value_of_a_kpi(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    twice = [{"month": date(2026, 3, day), "value": D(day)} for day in (1, 2)]
    with pytest.raises(RuleBroken) as broken:
        kpis.create(actor=ka, agreement=row, name="坪效", monthly=twice)
    assert list(broken.value.errors) == ["monthly.1.month"]
    made = kpis.create(actor=ka, agreement=row, name="坪效", monthly=twice[:1])
    assert [(v.month, v.value) for v in kpis.of(made)] == [(date(2026, 3, 1), D(1))]


def test_others_do_not_reach_an_agreement(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka)
    assert rows.visible(books.actor("ka")).filter(pk=row.pk).exists()
    for name in ("manager.east", "rep.east", "stranger", "hr"):
        assert not rows.visible(books.actor(name)).filter(pk=row.pk).exists()


def test_what_a_visit_counted_stands_before_what_orders_say(books: Firm, ka: Actor) -> None:
    row, today, product = agreed(books, ka), timezone.localdate(), books.row("products.product")
    customer = books.row("crm.customer", "ka")
    store = stores.create(actor=ka, agreement=row, number="1", name="一店", outlet=customer)
    for ago in (60, 95, 130):
        ordered(books, ago, 1, 300)
    visit = model("field.Visit").objects.create(
        number="VS-ka-1", customer=customer, owner=customer.owner, unit=customer.unit, day=today, first_day=today
    )
    model("field.VisitStock").objects.create(visit=visit, product=product, quantity=D(0), counted_on=today)
    assert chances.prepare(row, actor=ka) == 1
    found = StoreOpportunity.objects.get(store=store)
    assert (found.kind, found.potential) == ("out_of_stock", None)
    assert today.isoformat() in found.reason


def test_values_are_read_as_people_paste_them() -> None:
    found, errors = kpi_views.read("2026-01\t12.5\n2026/2/28, 1,300\n2026年3月：24 %\n\n")
    assert (found, errors) == (
        {date(2026, 1, 1): D("12.50"), date(2026, 2, 1): D("1300.00"), date(2026, 3, 1): D("24.00")}, [],
    )  # fmt: skip
    for text in ("", "x", "2026-13 5", "2026-01", "9999-01 5", "2026-01 1e9", "２０２６-01 5", "2026-01 " + "9" * 20):
        assert kpi_views.read(text)[1], text


def test_a_blank_line_of_the_form_does_not_count(books: Firm, ka: Actor, client: Any) -> None:
    row = agreed(books, ka)
    client.force_login(books.users["ka"], backend="django.contrib.auth.backends.ModelBackend")
    blank = {f"lines-0-{name}": "" for name in ("month", "product", "quantity", "amount")}
    sent = {"agreement": row.number, "month": "2026-09-01", "lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, **blank}
    assert client.post("/rolling-plans/new/", sent).status_code == 302
    assert RollingPlan.objects.filter(agreement=row, month=date(2026, 9, 1)).exists()
