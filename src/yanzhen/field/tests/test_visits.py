"""Visits: planned without overlapping, made with place and moment, reported once, sent twice as one."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal as D
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.services import contacts, customers
from yanzhen.field.calc import moments, places
from yanzhen.field.models import Visit, VisitFinding
from yanzhen.field.queries import preparing
from yanzhen.field.queries import visits as rows
from yanzhen.field.services import visit_photos, visit_reasons, visit_templates, visits
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.market.services import competitors
from yanzhen.platform import timeline
from yanzhen.platform.actor import SYSTEM
from yanzhen.products.services import categories, products

SHANGHAI = (D("31.230400"), D("121.473700"))


@pytest.fixture
def team(db: Any) -> People:
    return people()


@pytest.fixture
def buyer(team: People) -> Any:
    north, east = SHANGHAI
    return customers.create(
        actor=SYSTEM, owner=team.rep.employee, name="上海云杉家具有限公司", latitude=north, longitude=east
    )


def plan(team: People, buyer: Any, **given: Any) -> Visit:
    return visits.create(actor=team.actor("rep"), customer=buyer, **given)


def refused(act: Any, field: str) -> str:
    with pytest.raises(RuleBroken) as caught:
        act()
    errors = caught.value.settle().errors
    assert field in errors, errors
    return str(errors[field])


def test_a_visit_is_planned_for_oneself_today(team: People, buyer: Any) -> None:
    row = plan(team, buyer)
    today = timezone.localdate()
    assert (row.owner, row.unit, row.day, row.first_day, row.state) == (
        team.rep.employee, team.rep.employee.unit, today, today, "planned",
    )  # fmt: skip
    assert row.number == f"VI-{today:%Y%m}-0001"
    assert rows.summary(buyer.pk, team.actor("rep")).next_on == today
    assert not rows.visible(team.actor("stranger")).exists()


def test_one_does_not_plan_for_somebody_elses_people(team: People, buyer: Any) -> None:
    refused(lambda: plan(team, buyer, owner=team.teammate.employee), "owner")
    assert not Visit.objects.exists()
    assert visits.create(actor=team.actor("manager"), customer=buyer, owner=team.rep.employee).owner_id


def test_fixed_appointments_of_one_person_do_not_overlap(team: People, buyer: Any) -> None:
    """09:00–09:40 and 09:39–10:19 meet; 09:40 begins when the first is over."""
    plan(team, buyer, starts_at=time(9), minutes=40, is_fixed=True)
    told = refused(lambda: plan(team, buyer, starts_at=time(9, 39), minutes=40, is_fixed=True), "starts_at")
    assert "09:00" in told
    assert "09:40" in told
    assert buyer.name in told
    later = plan(team, buyer, starts_at=time(9, 40), minutes=40, is_fixed=True)
    loose = plan(team, buyer, starts_at=time(9))
    assert Visit.objects.count() == 3
    refused(lambda: visits.change(loose, actor=team.actor("rep"), is_fixed=True), "starts_at")
    refused(lambda: visits.reschedule(later, later.day, actor=team.actor("rep"), starts_at=time(9, 20)), "starts_at")
    refused(lambda: plan(team, buyer, is_fixed=True), "starts_at")
    refused(lambda: plan(team, buyer, starts_at=time(23, 50), minutes=40), "starts_at")


def test_the_same_visit_sent_twice_is_one(team: People, buyer: Any) -> None:
    key = uuid4()
    first = plan(team, buyer, client_key=key, reason="对账")
    assert plan(team, buyer, client_key=key, reason="对账").pk == first.pk
    assert Visit.objects.count() == 1
    act = lambda: visits.create(actor=SYSTEM, customer=buyer, owner=team.teammate.employee, client_key=key)  # noqa: E731
    refused(act, "client_key")


def test_a_day_that_only_a_wrong_clock_can_give_is_refused(team: People, buyer: Any) -> None:
    today = timezone.localdate()
    for day in (today - timedelta(days=63), today + timedelta(days=367), date(1970, 1, 1)):
        told = refused(lambda day=day: plan(team, buyer, day=day), "day")
        assert today.isoformat() in told
    assert plan(team, buyer, day=today - timedelta(days=62)).day


def test_check_in_keeps_place_moment_and_distance_once(team: People, buyer: Any) -> None:
    """A thousandth of a degree north is 6371.0088 km · π/180 / 1000 = 111.2 m."""
    row = plan(team, buyer)
    made = visits.check_in(
        row, actor=team.actor("rep"), latitude=D("31.231400"), longitude=D("121.473700"), accuracy_m=12
    )
    assert (made.state, made.distance_m, made.accuracy_m, made.clock_differs) == ("under_way", 111, 12, False)
    again = visits.check_in(row, actor=team.actor("rep"), latitude=D(1), longitude=D(1))
    assert (again.distance_m, again.version) == (111, made.version)
    left = visits.check_out(row, actor=team.actor("rep"))
    assert left.left_at is not None
    assert visits.check_out(row, actor=team.actor("rep")).version == left.version


def test_places_that_cannot_be_are_refused_and_missing_ones_are_not(team: People, buyer: Any) -> None:
    row, actor = plan(team, buyer), team.actor("rep")
    swapped = refused(lambda: visits.check_in(row, actor=actor, latitude=121.4737, longitude=31.2304), "latitude")
    assert "changed places" in swapped or "颠倒" in swapped
    refused(lambda: visits.check_in(row, actor=actor, latitude=31.23), "longitude")
    refused(lambda: visits.check_in(row, actor=actor, latitude=31.23, longitude=200), "latitude")
    refused(lambda: visits.check_in(row, actor=actor, latitude=float("nan"), longitude=1), "latitude")
    row.refresh_from_db()
    assert (row.state, row.version) == ("planned", 1)
    made = visits.check_in(row, actor=actor)
    assert (made.state, made.latitude, made.distance_m) == ("under_way", None, None)


@pytest.mark.once
def test_the_phones_moment_counts_unless_it_cannot_be_true() -> None:
    now, day = datetime(2026, 11, 5, 9, tzinfo=UTC), date(2026, 11, 5)
    assert moments.counted(None, now, day, UTC).at == now
    offline = moments.counted(now - timedelta(hours=3), now, day, UTC)
    assert (offline.at, offline.is_the_phones) == (now - timedelta(hours=3), True)
    assert moments.counted(now + timedelta(days=1), now, day, UTC).at == now
    assert moments.counted(now - timedelta(days=1), now, day, UTC).at == now  # the clock is a day behind
    yesterday = moments.counted(now - timedelta(days=1), now, day - timedelta(days=1), UTC)
    assert yesterday.is_the_phones  # yesterday's visit, sent today
    assert places.metres(0, 0, 0, 180) == 20_015_114  # half the circumference: π · 6371.0088 km = 20 015.1144 km
    assert places.is_swapped(121.47, 31.23)
    assert not places.is_swapped(31.23, 121.47)


def test_a_wrong_clock_is_told_and_does_not_move_the_visit(team: People, buyer: Any) -> None:
    row = plan(team, buyer)
    made = visits.check_in(row, actor=team.actor("rep"), at=timezone.now() - timedelta(days=1))
    assert (made.day, made.clock_differs) == (timezone.localdate(), True)
    assert made.arrived_at == made.received_at


def test_a_report_gives_one_task_and_what_was_learnt(team: People, buyer: Any) -> None:
    actor, row = team.actor("rep"), plan(team, buyer)
    rival = competitors.create(actor=SYSTEM, code="R1", name="对手")
    category = categories.create(actor=SYSTEM, code="SOFA", name="沙发")
    told: dict[str, Any] = {
        "result": "least", "needs": "交期更快", "next_step": "报价",
        "next_on": timezone.localdate() + timedelta(days=3),
        "findings": [{"kind": "price", "competitor": rival, "category": category, "amount": D("1899")}],
    }  # fmt: skip
    visits.check_in(row, actor=actor)
    made = visits.report(row, actor=actor, **told)
    visits.report(row, actor=actor, **told)
    assert (made.state, made.result, made.left_at is not None) == ("done", "least", True)
    tasks = apps.get_model("platform", "Task")._default_manager
    assert [(t.title, t.assignee_id) for t in tasks.all()] == [("报价", team.rep.pk)]
    found = VisitFinding.objects.get()
    assert found.figure is not None
    assert (found.figure.kind, found.figure.value, found.figure.competitor) == ("competitor_price", D("1899.00"), rival)
    assert rows.summary(buyer.pk, actor).last_on == timezone.localdate()


def test_a_report_may_plan_the_next_visit(team: People, buyer: Any) -> None:
    actor, row = team.actor("rep"), plan(team, buyer)
    day = timezone.localdate() + timedelta(days=7)
    told = {"result": "none", "next_step": "再来看样", "next_on": day, "next_kind": "visit"}
    made = visits.report(row, actor=actor, **told)
    assert made.next_visit is not None
    assert made.next_visit.day == day
    assert made.next_visit.reason == "再来看样"
    moved = visits.report(row, actor=actor, **{**told, "next_on": day + timedelta(days=1)})
    assert moved.next_visit_id == made.next_visit_id
    assert Visit.objects.count() == 2
    refused(lambda: visits.report(row, actor=actor, result=""), "result")
    refused(lambda: visits.report(row, actor=actor, result="best", next_step="回电"), "next_on")


def test_states_move_as_they_may(team: People, buyer: Any) -> None:
    actor, row = team.actor("rep"), plan(team, buyer)
    missed = visits.miss(row, actor=actor, reason="没人在")
    assert (missed.state, missed.why) == ("missed", "没人在")
    tomorrow = timezone.localdate() + timedelta(days=1)
    again = visits.reschedule(missed, tomorrow, actor=actor, sequence=2)
    assert (again.state, again.day, again.first_day, again.why) == ("planned", tomorrow, row.first_day, "")
    visits.cancel(again, actor=actor)
    with pytest.raises(RuleBroken):
        visits.check_in(again, actor=actor)
    back = visits.reopen(again, actor=actor)
    visits.check_in(back, actor=actor)
    with pytest.raises(RuleBroken):
        visits.remove(back, actor=actor)
    with pytest.raises(Stale):
        visits.change(back, actor=actor, version=1, reason="晚了")


def test_the_reason_is_sent_ahead_by_mail_or_by_hand(
    team: People, buyer: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = team.actor("rep")
    contact = contacts.create(actor=SYSTEM, customer=buyer, name="周敏", email="zhou@example.com")
    row = plan(team, buyer, contact=contact, reason="看新款样板")
    refused(lambda: visits.send_reason(plan(team, buyer), actor=actor), "reason")
    settings.MAIL_URL = ""
    refused(lambda: visits.send_reason(row, actor=actor, way="mail"), "way")
    monkeypatch.setattr(visit_reasons, "mail_is_set_up", lambda: True)
    waits = visits.send_reason(row, actor=actor, way="mail")
    assert (waits.reason_way, waits.reason_sent_at) == ("mail", None)
    assert visit_reasons.deliver() == 1 == len(mail.outbox)
    assert mail.outbox[0].to == ["zhou@example.com"]
    assert "看新款样板" in mail.outbox[0].body
    row.refresh_from_db()
    assert row.reason_sent_at is not None
    assert visit_reasons.deliver() == 0
    assert visits.confirm_reason(row, actor=actor, confirmed="yes").reason_confirmed == "yes"


def test_a_store_visit_has_its_eight_steps_and_counts_stock(team: People, buyer: Any) -> None:
    """Goods of 90 days with a shelf life of 365: 90 / 365 = 0.2466 → 0.247."""
    actor = team.actor("rep")
    lines = [{"name": f"步骤{n}", "kind": "check"} for n in range(1, 9)]
    template = visit_templates.create(actor=SYSTEM, code="KA", name="八步", lines=lines)
    row = plan(team, buyer, kind="store")
    assert row.template == template
    assert [s.position for s in rows.steps(row)] == list(range(1, 9))
    visit_templates.change(template, actor=SYSTEM, lines=lines[:2])
    assert len(rows.steps(row)) == 8
    step = visits.answer_step(row, actor=actor, position=3, answer="堆头在入口")
    assert step.is_done
    assert not visits.answer_step(row, actor=actor, position=3, is_done=False).is_done
    refused(lambda: visits.answer_step(row, actor=actor, position=99), "position")
    category = categories.create(actor=SYSTEM, code="FOOD", name="食品")
    goods = products.create(actor=SYSTEM, code="G1", name="饼干", category=category)
    line = {"product": goods, "quantity": D(12), "produced_on": row.day - timedelta(days=90), "shelf_days": 365}
    visits.count_stock(row, actor=actor, lines=[line])
    assert [one.age_share for one in rows.stock(row)] == [D("0.247")]
    future = {**line, "produced_on": row.day + timedelta(days=1)}
    with pytest.raises(RuleBroken):
        visits.count_stock(row, actor=actor, lines=[future])
    assert rows.stock(row)[0].quantity == 12
    assert rows.shelf_lives([goods.pk]) == {goods.pk: 365}


def test_a_photo_is_made_smaller_and_bears_its_mark(team: People, buyer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    held = BytesIO()
    Image.new("RGB", (4000, 3000), "white").save(held, "JPEG")
    lines = visit_photos.words(plan(team, buyer), team.actor("rep"), *SHANGHAI)
    assert lines[0] == buyer.name
    assert "31.23040, 121.47370" in lines[2]

    def shot() -> SimpleUploadedFile:
        return SimpleUploadedFile("a.jpg", held.getvalue(), "image/jpeg")

    picture, is_drawn = visit_photos.marked(shot(), lines)
    image = Image.open(picture.file)
    assert max(image.size) == 2048
    has_font = visit_photos._font(30) is not None
    assert is_drawn == has_font
    assert (image.getpixel((5, image.height - 5)) == (255, 255, 255)) != has_font
    monkeypatch.setattr(visit_photos, "_font", lambda size: None)
    beside, is_drawn = visit_photos.marked(shot(), lines)
    assert not is_drawn
    assert buyer.name in Image.open(beside.file).info["comment"].decode()


def test_the_preparation_sets_out_what_is_known(team: People, buyer: Any) -> None:
    actor = team.actor("rep")
    before = plan(team, buyer, day=timezone.localdate() - timedelta(days=9))
    visits.report(before, actor=actor, result="best", needs="新品",
                  findings=[{"kind": "buyers", "words": "多为酒店翻新"}])  # fmt: skip
    groups = {group.name: group for group in preparing.of(buyer, actor)}
    assert {"basics", "before", "learnt"} <= set(groups)
    assert any("多为酒店翻新" in fact.value for fact in groups["learnt"].facts)
    assert preparing.of(buyer, team.actor("stranger"))[0].name == "basics"
    assert [door["name"] for door in preparing.doors(buyer, actor)] == ["order"]


def test_who_arrives_elsewhere_has_left_where_they_were(team: People, buyer: Any) -> None:
    rep, now = team.actor("rep"), timezone.now()
    other = customers.create(actor=SYSTEM, owner=team.rep.employee, name="上海红杉")
    here, there = plan(team, buyer), visits.create(actor=rep, customer=other)
    theirs = visits.create(actor=SYSTEM, customer=other, owner=team.teammate.employee)
    visits.check_in(theirs, actor=SYSTEM, at=now - timedelta(minutes=50))
    visits.check_in(here, actor=rep, at=now - timedelta(minutes=40))
    visits.check_in(there, actor=rep, at=now - timedelta(minutes=10))
    here.refresh_from_db()
    assert (here.state, here.left_at) == ("under_way", now - timedelta(minutes=10))
    assert [row.pk for row in rows.unreported(rep.employee_id, here.day, there.pk)] == [here.pk]  # type: ignore[arg-type]
    assert [row.pk for row in rows.still_there(theirs.owner_id, 0)] == [theirs.pk]


def test_an_arrival_noted_already_is_replaced_by_one_that_is_to_hold(team: People, buyer: Any) -> None:
    rep, now = team.actor("rep"), timezone.now()
    row = visits.check_in(plan(team, buyer), actor=rep)
    earlier = now - timedelta(minutes=30)
    assert visits.check_in(row, actor=rep, at=earlier).arrived_at == row.arrived_at
    forced = visits.check_in(row, actor=rep, at=earlier, latitude=D("31.2314"), longitude=D("121.4737"), is_anew=True)
    assert (forced.arrived_at, forced.stated_at, forced.distance_m, forced.state) == (
        earlier,
        earlier,
        111,
        "under_way",
    )
    told = [event for event in timeline.of(forced, rep) if event.text == "checked in"]
    arrivals = [c for event in told for c in event.changes if c.label == "arrived"]
    assert arrivals[0].after == f"{timezone.localtime(earlier):%Y-%m-%d %H:%M}"
