"""The phone's day and what it sends about visits: read in reach and masked, entered once, both sides shown."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from tests import firm
from tests.firm import Firm, model

from yanzhen.field.services import visits
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.offline import entries
from yanzhen.platform.trail import counting, reading

URL, UPLOADS, DAY = "/api/v1/offline/entries", "/api/v1/offline/uploads", "/api/v1/field/today"


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None, settings: Any, tmp_path: Path) -> Firm:
    settings.MEDIA_ROOT = tmp_path
    return founded


def client(books: Firm, name: str = "rep.east") -> Client:
    made = Client()
    made.force_login(books.users[name])
    return made


def planned(books: Firm, name: str = "rep.east", **values: Any) -> Any:
    """A visit of this seller to their own customer today."""
    customer = books.row("crm.customer", name)
    return visits.create(actor=SYSTEM, customer=customer, owner=books.employees[name], **values)


def entry(kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
    now = timezone.now().isoformat()
    return {"key": str(uuid4()), "kind": kind, "payload": payload, "at": now, "sent_at": now, **more}


def send(by: Client, body: dict[str, Any], **headers: str) -> Any:
    answer = by.post(URL, json.dumps(body), content_type="application/json", headers=headers)
    return answer.json() | {"status": answer.status_code}


def told(by: Client, kind: str, payload: dict[str, Any], **more: Any) -> Any:
    return send(by, entry(kind, payload, **more))


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def photo(by: Client, payload: dict[str, Any], **more: Any) -> Any:
    body = entry("visit.photo", {}, **more) | {"payload": json.dumps(payload)}
    file = SimpleUploadedFile("door.jpg", picture(), "image/jpeg")
    return by.post(UPLOADS, {**body, "file": file}).json() | {"key": body["key"]}


# -- What a phone takes along ------------------------------------------------------------------------------------------


def test_a_phone_takes_along_its_own_day_only(books: Firm) -> None:
    mine, day = planned(books), timezone.localdate()
    tomorrow = planned(books, day=day + timedelta(days=1), best="样板间")
    planned(books, day=day + timedelta(days=2))
    planned(books, "rep.south")
    found = client(books).get(DAY).json()
    assert [one["id"] for one in found["visits"]] == [mine.pk, tomorrow.pk]
    assert found["visits"][1]["best"] == "样板间"
    assert [one["id"] for one in found["facts"]] == [books.row("crm.customer").pk]
    assert found["user"] == books.users["rep.east"].pk
    (facts,) = found["facts"]
    assert (facts["phone"], facts["contacts"][0]["phone"]) == (firm.PHONE[0], firm.PHONE[0])
    assert len(facts["owed"]) == 1
    assert "300" in facts["owed"][0]["late"]
    told = json.dumps(found, ensure_ascii=False)
    assert firm.WORDS["rep.south"] not in told
    assert not any(cost in told for cost in (*firm.COST, *firm.MARGIN))


def test_names_taken_along_are_noted_but_are_no_records_read(books: Firm) -> None:
    """Else everybody with a phone would read hundreds of records a day, and mass reading would not stand out."""
    by, person = client(books), books.users["rep.east"].pk
    counted = []
    for _turn in range(2):
        reading.forget()
        assert by.get(DAY).status_code == 200
        reading.flush()
        counted.append(counting.known(person, timezone.localdate())[0])
        planned(books)
    assert counted == [0, 1]
    entry = model("platform.ReadEntry").objects.filter(user_id=person, noun_name="crm.customer", rows__gt=0).first()
    assert entry.rows == 1


def test_masked_numbers_stay_masked_on_the_phone(books: Firm) -> None:
    grants = books.users["rep.east"].grants.get()
    role = grants.role
    role.functions = [code for code in role.functions if code != "crm.see_phone"]
    role.save()
    planned(books)
    (facts,) = client(books).get(DAY).json()["facts"]
    assert (facts["phone"], facts["contacts"][0]["phone"]) == (None, None)


def test_the_day_costs_the_same_for_one_visit_and_for_three(books: Firm) -> None:
    by = client(books)
    planned(books)
    by.get(DAY)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert by.get(DAY).status_code == 200
        counts.append(len(queries))
        planned(books)
        planned(books)
    assert counts[0] == counts[1]


def test_who_does_not_see_visits_gets_no_day_and_no_page(books: Firm) -> None:
    pages = (DAY, "/today/", "/today/offline/", "/today/manifest.webmanifest", "/service-worker.js")
    assert [client(books, "hr").get(page).status_code for page in pages] == [403] * 5
    assert Client().get(DAY).status_code == 401


def test_the_shell_holds_nobodys_data_and_the_worker_covers_the_site(books: Firm) -> None:
    planned(books)
    by = client(books)
    page = by.get("/today/")
    assert firm.WORDS["rep.east"] not in page.content.decode()
    assert (page["X-Yanzhen-Shell"], page["Cache-Control"]) == (str(books.users["rep.east"].pk), "private, no-store")
    worker = by.get("/service-worker.js")
    assert worker["Service-Worker-Allowed"] == "/"
    assert worker["Content-Type"].startswith("text/javascript")
    assert "&quot;" not in worker.content.decode()
    shown = by.get("/today/manifest.webmanifest").json()
    assert (shown["start_url"], shown["display"], len(shown["icons"])) == ("/today/", "standalone", 3)


# -- What it sends -----------------------------------------------------------------------------------------------------


def test_a_visit_is_made_without_network_from_arrival_to_report(books: Firm) -> None:
    by, row = client(books), planned(books)
    at = (timezone.now() - timedelta(minutes=40)).isoformat()
    arrived = told(
        by, "visit.check_in", {"visit": row.pk, "latitude": 31.2, "longitude": 121.4, "accuracy_m": 12}, at=at
    )
    assert (arrived["state"], arrived["record"]["id"]) == ("placed", row.pk)
    report = {"visit": row.pk, "result": "least", "needs": "要样品", "next_step": "送样品",
              "next_on": str(timezone.localdate() + timedelta(days=3)),
              "rivals": [{"rival": "对手乙", "words": "在打折", "amount": "88.50"}]}  # fmt: skip
    body = entry("visit.report", report)
    first = send(by, body)
    assert send(by, body) == first
    row.refresh_from_db()
    assert (row.state, row.result, row.needs, row.next_step) == ("done", "least", "要样品", "送样品")
    assert row.arrived_at.isoformat() == arrived["happened_at"]
    assert row.findings.count() == 1
    assert model("platform.Task").objects.filter(title="送样品").count() == 1


def test_a_report_told_elsewhere_meanwhile_is_shown_with_both_sides(books: Firm) -> None:
    by, row = client(books), planned(books)
    visits.report(row, actor=books.actor("manager.east"), result="none", needs="经理写的")
    kept = told(by, "visit.report", {"visit": row.pk, "result": "best", "needs": "代表写的"})
    assert (kept["state"], kept["code"]) == ("waiting", "reported")
    assert {"mine": "代表写的", "theirs": "经理写的"}.items() <= kept["sides"][3].items()
    assert kept["id"] in [one["id"] for one in by.get(DAY).json()["sent"] if one["state"] == "waiting"]
    row.refresh_from_db()
    assert row.needs == "经理写的"
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/place").status_code == 200
    row.refresh_from_db()
    assert (row.result, row.needs) == ("best", "代表写的")


def test_another_arrival_waits_for_a_look_and_then_holds(books: Firm) -> None:
    by, row, noted = client(books), planned(books), timezone.now() - timedelta(minutes=20)
    visits.check_in(row, actor=SYSTEM, at=noted)
    kept = told(by, "visit.check_in", {"visit": row.pk, "latitude": 31.23, "longitude": 121.47})
    assert (kept["state"], kept["code"]) == ("waiting", "arrived")
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/place").status_code == 200
    row.refresh_from_db()
    assert row.arrived_at > noted
    assert row.latitude is not None


def test_why_an_entry_waits_is_told_in_the_language_of_the_reader(books: Firm) -> None:
    by, row = client(books), planned(books)
    told(by, "visit.report", {"visit": row.pk, "result": "best"})
    with override("zh-hans"):
        kept = told(by, "visit.report", {"visit": row.pk, "result": "none"})
    waiting = model("platform.OfflineEntry").objects.get(pk=kept["id"])
    reasons = []
    for language in ("zh-hans", "en"):
        with override(language):
            reasons.append(entries.reason_of(waiting))
    assert waiting.code == "reported"
    assert len(set(reasons)) == 2


def test_a_visit_called_off_meanwhile_keeps_what_was_typed(books: Firm) -> None:
    by, row = client(books), planned(books)
    visits.cancel(row, actor=books.actor("manager.east"), reason="x")
    kept = told(by, "visit.check_in", {"visit": row.pk})
    assert (kept["state"], kept["code"]) == ("waiting", "state")
    assert by.post(f"/api/v1/offline-entries/{kept['id']}/note").status_code == 200
    note = model("platform.Note").objects.latest("pk")
    assert (note.noun_name, note.object_id) == ("field.visit", row.pk)


def test_a_visit_made_up_on_the_road_takes_what_depends_on_it_along(books: Firm) -> None:
    """The first entry waits, since its customer is gone for the moment; what follows waits for it and follows it."""
    by, customer = client(books), books.row("crm.customer")
    made = entry("visit.create", {"customer": customer.pk, "kind": "first", "reason": "路过"})
    arrival = entry("visit.check_in", {"visit_key": made["key"]}, depends_on=made["key"])
    owner = customer.owner_id
    type(customer).objects.filter(pk=customer.pk).update(owner=books.employees["rep.south"].pk)
    kept = [send(by, body) for body in (made, arrival)]
    waiting_photo = photo(by, {"visit_key": made["key"]}, depends_on=made["key"])
    assert {one["state"] for one in (*kept, waiting_photo)} == {"waiting"}
    type(customer).objects.filter(pk=customer.pk).update(owner=owner)
    assert by.post(f"/api/v1/offline-entries/{kept[0]['id']}/place").status_code == 200
    row = model("field.Visit").objects.get(client_key=made["key"])
    assert (row.state, row.is_planned, row.reason) == ("under_way", False, "路过")
    assert not model("platform.OfflineEntry").objects.filter(kind__startswith="visit", state="waiting").exists()
    assert model("platform.Attachment").objects.get(noun_name="field.visit", object_id=row.pk).kind == "jpeg"


def test_stock_counted_elsewhere_meanwhile_is_not_written_over(books: Firm) -> None:
    by, row, product = client(books), planned(books), books.row("products.product")
    line = {"product": product.pk, "quantity": "12", "produced_on": "2026-01-05", "shelf_days": 180}
    body = entry("visit.stock", {"visit": row.pk, "lines": [line]})
    assert [send(by, body)["state"] for _turn in range(2)] == ["placed", "placed"]
    assert [str(one.quantity.normalize()) for one in row.stock.all()] == ["12"]
    kept = told(by, "visit.stock", {"visit": row.pk, "lines": [line | {"quantity": "9"}]})
    assert (kept["state"], kept["code"]) == ("waiting", "counted")
    assert {"mine": "9 · 2026-01-05 · 180", "theirs": "12 · 2026-01-05 · 180"}.items() <= kept["sides"][2].items()


def test_a_photo_sent_again_is_there_once(books: Firm) -> None:
    by, row, key = client(books), planned(books), str(uuid4())
    answers = [photo(by, {"visit": row.pk}, key=key) for _turn in range(2)]
    assert [one["state"] for one in answers] == ["placed", "placed"]
    assert model("platform.Attachment").objects.filter(noun_name="field.visit", object_id=row.pk).count() == 1
    empty = by.post(UPLOADS, entry("visit.photo", {}) | {"payload": "{}"})
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "file")


def test_a_recording_is_kept_and_a_video_is_not(books: Firm) -> None:
    by, row = client(books), planned(books)
    body = entry("visit.voice", {}) | {"payload": json.dumps({"visit": row.pk, "seconds": 3})}
    sound = b"\x1aE\xdf\xa3\x00webm\x00A_OPUS\x00" + bytes(200)
    assert by.post(UPLOADS, {**body, "file": SimpleUploadedFile("a.webm", sound)}).json()["state"] == "placed"
    moving = b"\x1aE\xdf\xa3\x00webm\x00V_VP9\x00A_OPUS\x00" + bytes(200)
    kept = by.post(UPLOADS, {**body, "key": str(uuid4()), "file": SimpleUploadedFile("b.webm", moving)}).json()
    assert (kept["state"], kept["code"]) == ("waiting", "video")


def test_entries_are_not_taken_for_those_of_whoever_signed_in_after(books: Firm) -> None:
    row = planned(books)
    body = entry("visit.check_in", {"visit": row.pk})
    refused = send(client(books, "manager.east"), body, **{"X-Yanzhen-Person": str(books.users["rep.east"].pk)})
    assert (refused["status"], refused["code"]) == (422, "person")
    row.refresh_from_db()
    assert row.arrived_at is None


def test_a_phone_a_day_ahead_arrives_today(books: Firm) -> None:
    by, row, wrong = client(books), planned(books), (timezone.now() + timedelta(days=1)).isoformat()
    kept = told(by, "visit.check_in", {"visit": row.pk}, at=wrong, sent_at=wrong)
    row.refresh_from_db()
    assert (kept["state"], kept["is_doubtful"], row.day) == ("placed", True, timezone.localdate())
    assert timezone.localdate(row.arrived_at) == timezone.localdate()


def test_coordinates_that_have_changed_places_are_told(books: Firm) -> None:
    kept = told(client(books), "visit.check_in", {"visit": planned(books).pk, "latitude": 121.4, "longitude": 31.2})
    assert (kept["state"], kept["code"]) == ("waiting", "swapped")
