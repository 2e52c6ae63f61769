"""The pages of a visit and their twins for programs: prepare, check in, report, steps, stock, photos, calendar."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from yanzhen.accounts.tests.factories import People, people
from yanzhen.crm.models import Customer
from yanzhen.crm.services import customers
from yanzhen.field.models import Visit
from yanzhen.field.services import visit_templates, visits
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Attachment, Task

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def team() -> People:
    made = people()
    customers.create(actor=SYSTEM, owner=made.rep.employee, name="上海云杉家具有限公司")
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, method: str, address: str, body: Any = None) -> Any:
    text = json.dumps(body) if body is not None else ""
    return getattr(client, method)(f"/api/v1{address}", text, content_type="application/json")


def new(team: People, **values: Any) -> Visit:
    return visits.create(actor=team.actor("rep"), customer=Customer.objects.get(), **values)


def test_a_rep_prepares_checks_in_and_reports(team: People) -> None:
    row, rep = new(team, best="订下样品"), signed_in(team.rep)
    page = f"/visits/{row.pk}"
    saved = rep.post(f"{page}/prepare/", {"version": 1, "reason": "看新款样板", "best": "订样", "least": "约看样"})
    assert saved.status_code == 302
    assert saved.url == f"{page}/prepare/"
    shown = rep.get(f"{page}/prepare/").content.decode()
    row.refresh_from_db()
    assert row.reason == "看新款样板"
    assert "看新款样板" in shown
    assert "订样" in shown
    assert rep.post(f"{page}/send/", {"way": "message"}).status_code == 302
    assert rep.post(f"{page}/confirm/", {"confirmed": "yes"}).status_code == 302
    moment = timezone.now().isoformat()
    here = {"latitude": "31.2304", "longitude": "121.4737", "accuracy_m": "14.6", "at": moment}
    assert rep.post(f"{page}/check-in/", here).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.accuracy_m, row.reason_confirmed) == ("under_way", 15, "yes")
    assert rep.post(f"{page}/report/", {"step": "call"}).status_code == 422
    told = {"result": "best", "need": ["price", "goods"], "step": "call", "days": "3"}
    assert rep.post(f"{page}/report/", told).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.result, row.next_on) == ("done", "best", timezone.localdate() + timedelta(days=3))
    assert Task.objects.get().title == row.next_step
    record = rep.get(f"/customers/{row.customer_id}/?tab=visits").content.decode()
    assert row.needs in record
    for address in (f"{page}/", f"{page}/?tab=steps", f"{page}/report/", "/visits/calendar/", "/visits/"):
        assert rep.get(address).status_code == 200, address


def test_strangers_find_nothing_and_readers_change_nothing(team: People) -> None:
    row = new(team)
    for address in ("prepare", "report"):
        assert signed_in(team.stranger).get(f"/visits/{row.pk}/{address}/").status_code in {403, 404}
    for act in ("check-in", "check-out", "missed", "send", "confirm", "step", "photo", "voice"):
        assert signed_in(team.stranger).post(f"/visits/{row.pk}/{act}/").status_code in {403, 404}, act
    row.refresh_from_db()
    assert (row.state, row.version) == ("planned", 1)


def test_steps_stock_and_photos(team: People) -> None:
    visit_templates.create(actor=SYSTEM, code="KA", name="八步", lines=[{"name": "准备", "kind": "check"}])
    row, rep = new(team, kind="store"), signed_in(team.rep)
    page = f"/visits/{row.pk}"
    assert rep.post(f"{page}/step/", {"position": "1", "done": "true"}).status_code == 302
    assert row.steps.get().is_done
    assert rep.post(f"{page}/step/", {"position": "x"}).status_code == 302
    assert rep.get(f"{page}/stock/").status_code == 200
    held = BytesIO()
    Image.new("RGB", (60, 40), "white").save(held, "PNG")
    photo = SimpleUploadedFile("p.png", held.getvalue(), "image/png")
    kept = rep.post(f"{page}/photo/", {"photo": photo}, headers={"Accept": "application/json"})
    assert (kept.status_code, Attachment.objects.get().kind) == (200, "jpeg")
    wrong = SimpleUploadedFile("p.png", b"no picture", "image/png")
    refused = rep.post(f"{page}/photo/", {"photo": wrong}, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert Attachment.objects.count() == 1
    assert rep.post(f"{page}/missed/", {"why": "nobody"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "missed"
    assert row.why


def test_programs_do_what_the_pages_do(team: People) -> None:
    rep, buyer = signed_in(team.rep), Customer.objects.get()
    planned = {"customer": buyer.pk, "client_key": str(uuid4()), "reason": "对账", "is_planned": False}
    first = send(rep, "post", "/visits/plan", planned)
    assert first.status_code == 201, first.content
    assert send(rep, "post", "/visits/plan", planned).json()["id"] == first.json()["id"]
    at = f"/visits/{first.json()['id']}"
    assert send(rep, "put", f"{at}/prepare", {"best": "签回对账单"}).status_code == 200
    known = send(rep, "get", f"{at}/prepare").json()
    assert known["known"][0]["name"] == "basics"
    assert "对账" in known["letter"]
    swapped = send(rep, "post", f"{at}/check-in", {"latitude": "121.47", "longitude": "31.23"})
    assert (swapped.status_code, swapped.json()["code"]) == (422, "swapped")
    here = {"latitude": "31.23", "longitude": "121.47", "at": timezone.now().isoformat()}
    assert send(rep, "post", f"{at}/check-in", here).json()["state"] == "under_way"
    assert send(rep, "post", f"{at}/check-out", {}).json()["left_at"]
    unknown = {"result": "best", "findings": [{"kind": "rival", "competitor": 10**9}]}
    assert send(rep, "post", f"{at}/report", unknown).status_code == 422
    told = {"result": "best", "findings": [{"kind": "need", "words": "新品"}]}
    assert send(rep, "post", f"{at}/report", told).json()["state"] == "done"
    assert send(rep, "post", f"{at}/miss", {}).status_code == 422
    assert send(rep, "put", f"{at}/stock", {"lines": []}).json()["stock"] == []
    assert send(signed_in(team.stranger), "post", f"{at}/report", told).status_code in {403, 404}
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    other = send(rep, "post", "/visits/plan", {"customer": buyer.pk}).json()
    moved = send(rep, "post", f"/visits/{other['id']}/reschedule", {"day": tomorrow, "starts_at": "10:15"}).json()
    assert (moved["day"], moved["starts_at"]) == (tomorrow, "10:15")
