"""The planner beyond one person's own visits: paces, hours of days, far days, what stands beside a week."""

from datetime import date, time, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.services import customers
from yanzhen.field.models import Meeting, MeetingGuest, Visit
from yanzhen.field.queries import route_sheets
from yanzhen.field.queries.route_sheets import day_key
from yanzhen.field.services import day_settings as services
from yanzhen.field.services import route_jobs, visits
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db
Receiving = services.Receiving
FAR = ("9999-12-31", "0001-01-01", "1949-12-31")


@pytest.fixture
def team() -> People:
    return people()


@pytest.fixture
def day() -> date:
    """A Monday to come."""
    today = timezone.localdate()
    return today + timedelta(days=14 - today.weekday())


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def buyer(team: People, name: str = "客户") -> Any:
    return customers.create(
        actor=SYSTEM, owner=team.rep.employee, name=name, longitude=D("121.57"), latitude=D("31.23")
    )  # fmt: skip


def test_each_of_several_people_is_planned_at_their_own_pace(team: People, day: date) -> None:
    home = {"home_longitude": D("121.40"), "home_latitude": D("31.23"), "lunch_minutes": 0}
    services.create(actor=SYSTEM, employee=team.rep.employee, speed=D(20), **home)
    services.create(actor=SYSTEM, employee=team.teammate.employee, speed=D(40), **home)
    keys = [team.rep.employee_id or 0, team.teammate.employee_id or 0]
    sheet = route_sheets.sheet(SYSTEM, keys, [day], [buyer(team).pk])
    slow, quick = (route_sheets.table(sheet).shifts[n].ways[0, 1] for n in (0, 1))
    assert slow == pytest.approx(2 * quick, abs=2)


def test_a_customer_who_receives_at_other_hours_each_day_may_go_on_any_of_them(team: People, day: date) -> None:
    row = buyer(team)
    Receiving.create(actor=SYSTEM, customer=row, monday="9-11", tuesday="14-16")
    made = visits.create(actor=SYSTEM, customer=row, owner=team.rep.employee, day=day)
    days = [day + timedelta(days=n) for n in range(3)]
    (stop,) = route_sheets.sheet(SYSTEM, [team.rep.employee_id or 0], days).stops
    monday, tuesday, _wednesday = (day_key(made.owner_id, one) for one in days)
    assert stop.hours == {monday: (((540, 660),), ()), tuesday: (((840, 960),), ())}
    assert stop.on == {monday, tuesday}


def test_a_day_no_calendar_holds_is_this_one_on_pages_and_refused_by_the_api(team: People) -> None:
    client = signed_in(team.rep)
    for far in FAR:
        assert client.get(f"/visits/week/?day={far}").status_code == 200
        assert client.get(f"/visits/route/?day={far}").status_code == 200
        assert client.get(f"/api/v1/visit-weeks/{far}").json()["code"] == "far_off"
        told = client.post(f"/api/v1/visit-routes/{far}/best", "{}", content_type="application/json")
        assert (told.status_code, told.json()["code"]) == (422, "far_off")
    with pytest.raises(RuleBroken):
        route_jobs.start(actor=team.actor("rep"), people=[team.rep.employee_id or 0], days=[date(9999, 12, 31)])
    assert client.post("/visits/week/put/", {"customer": buyer(team).pk, "to": "never"}).status_code == 302
    assert not Visit.objects.exists()


def test_the_week_shows_the_meetings_of_the_person_and_begins_with_who_goes_out(team: People, day: date) -> None:
    manager = team.manager.employee
    assert manager is not None
    meeting = Meeting.objects.create(
        number="MT-1", kind="weekly", unit=manager.unit, day=day, starts_at=time(8, 30), leader=manager
    )
    address = f"/meetings/{meeting.pk}/"
    mine = signed_in(team.manager).get(f"/visits/week/?day={day}&person={manager.pk}").content.decode()
    assert address in mine
    theirs = f"/visits/week/?day={day}&person={team.rep.employee_id}"
    assert address not in signed_in(team.rep).get(theirs).content.decode()
    MeetingGuest.objects.create(meeting=meeting, employee=team.rep.employee)
    assert address in signed_in(team.rep).get(theirs).content.decode()
    assert signed_in(team.manager).get("/visits/week/").context["person"].pk == manager.pk
    visits.create(actor=SYSTEM, customer=buyer(team), owner=team.rep.employee)
    assert signed_in(team.manager).get("/visits/week/").context["person"].pk == team.rep.employee_id
