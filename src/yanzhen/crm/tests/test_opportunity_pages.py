"""The pages of opportunities: board, moves, conflicts, calendar, closing, team, and the stages of a process."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import Customer, ExitTask, LossReason, Opportunity, Process, Stage
from yanzhen.crm.queries import board as board_rows
from yanzhen.crm.queries import processes as process_rows
from yanzhen.crm.services import customers, opportunities
from yanzhen.platform.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def team() -> People:
    made = people()
    customers.create(actor=SYSTEM, owner=made.rep.employee, name="上海云杉家具有限公司")
    return made


@pytest.fixture
def rep(team: People) -> Client:
    return signed_in(team.rep)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def new(team: People, **values: Any) -> Opportunity:
    given = {"name": "酒店家具", "customer": Customer.objects.get(), "amount": Decimal(1000)}
    given |= {"expected_on": timezone.localdate() + timedelta(days=9)} | values
    return opportunities.create(actor=team.actor("rep"), **given)


def stage(place: int) -> Stage:
    return process_rows.stages_of(Process.objects.get().pk)[place]


def test_the_board_shows_counts_sums_and_cards(team: People, rep: Client) -> None:
    new(team), new(team, name="餐厅桌椅", amount=Decimal("0.05"), next_step="送样", currency="USD")
    page = rep.get("/opportunities/board/").content.decode()
    assert page.count('class="deal-column"') == 5
    for text in ("酒店家具", "餐厅桌椅", "送样", "¥1,000.00", "≈ ¥200.00", "≈ $0.01"):
        assert text in page
    assert "酒店家具" not in signed_in(team.teammate).get("/opportunities/board/").content.decode()


def test_cards_beyond_the_first_come_with_more(team: People, rep: Client) -> None:
    days = [timezone.localdate() + timedelta(days=n % 3) for n in range(board_rows.FIRST + 3)]
    made = [new(team, name=f"第{n}单", expected_on=day) for n, day in enumerate(days)]
    page = rep.get("/opportunities/board/").content.decode()
    assert page.count('class="deal"') == board_rows.FIRST
    address = page.split('hx-get="/opportunities/board/column/')[1].split('"')[0].replace("&amp;", "&")
    rest = rep.get(f"/opportunities/board/column/{address}").content.decode()
    assert rest.count('class="deal"') == 3
    assert all(f'data-deal="{row.pk}"' in page + rest for row in made)
    assert rep.get("/opportunities/board/column/?stage=x").status_code == 404
    assert rep.get(f"/opportunities/board/column/?stage={stage(0).pk}&after=zzz").status_code == 422


def test_the_board_asks_the_same_for_one_and_for_many(team: People, rep: Client) -> None:
    new(team)
    rep.get("/opportunities/board/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        rep.get("/opportunities/board/")
    for n in range(4):
        new(team, name=f"第{n}单")
    with CaptureQueriesContext(connection) as many:
        rep.get("/opportunities/board/")
    assert len(one) == len(many)


def test_filters_narrow_the_board_and_stuck_is_told(team: People, rep: Client) -> None:
    old = new(team, name="停滞单")
    Opportunity.objects.filter(pk=old.pk).update(
        stage_since=timezone.localdate() - timedelta(days=31), stuck_from=timezone.localdate() - timedelta(days=16)
    )
    new(team, name="正常单")
    page = rep.get("/opportunities/board/?stuck=true", headers={"Accept-Language": "en"}).content.decode()
    assert "停滞单" in page
    assert "正常单" not in page
    assert "31" in page.split("deal-stuck")[1][:80]
    assert rep.get("/opportunities/board/?who=mine").status_code == 200
    assert signed_in(team.manager).get("/opportunities/board/?who=team").content.decode().count('class="deal"') == 2
    assert rep.get("/opportunities/board/?process=999").status_code == 404
    assert rep.get("/opportunities/board/?stuck=perhaps").status_code == 422


def test_a_move_answers_with_the_card_and_the_heads(team: People, rep: Client) -> None:
    made = new(team)
    address = f"/opportunities/{made.pk}/move/"
    answer = rep.post(address, {"stage": stage(1).pk, "version": 1}, headers=SCRIPT)
    assert answer.status_code == 200
    told = answer.json()
    assert told["stage"] == stage(1).pk
    assert told["heads"][str(stage(0).pk)] == {"count": "0", "sums": []}
    assert told["heads"][str(stage(1).pk)]["sums"] == [{"amount": "¥1,000.00", "weighted": "¥400.00"}]
    assert 'data-version="2"' in told["card"]
    late = signed_in(team.manager).post(address, {"stage": stage(3).pk, "version": 1}, headers=SCRIPT)
    assert late.status_code == 409
    assert late.json()["stage"] == stage(1).pk
    assert stage(1).label in late.json()["message"] or stage(1).name in late.json()["message"]
    assert signed_in(team.teammate).post(address, {"stage": stage(3).pk}).status_code == 404
    assert signed_in(team.finance).post(address, {"stage": stage(3).pk}).status_code == 403
    assert rep.post(address, {"stage": "x"}).status_code == 404
    assert Opportunity.objects.get().stage == stage(1)


def test_moving_ticking_and_another_day_work_without_script(team: People, rep: Client) -> None:
    made = new(team)
    course = f"/opportunities/{made.pk}/course/"
    assert rep.get(course).status_code == 200
    for task in ExitTask.objects.filter(stage=stage(0)).order_by("position"):
        rep.post(f"/opportunities/{made.pk}/tick/", {"task": task.pk, "done": "true"})
    assert Opportunity.objects.get().stage == stage(1)
    rep.post(f"/opportunities/{made.pk}/move/", {"stage": stage(3).pk})
    assert Opportunity.objects.get().stage == stage(3)
    day = timezone.localdate() + timedelta(days=40)
    rep.post(f"/opportunities/{made.pk}/expected/", {"expected_on": day.isoformat()})
    assert Opportunity.objects.get().expected_on == day
    for wrong in ("", "31.12.2026", "0001-01-01"):
        answer = rep.post(f"/opportunities/{made.pk}/expected/", {"expected_on": wrong}, headers=SCRIPT)
        assert answer.status_code == 422
    assert rep.post(f"/opportunities/{made.pk}/tick/", {"task": "0"}).status_code == 404
    assert rep.get(f"/opportunities/{made.pk}/?tab=course").status_code == 200
    assert rep.get(f"/opportunities/{made.pk}/?tab=team").status_code == 200


def test_losing_asks_for_a_reason_at_its_field(team: People, rep: Client) -> None:
    made, reason = new(team), LossReason.objects.create(code="price", name="价格")
    address = f"/opportunities/{made.pk}/lose/"
    today = timezone.localdate().isoformat()
    refused = rep.post(address, {"closed_on": today})
    assert refused.status_code == 422
    assert Opportunity.objects.get().state == "open"
    rep.post(address, {"reason": reason.pk, "competitor": "对手甲", "price": "880", "closed_on": today})
    lost = Opportunity.objects.get()
    assert (lost.state, lost.reason, lost.competitor, lost.price) == ("lost", reason, "对手甲", 880)
    rep.post(f"/opportunities/{made.pk}/do/reopen/")
    assert rep.post(f"/opportunities/{made.pk}/win/", {"amount": "900", "closed_on": today}).status_code == 302
    assert Opportunity.objects.get().amount == 900


def test_a_team_that_does_not_make_a_hundred_is_refused(team: People, rep: Client) -> None:
    made = new(team)

    def sent(first: str, second: str) -> Any:
        data = {"members-TOTAL_FORMS": "2", "members-INITIAL_FORMS": "0", "version": "1"}
        data |= {"members-0-employee": team.rep.employee.number, "members-0-share": first}
        data |= {"members-1-employee": team.manager.employee.number, "members-1-share": second}
        return signed_in(team.manager).post(f"/opportunities/{made.pk}/team/", data)

    assert sent("60", "30").status_code == 422
    assert made.members.count() == 1
    assert sent("60", "40").status_code == 302
    assert made.members.count() == 2
    assert sent("50", "50").status_code == 422, "the version is an old one"


def test_the_calendar_shows_the_month(team: People, rep: Client) -> None:
    today = timezone.localdate()
    for n in range(6):
        new(team, name=f"第{n}单", expected_on=today, amount=Decimal(100 + n))
    page = rep.get("/opportunities/calendar/").content.decode()
    assert "第5单" in page
    assert "第1单" not in page, "the largest four are shown"
    assert "¥615" in page
    assert rep.get("/opportunities/calendar/?month=2025-02").status_code == 200
    assert rep.get("/opportunities/calendar/?month=rubbish&who=mine").status_code == 200


def test_stages_are_edited_on_their_page(team: People) -> None:
    new(team)
    boss = signed_in(team.manager)
    process = Process.objects.get()
    assert boss.get(f"/sales-processes/{process.pk}/stages/").status_code == 200
    form = {"name": "验收", "probability": "99", "usual_days": "5"}
    assert boss.post(f"/sales-processes/{process.pk}/stages/new/", form).status_code == 302
    added = process_rows.stages_of(process.pk)[-1]
    boss.post(f"/stages/{added.pk}/shift/", {"step": "up"})
    assert process_rows.stages_of(process.pk)[-2] == added
    boss.post(f"/stages/{added.pk}/tasks/", {"name": "交货单"})
    task = ExitTask.objects.get(stage=added)
    boss.post(f"/exit-tasks/{task.pk}/", {"act": "remove"})
    assert boss.post(f"/stages/{added.pk}/edit/", {**form, "name": "交付", "version": added.version}).status_code == 422
    assert boss.post(f"/stages/{added.pk}/remove/", {}).status_code == 302
    gone = stage(0)
    refused = boss.post(f"/stages/{gone.pk}/remove/", {})
    assert refused.status_code == 422
    assert Stage.objects.filter(pk=gone.pk).exists()
    assert boss.post(f"/stages/{gone.pk}/remove/", {"move_to": stage(1).pk}).status_code == 302
    assert Opportunity.objects.get().stage == stage(0)
    assert signed_in(team.rep).get(f"/sales-processes/{process.pk}/stages/").status_code == 403
