"""An agreement on both sides of its last day, its renewal, and terms measured by visits, reviews and free lines."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import firm
from tests.firm import Firm, model

from yanzhen.field.queries.displays import share_of
from yanzhen.keyaccounts.models import Agreement
from yanzhen.keyaccounts.queries import agreements as rows
from yanzhen.keyaccounts.queries import measuring, plans
from yanzhen.keyaccounts.services import agreements, checking, kpis, renewing, reviews, stores
from yanzhen.lib.errors import RuleBroken
from yanzhen.lib.periods import month_end, month_start, shifted
from yanzhen.orders.services import orders
from yanzhen.platform.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db
D = Decimal
LAST = date(2026, 6, 30)
NEXT = LAST + timedelta(days=1)


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


def agreed(books: Firm, ka: Actor, first: date, last: date, *terms: dict[str, Any]) -> Agreement:
    """The only agreement of the customer that is not ended."""
    customer = books.row("crm.customer", "ka")
    Agreement.objects.filter(customer=customer).update(state="ended")
    row = agreements.create(
        actor=ka, customer=customer, valid_from=first, valid_until=last,
        terms=list(terms) or [{"kind": "target", "figure": D(365_000)}],
    )  # fmt: skip
    return agreements.sign(row, actor=ka)


def test_an_agreement_is_in_force_on_its_last_day_and_expired_the_day_after(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka, date(2026, 1, 1), LAST)
    assert (row.state_on(LAST), row.state_on(NEXT)) == ("in_force", "expired")
    assert rows.in_force(ka, LAST).filter(pk=row.pk).exists()
    assert not rows.in_force(ka, NEXT).filter(pk=row.pk).exists()  # whether or not the job ran
    Agreement.objects.exclude(pk=row.pk).update(state="ended")
    assert (renewing.expire(LAST), renewing.expire(NEXT), renewing.expire(NEXT)) == (0, 1, 0)
    row.refresh_from_db()
    assert row.state == "expired"
    news = model("platform.Notification").objects.get(topic="keyaccounts.agreement_expired")
    assert news.user_id == ka.user_id
    assert news.params["day"] == "2026-06-30"


def test_an_expired_agreement_whose_end_is_put_off_is_in_force_again(books: Firm, ka: Actor) -> None:
    today = timezone.localdate()
    row = agreed(books, ka, today - timedelta(days=300), today - timedelta(days=1))
    renewing.expire()
    row.refresh_from_db()
    assert agreements.change(row, actor=ka, remark="谈判中").state == "expired"
    assert agreements.change(row, actor=ka, valid_until=today - timedelta(days=1)).state == "expired"
    assert agreements.change(row, actor=ka, valid_until=today).state == "in_force"


def test_a_renewal_copies_terms_stores_and_kpis_once(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka, date(2026, 1, 1), date(2026, 12, 31), {"kind": "payment", "figure": D(45), "note": "月结"})
    stores.create(actor=ka, agreement=row, number="1", name="一店", outlet=books.row("crm.customer", "ka"))
    stores.create(actor=ka, agreement=row, number="2", name="已关", is_active=False)
    value = {"month": date(2026, 3, 1), "value": D(5)}
    kpis.create(actor=ka, agreement=row, name="坪效", monthly=[value])
    assert rows.to_renew(ka, date(2026, 11, 1)).filter(pk=row.pk).count() == 0  # 60 days ahead is 2 November
    assert rows.to_renew(ka, date(2026, 11, 2)).filter(pk=row.pk).count() == 1
    made = renewing.renew(row, actor=ka)
    assert (made.state, made.valid_from, made.valid_until) == ("draft", date(2027, 1, 1), date(2027, 12, 31))
    assert (made.renews_id, made.owner_id, made.customer_id) == (row.pk, row.owner_id, row.customer_id)
    assert [(t.kind, t.figure, t.note) for t in rows.terms(made)] == [("payment", D(45), "月结")]
    assert [s.number for s in model("keyaccounts.Store").objects.filter(agreement=made)] == ["1"]
    kpi = model("keyaccounts.AccountKpi").objects.get(agreement=made)
    assert [(v.month, v.value) for v in kpis.of(kpi)] == [(date(2026, 3, 1), D(5))]
    assert not rows.to_renew(ka, date(2026, 11, 2)).filter(pk=row.pk).exists()
    with pytest.raises(RuleBroken, match=made.number):
        renewing.renew(row, actor=ka)
    with pytest.raises(RuleBroken):
        renewing.renew(made, actor=ka)


def test_the_button_leads_to_the_copy(books: Firm, ka: Actor, client: Any) -> None:
    today = timezone.localdate()
    row = agreed(books, ka, today - timedelta(days=300), today - timedelta(days=1))
    client.force_login(books.users["ka"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/agreements/{row.pk}/").content.decode()
    assert f"/agreements/{row.pk}/do/renew/" in page
    answer = client.post(f"/agreements/{row.pk}/do/renew/")
    made = Agreement.objects.get(renews=row)
    assert answer.headers["Location"] == f"/agreements/{made.pk}/"
    assert "/do/renew/" not in client.get(f"/agreements/{row.pk}/").content.decode()
    hub = client.get("/key-accounts/").content.decode()
    assert f"/agreements/{row.pk}/" not in hub.partition('id="renew"')[2].partition("</section>")[0]


def test_an_account_that_was_not_renewed_still_needs_its_plan(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka, date(2025, 7, 1), LAST)
    late = LAST + timedelta(days=rows.GOES_ON)
    assert rows.looked_after(ka, late).filter(pk=row.pk).exists()
    assert not rows.looked_after(ka, late + timedelta(days=1)).filter(pk=row.pk).exists()
    assert [d.agreement for d in plans.due(ka, NEXT) if d.agreement == row] == [row]
    renewed = agreements.sign(renewing.renew(row, actor=ka), actor=ka)
    assert {d.agreement for d in plans.due(ka, NEXT)} & {row, renewed} == {renewed}


def test_the_last_check_comes_after_the_end(books: Firm, ka: Actor) -> None:
    row = agreed(books, ka, date(2026, 1, 1), LAST)
    Agreement.objects.exclude(pk=row.pk).update(state="ended")
    renewing.expire(NEXT)
    assert [checking.monthly(day) for day in (date(2026, 7, 1), date(2026, 8, 1))] == [1, 0]
    row.refresh_from_db()
    assert checking.check(row, actor=ka).month is None


def found(row: Agreement, kind: str) -> measuring.Measured:
    term = rows.of_edition(row, row.edition).get(kind=kind)
    return measuring.measured(term, measuring.Books(row, timezone.localdate()))


def test_a_statement_counts_from_the_end_of_its_month(books: Firm, ka: Actor) -> None:
    month = shifted(month_start(timezone.localdate()), -2)
    row = agreed(books, ka, month, shifted(month, 12), {"kind": "reconcile", "figure": D(5)})
    assert found(row, "reconcile").verdict.state == "unknown"
    review = reviews.create(actor=ka, agreement=row, month=month)
    for day in (month_end(month) - timedelta(days=1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(RuleBroken) as broken:
            reviews.change(review, actor=ka, reconciled_on=day)
        assert list(broken.value.errors) == ["reconciled_on"]
    reviews.change(review, actor=ka, reconciled_on=month_end(month) + timedelta(days=4))
    measured = found(row, "reconcile")
    assert measured.documents[0][:2] == ("keyaccounts.monthlyreview", review.pk)
    open_days = (timezone.localdate() - month_end(shifted(month, 1))).days
    assert measured.facts["worst"] == str(max(4, open_days))
    assert measured.facts["open"] == "1"


def test_free_goods_are_lines_at_no_price(books: Firm, ka: Actor) -> None:
    today, product = timezone.localdate(), books.row("products.product")
    row = agreed(books, ka, today - timedelta(days=9), today + timedelta(days=300), {"kind": "gift", "figure": D(10)})
    assert found(row, "gift").verdict.state == "unknown"
    lines = [
        {"product": product, "quantity": D(q), "unit_price": D(p), "net_amount": D(q * p)} for q, p in ((40, 3), (3, 0))
    ]
    order = orders.create(
        actor=SYSTEM, customer=row.customer, kind="sale", ordered_on=today, currency="CNY", lines=lines
    )  # fmt: skip
    orders.confirm(order, actor=SYSTEM)
    measured = found(row, "gift")
    # 3 ÷ 40 = 7.5 % of the 10 % agreed: a quarter short.
    assert (measured.verdict.state, measured.verdict.actual) == ("broken", D("7.5"))
    assert [key for _noun, key, _label in measured.documents] == [order.pk]


def test_a_display_is_measured_by_the_share_that_visits_write_down(books: Firm, ka: Actor) -> None:
    today = timezone.localdate()
    row = agreed(
        books, ka, today - timedelta(days=90), today + timedelta(days=270), {"kind": "display", "figure": D(20)}
    )
    customer = row.customer
    visit = model("field.Visit").objects.create(
        number="VS-d-1", customer=customer, owner=customer.owner, unit=customer.unit, day=today, first_day=today,
        state="done", left_at=timezone.make_aware(datetime.combine(today, time(9))),
    )  # fmt: skip
    step = model("field.VisitStep").objects
    step.create(visit=visit, position=1, name="看店外店内", kind="photo", is_done=True)
    measured = found(row, "display")
    assert (measured.verdict.state, measured.facts["photographed"], measured.facts["noted"]) == ("unknown", "1", "0")
    step.create(visit=visit, position=2, name="陈列占比", kind="text", is_done=True, answer="18.5 %")
    measured = found(row, "display")
    assert (measured.verdict.state, measured.verdict.actual) == ("risk", D("18.5"))
    assert measured.documents[0][:2] == ("field.visit", visit.pk)


def test_only_a_percentage_is_a_share() -> None:
    assert [share_of(text) for text in ("22%", " 7.5 ％ ", "100 %")] == [D(22), D("7.5"), D(100)]
    assert {share_of(text) for text in ("", "22", "约22%", "101 %", "22%以上", "-3%", "2２%")} == {None}
