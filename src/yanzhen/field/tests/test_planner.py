"""Working days, receiving hours, the due list, weeks, routes and the calendar feed through their services and pages."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import Customer
from yanzhen.crm.services import customers
from yanzhen.field.calc.routes.faults import AppointmentsOverlap
from yanzhen.field.models import CalendarFeed, DaySetting, ReceivingHours, Visit
from yanzhen.field.queries import day_settings, due, feeds, route_sheets, weeks
from yanzhen.field.queries.due import Question
from yanzhen.field.queries.route_sheets import day_key
from yanzhen.field.services import day_settings as services
from yanzhen.field.services import feeds as feed_services
from yanzhen.field.services import route_jobs, routes, visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import tasks
from yanzhen.platform.actor import SYSTEM
from yanzhen.receivables.services import invoices

pytestmark = pytest.mark.django_db
Receiving = services.Receiving


@pytest.fixture
def team() -> People:
    made = people()
    for number, (east, grade) in enumerate(((0, "A"), (0.02, "B"), (0.05, "C"), (-0.03, ""))):
        row = customers.create(
            actor=SYSTEM, owner=made.rep.employee, name=f"客户{number}", code=f"K{number}", city="上海市",
            longitude=D("121.47") + D(str(east)), latitude=D("31.23"), potential=D(1000 * (4 - number)),
        )  # fmt: skip
        Customer.objects.filter(pk=row.pk).update(grade_class=grade)
    return made


@pytest.fixture
def day() -> date:
    """A Monday to come, so that no test depends on the hour at which it runs."""
    today = timezone.localdate()
    return today + timedelta(days=7 - today.weekday() + 7)


def row(number: int) -> Customer:
    return Customer.objects.get(code=f"K{number}")


def visit(team: People, number: int, day: date, **values: Any) -> Visit:
    return visits.create(actor=team.actor("rep"), customer=row(number), day=day, **values)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def asked(**values: Any) -> Question:
    today = timezone.localdate()
    return Question(today, today + timedelta(days=7), **values)


# -- Working days and hours --------------------------------------------------------------------------------------------


def test_the_own_day_comes_before_that_of_the_company_before_the_usual_one(team: People) -> None:
    rep = team.rep.employee_id
    assert day_settings.of(rep).begins_at == time(8, 30)
    services.create(actor=SYSTEM, whole_company=True, begins_at=time(9, 0))
    assert day_settings.of(rep).begins_at == time(9, 0)
    services.create(actor=team.actor("rep"), employee=team.rep.employee, begins_at=time(7, 0))
    assert day_settings.of(rep).begins_at == time(7, 0)
    assert day_settings.of(team.teammate.employee_id).begins_at == time(9, 0)


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"home_longitude": D("31.23"), "home_latitude": D("121.47")}, "home_latitude"),
        ({"home_longitude": D("121.47")}, "home_latitude"),
        ({"ends_at": time(8, 0)}, "ends_at"),
        ({"lunch_minutes": 90, "lunch_from": time(12, 0), "lunch_until": time(13, 0)}, "lunch_until"),
        ({"last_arrival": time(8, 0)}, "last_arrival"),
        ({"doors_close": time(16, 0)}, "doors_close"),
        ({"speed": D(0)}, "speed"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_says_so_at_its_field(team: People, values: dict[str, Any], at: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        services.create(actor=team.actor("rep"), employee=team.rep.employee, **values)
    assert set(broken.value.errors) == {at}
    assert not DaySetting.objects.exists()


def test_nobody_sets_the_day_of_somebody_out_of_reach_or_of_the_company(team: People) -> None:
    for whose in (team.stranger.employee, team.teammate.employee, None):
        with pytest.raises(RuleBroken) as broken:
            services.create(actor=team.actor("rep"), employee=whose, whole_company=whose is None)
        assert set(broken.value.errors) == {"employee"}
    services.create(actor=team.actor("manager"), employee=team.rep.employee)
    with pytest.raises(RuleBroken):
        services.create(actor=team.actor("manager"), employee=team.rep.employee)


def test_the_form_takes_a_latitude_of_116_for_what_it_is(team: People) -> None:
    given = {
        "employee": team.rep.employee_id, "begins_at": "08:30", "ends_at": "17:30", "lunch_minutes": "0",
        "lunch_from": "11:30", "lunch_until": "13:30", "visit_minutes": "45", "speed": "30", "detour": "1.3",
        "home_longitude": "39.9", "home_latitude": "116.4",
    }  # fmt: skip
    page = signed_in(team.rep).post("/day-settings/new/", given)
    assert page.status_code == 422
    assert "116.4" in page.content.decode()
    assert 'id="id_home_latitude_error"' in page.content.decode()


def test_a_customer_with_its_coordinates_the_wrong_way_round_is_told_so_at_the_field(team: People) -> None:
    body = json.dumps({"longitude": "39.9", "latitude": "116.4", "version": row(0).version})
    answer = signed_in(team.rep).patch(f"/api/v1/customers/{row(0).pk}", body, content_type="application/json")
    assert answer.status_code == 422
    assert "latitude" in answer.content.decode()
    assert row(0).latitude == D("31.23")


def test_hours_are_kept_the_one_way_and_refused_where_they_never_open(team: People) -> None:
    actor = team.actor("rep")
    kept = Receiving.create(actor=actor, customer=row(0), monday="13:30-17 9-11:30", nobody="12-13")
    assert (kept.monday, kept.nobody) == ("09:00-11:30, 13:30-17:00", "12:00-13:00")
    for values, at in (
        ({"tuesday": "early"}, {"tuesday"}),
        ({"tuesday": "11:30-13:30", "nobody": "11-14"}, {"tuesday"}),
        ({"nobody": "0-24"}, {"monday"}),
        ({"minutes": 220}, {"monday"}),
    ):
        with pytest.raises(RuleBroken) as broken:
            Receiving.change(kept, actor=actor, **values)  # type: ignore[arg-type]
        assert set(broken.value.errors) == at, values
    assert ReceivingHours.objects.get().tuesday == ""


# -- Due list ----------------------------------------------------------------------------------------------------------


def test_everybody_with_a_class_is_due_until_visited_as_often_as_it_asks(team: People) -> None:
    actor, today = team.actor("rep"), timezone.localdate()
    found = {one.customer_id: set(one.reasons) for one in due.ask(actor, asked())}
    assert found == {row(n).pk: {"never"} for n in range(3)}, "a customer without a class is not asked for"
    for number, ago in ((0, 20), (1, 20), (2, 20)):
        made = visit(team, number, today - timedelta(days=ago))
        visits.report(made, actor=actor, result="none")
    # A: 2 a month = 15 days, 5 late: 10 + 20·5/15 = 16.7 → 17; B: 30 days, due in 10: not within 7; C: 61 days.
    (one,) = due.ask(actor, asked())
    assert (one.customer_id, one.score) == (row(0).pk, 30 + 17)
    Receiving.create(actor=actor, customer=row(2), visits_a_month=D(4))
    # C at 4 a month = 8 days, 12 late: 10 + 30 + 10 for the class.
    assert [(o.customer_id, o.score) for o in due.ask(actor, asked())] == [(row(2).pk, 50), (row(0).pk, 47)]
    Receiving.create(actor=actor, customer=row(0), visits_a_month=D(0))
    assert [o.customer_id for o in due.ask(actor, asked())] == [row(2).pk]


def test_debt_and_tasks_make_a_customer_due_and_what_is_planned_is_left_out(team: People, day: date) -> None:
    actor, today = team.actor("rep"), timezone.localdate()
    who = row(3)
    tasks.add(who, actor=actor, title="回电话", due_on=today)
    invoices.create(
        actor=SYSTEM, customer=who, number="FP-1", currency="CNY", amount=D("1234.50"),
        issued_on=today - timedelta(days=60), due_on=today - timedelta(days=25),
    )  # fmt: skip
    (one,) = [o for o in due.ask(actor, asked()) if o.customer_id == who.pk]
    # 25 days late: 15 + 2; the task is due today: 15; no class.
    assert (one.score, set(one.reasons)) == (32, {"debt", "tasks"} if actor.can("receivables.view_invoice") else set())
    words = {told.name: told.text for told in due.told(one, today)}
    assert "1,234" in words["debt"] or "1,235" in words["debt"]
    visit(team, 3, day)
    assert who.pk not in {o.customer_id for o in due.ask(actor, asked())}
    assert who.pk in {o.customer_id for o in due.ask(actor, asked(with_planned=True))}


def test_the_list_ends_where_the_reach_does_and_asks_as_often_for_three_as_for_one(
    team: People, django_assert_num_queries: Any
) -> None:
    assert due.ask(team.actor("stranger"), asked()) == []
    narrow, wide = asked(text="客户0"), asked()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for question in (narrow, wide):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = due.ask(team.actor("rep"), question)
            due.rows_of(team.actor("rep"), rows)
        counts.append((len(rows), len(queries)))
    assert counts[0][0] == 1
    assert counts[1][0] == 3
    assert counts[0][1] == counts[1][1]


def test_page_api_and_plan_say_the_same(team: People, day: date) -> None:
    client = signed_in(team.rep)
    page = client.get("/visits/due/?search=客户1").content.decode()
    assert "客户1" in page
    assert "客户2" not in page
    told = client.get("/api/v1/visits-due?search=客户1").json()
    assert (told["total"], told["customers"][0]["name"]) == (1, "客户1")
    assert client.post("/visits/due/plan/", {"customer": [row(1).pk]}).status_code == 302, "no day was chosen"
    assert client.post("/visits/due/plan/", {"day": [day.isoformat()]}).status_code == 302, "nobody was chosen"
    assert not Visit.objects.exists()
    days = [day.isoformat(), (day + timedelta(days=1)).isoformat()]
    client.post("/visits/due/plan/", {"customer": [row(n).pk for n in range(3)], "day": days})
    assert sorted(Visit.objects.values_list("day", flat=True)) == [day, day, day + timedelta(days=1)]
    body = json.dumps({"customers": [row(0).pk], "days": days})
    again = client.post("/api/v1/visits-due/plan", body, content_type="application/json")
    assert (again.status_code, again.json()["visits"]) == (201, []), "planned on one of these days already"
    other = signed_in(team.stranger).post("/api/v1/visits-due/plan", body, content_type="application/json")
    assert other.status_code == 422
    assert Visit.objects.count() == 3


# -- Week --------------------------------------------------------------------------------------------------------------


def test_a_week_is_planned_moved_and_emptied(team: People, day: date) -> None:
    client, person = signed_in(team.rep), team.rep.employee_id
    base = {"day": day.isoformat(), "person": person}
    htmx = {"HX-Request": "true"}
    put = client.post("/visits/week/put/", {**base, "customer": row(0).pk, "to": day.isoformat()}, headers=htmx)
    assert put.status_code == 200
    assert 'id="week"' in put.content.decode()
    made = Visit.objects.get()
    tuesday = day + timedelta(days=1)
    assert client.post(f"/visits/week/{made.pk}/move/", {**base, "to": tuesday.isoformat()}).status_code == 302
    made.refresh_from_db()
    assert made.day == tuesday
    twice = client.post("/visits/week/put/", {**base, "customer": row(0).pk, "to": tuesday.isoformat()}, headers=htmx)
    assert "week-news-bad" in twice.content.decode()
    assert Visit.objects.count() == 1
    strange = signed_in(team.stranger)
    assert strange.post(f"/visits/week/{made.pk}/move/", {**base, "to": day.isoformat()}).status_code == 404
    assert strange.get(f"/visits/week/?person={person}").status_code == 404
    told = client.get(f"/api/v1/visit-weeks/{day}").json()
    assert [(d["day"], len(d["visits"])) for d in told["days"] if d["visits"]] == [(tuesday.isoformat(), 1)]
    client.post(f"/visits/week/{made.pk}/take-out/", base, headers=htmx)
    assert not Visit.objects.exists()


# -- Routes ------------------------------------------------------------------------------------------------------------


def plan_of(team: People, day: date, *further: int) -> Any:
    return route_sheets.sheet(team.actor("rep"), [team.rep.employee_id or 0], [day], further)


def home(team: People, **values: Any) -> DaySetting:
    usual = {"home_longitude": D("121.40"), "home_latitude": D("31.23"), "lunch_minutes": 0}
    return services.create(actor=SYSTEM, employee=team.rep.employee, **{**usual, **values})


def test_the_best_order_is_found_priced_and_taken_over(team: People, day: date) -> None:
    home(team)
    for place, number in enumerate((0, 2, 1, 3), start=1):
        visit(team, number, day, sequence=place)
    client, base = signed_in(team.rep), {"day": day.isoformat(), "person": team.rep.employee_id}
    sheet, key = plan_of(team, day), day_key(team.rep.employee_id or 0, day)
    now, best = routes.laid_out(sheet, route_sheets.current(sheet)), routes.best(sheet)
    # All on one line east of home: out and back, whichever way the stops are taken.
    names = [sheet.customers[k].code for k in best.day(key).keys]
    assert best.travel < now.travel
    assert set(names) == {"K0", "K1", "K2", "K3"}
    page = client.get("/visits/route/", {**base, "best": "1"}).content.decode()
    assert "route-offer" in page
    assert client.post("/visits/route/accept/", {**base, "order": ",".join(best.day(key).keys)}).status_code == 302
    rows = list(Visit.objects.order_by("sequence"))
    assert [v.customer.code for v in rows] == names
    assert [v.starts_at for v in rows] == [routes.moment(e.begin) for e in best.day(key).entries]
    again = plan_of(team, day)
    assert routes.price(routes.laid_out(again, route_sheets.current(again)), {key: best.day(key).keys}).travel == 0


def test_an_order_with_somebody_unknown_or_twice_changes_nothing(team: People, day: date) -> None:
    home(team)
    made = visit(team, 0, day)
    client, base = signed_in(team.rep), {"day": day.isoformat(), "person": team.rep.employee_id}
    for order in (f"v{made.pk},v999999", f"v{made.pk},v{made.pk}", f"v{made.pk},c{10**17}"):
        client.post("/visits/route/accept/", {**base, "order": order})
        made.refresh_from_db()
        assert (made.sequence, made.starts_at) == (None, None), order
    accept = lambda orders: client.post(  # noqa: E731
        "/api/v1/visit-routes/accept", json.dumps({"orders": orders}), content_type="application/json"
    )
    wrong = accept({"nobody": [f"v{made.pk}"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "day")
    right = accept({day_key(team.rep.employee_id or 0, day): [f"v{made.pk}"]})
    assert (right.status_code, right.json()) == (200, {"changed": 1})


def test_who_cannot_be_placed_is_named_and_the_rest_is_planned(team: People, day: date) -> None:
    home(team)
    Customer.objects.filter(code="K1").update(longitude=None, latitude=None)
    Customer.objects.filter(code="K2").update(longitude=D("31.23"), latitude=D("85.0"))
    for number in range(4):
        visit(team, number, day)
    ReceivingHours.objects.create(customer=row(3), monday="11:30-13:30", nobody="11:00-14:00")
    sheet = plan_of(team, day)
    found = {sheet.customers[t.key].code: t.code for t in sheet.troubles}
    assert found["K1"] == "coordinates_missing"
    assert found["K3"] == "never_open"
    assert found["K2"] in {"far_away", "coordinates_swapped"}
    page = signed_in(team.rep).get(f"/visits/route/?day={day}&best=1").content.decode()
    assert "客户0" in page
    assert f"/customers/{row(1).pk}/edit/#id_longitude" in page
    assert Visit.objects.count() == 4, "nothing is lost"


def test_a_latitude_and_a_longitude_that_changed_places_are_seen(team: People, day: date) -> None:
    # Urumqi the wrong way round would be a latitude of 87.6, which exists: it is told by being far from all others.
    home(team, home_longitude=D("87.60"), home_latitude=D("43.83"))
    Customer.objects.exclude(code="K1").update(longitude=D("87.61"), latitude=D("43.82"))
    Customer.objects.filter(code="K1").update(longitude=D("43.82"), latitude=D("87.61"))
    for number in (0, 1, 3):
        visit(team, number, day)
    sheet = plan_of(team, day)
    assert [(sheet.customers[t.key].code, t.code) for t in sheet.troubles] == [("K1", "coordinates_swapped")]


def test_a_day_on_which_a_customer_receives_nobody_is_told(team: People, day: date) -> None:
    home(team)
    Receiving.create(actor=SYSTEM, customer=row(0), tuesday="9-17")
    visit(team, 0, day)
    assert [t.code for t in plan_of(team, day).troubles] == ["not_this_day"]


def test_two_appointments_at_once_are_refused_where_typed_and_told_where_they_stand(team: People, day: date) -> None:
    home(team)
    visit(team, 0, day, starts_at=time(10, 0), is_fixed=True, minutes=60)
    client, base = signed_in(team.rep), {"day": day.isoformat(), "person": team.rep.employee_id}
    typed = {**base, "new-customer": "K1", "new-starts_at": "10:30", "new-minutes": "30"}
    page = client.post("/visits/route/appointment/", typed)
    assert page.status_code == 422
    assert 'id="id_new-starts_at_error"' in page.content.decode()
    other = visit(team, 1, day, starts_at=time(14, 0), is_fixed=True)
    Visit.objects.filter(pk=other.pk).update(starts_at=time(10, 30))
    with pytest.raises(AppointmentsOverlap):
        plan_of(team, day)
    page = client.get("/visits/route/", base)
    assert page.status_code == 200
    assert f"/visits/{other.pk}/edit/" in page.content.decode()
    body = json.dumps({})
    told = client.post(f"/api/v1/visit-routes/{day}/best", body, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (422, "appointments_overlap")
    assert row(1).name in told.json()["detail"]


def test_no_route_for_an_appointment_out_of_reach_says_which_and_why(team: People, day: date) -> None:
    home(team, begins_at=time(9, 0), last_arrival=time(11, 0), doors_close=time(11, 45))
    made = visit(team, 0, day, starts_at=time(11, 30), is_fixed=True)
    page = signed_in(team.rep).get(f"/visits/route/?day={day}&best=1").content.decode()
    assert "notice-bad" in page
    assert f"/visits/{made.pk}/edit/" in page
    assert signed_in(team.rep).get(f"/visits/route/?day={day}").status_code == 200


def test_who_is_left_out_comes_with_the_price_of_adding_them(team: People, day: date) -> None:
    home(team, ends_at=time(11, 0), last_arrival=None, doors_close=None)
    for number in range(4):
        visit(team, number, day, minutes=60)
    sheet = plan_of(team, day)
    best = routes.best(sheet)
    assert best.is_exact
    assert best.left_out
    assert all(one.adding for one in best.left_out)
    # The largest potentials stay in: 4000 and as many as fit.
    kept = {sheet.customers[k].code for k in best.days[0].keys}
    assert "K0" in kept
    page = signed_in(team.rep).get(f"/visits/route/?day={day}&best=1").content.decode()
    assert "route-left" in page


def test_the_rest_of_today_begins_now_at_the_last_visit(team: People, monkeypatch: Any) -> None:
    home(team)
    today = timezone.localdate()
    made = [visit(team, number, today) for number in range(3)]
    Visit.objects.filter(pk=made[0].pk).update(state="done", arrived_at=timezone.now())
    noon = timezone.make_aware(datetime.combine(today, time(13, 7)))
    monkeypatch.setattr(timezone, "localtime", lambda *a, **k: noon)
    sheet = plan_of(team, today)
    assert sheet.days[0].begin == 13 * 60 + 7
    assert (sheet.days[0].start.x, sheet.days[0].end.x) == (121.47, 121.40)
    assert {sheet.customers[k].code for k in sheet.keys} == {"K1", "K2"}
    client = signed_in(team.rep)
    skipped = client.post(f"/visits/route/{made[1].pk}/skip/")
    assert skipped.status_code == 302
    assert "best=1" in skipped["Location"]
    made[1].refresh_from_db()
    assert made[1].state == "missed"
    best = routes.best(plan_of(team, today))
    assert [sheet.customers[k].code for k in best.days[0].keys] == ["K2"]
    routes.accept(actor=team.actor("rep"), orders={best.days[0].day: best.days[0].keys})
    made[2].refresh_from_db()
    assert made[2].starts_at is not None
    assert made[2].starts_at > time(13, 7)


def test_the_worker_plans_several_days_and_all_of_it_is_taken_over(team: People, day: date) -> None:
    home(team)
    for number in range(3):
        visit(team, number, day)
    unkept = visit(team, 3, day, starts_at=time(3, 0), is_fixed=True)
    days = [day, day + timedelta(days=1)]
    job = route_jobs.start(actor=team.actor("rep"), people=[team.rep.employee_id or 0], days=days)
    monkey = routes.SECONDS
    routes.SECONDS = 0.5
    try:
        route_jobs.carry_out.call(job.pk)
    finally:
        routes.SECONDS = monkey
    job.refresh_from_db()
    assert job.state == "done", job.lines.all()
    client = signed_in(team.rep)
    page = client.get(f"/visits/routes/{job.pk}/")
    assert page.status_code == 200
    # An appointment at three in the morning keeps nobody from planning the rest; it is named, and stays as it is.
    assert list(job.arguments["given_up"]) == [f"v{unkept.pk}"]
    assert f"/visits/{unkept.pk}/edit/" in page.content.decode()
    assert signed_in(team.stranger).get(f"/visits/routes/{job.pk}/").status_code == 404
    assert client.post(f"/visits/routes/{job.pk}/accept/").status_code == 302
    planned = Visit.objects.exclude(starts_at=None).exclude(pk=unkept.pk)
    assert planned.count() == sum(len(k) for k in job.arguments["orders"].values()) == 3


# -- Calendar ----------------------------------------------------------------------------------------------------------


def test_the_feed_tells_the_right_moment_and_keeps_chinese(team: People, day: date) -> None:
    visit(team, 0, day, starts_at=time(10, 0), is_fixed=True, minutes=45, reason="看样；定价, 第二行\n再谈")
    visit(team, 1, day)
    secret = feed_services.renew(actor=team.actor("rep"))
    answer = Client().get(f"/calendar/{secret}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = {str(e["summary"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    fixed, whole = events["客户0"], events["客户1"]
    # 10:00 in Shanghai is 02:00 UTC.
    assert f"DTSTART:{day:%Y%m%d}T020000Z".encode() in answer.content
    assert (fixed["dtend"].dt - fixed["dtstart"].dt) == timedelta(minutes=45)
    assert "看样；定价, 第二行\n再谈" in str(fixed["description"])
    assert whole["dtstart"].dt == day
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_the_address_ends_when_renewed_and_with_the_access(team: People) -> None:
    actor = team.actor("rep")
    first = feed_services.renew(actor=actor)
    second = feed_services.renew(actor=actor)
    assert first not in CalendarFeed.objects.get().secret_hash
    assert feeds.reader(first) is None
    assert Client().get(f"/calendar/{first}.ics").status_code == 404
    assert Client().get(f"/calendar/{second}.ics").status_code == 200
    team.rep.is_active = False
    team.rep.save(update_fields=["is_active"])
    assert Client().get(f"/calendar/{second}.ics").status_code == 404
    team.rep.is_active = True
    team.rep.save(update_fields=["is_active"])
    feed_services.end(actor=actor)
    assert Client().get(f"/calendar/{second}.ics").status_code == 404


def test_weeks_begin_on_monday() -> None:
    assert weeks.monday(date(2026, 3, 22)) == date(2026, 3, 16)
