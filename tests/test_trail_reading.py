"""What people see is noted, counted exactly, and stopped at the limit."""

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone
from tests import firm

from yanzhen.crm.services import customers
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.services import employees
from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM, Actor, Reach
from yanzhen.platform.models import Alert, AuditEntry, Notification, ReadEntry, ReaderDay, ReadHour
from yanzhen.platform.trail import alerts, counting, policy, reading, watching

MONDAY = date(2026, 11, 16)


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[firm.Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: firm.Firm, db: None) -> firm.Firm:
    Alert.objects.all().delete()  # the firm comes with alerts of its own; here only those count that a test raises
    return founded


def client_of(books: firm.Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def set_to(**values: int) -> None:
    policy.change(actor=SYSTEM, given=values)


def made(count: int, books: firm.Firm, owner: str = "rep.east") -> list[Any]:
    seller = books.employees[owner]
    return [customers.create(actor=SYSTEM, name=f"客户{n}", code=f"M{n}", owner=seller) for n in range(count)]


def read_by(books: firm.Firm, name: str) -> list[tuple[str, str, str, int | None]]:
    reading.flush()
    rows = ReadEntry.objects.filter(user_id=books.users[name].pk).order_by("pk")
    return [(r.act, r.door, r.noun_name, r.object_id) for r in rows]


def test_records_lists_and_api_reads_are_noted_once(books: firm.Firm) -> None:
    client, customer = client_of(books, "rep.east"), books.row("crm.customer")
    for _again in range(3):
        client.get(f"/customers/{customer.pk}/")
        client.get(f"/customers/{customer.pk}/?tab=orders", headers={"HX-Request": "true"})
    client.get("/customers/")
    client.get("/customers/", headers={"HX-Request": "true", "HX-Target": "list-body"})
    client.get(f"/api/v1/customers/{customer.pk}")
    client.get(f"/api/v1/customers/{customer.pk}/timeline")
    client.get("/api/v1/customers")
    assert read_by(books, "rep.east") == [
        ("record", "page", "crm.customer", customer.pk), ("list", "page", "crm.customer", None),
        ("record", "api", "crm.customer", customer.pk), ("list", "api", "crm.customer", None),
    ]  # fmt: skip
    entry = ReadEntry.objects.get(act="list", door="page")
    assert (entry.rows, entry.total, entry.title) == (1, 1, "")
    assert ReaderDay.objects.get(user_id=books.users["rep.east"].pk).records == 1


def test_own_pages_and_jobs_are_not_noted(books: firm.Firm) -> None:
    client = client_of(books, "rep.east")
    for address in ("/settings/", "/settings/jobs/", "/accounts/password/", "/healthz"):
        client.get(address)
    assert read_by(books, "rep.east") == []


def test_refusals_and_files_are_noted(books: firm.Firm) -> None:
    client = client_of(books, "manager.east")
    client.get("/settings/audit/")
    client.get("/customers/999999/")
    answer = client.get("/customers/export/?format=csv")
    b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert [r[0] for r in read_by(books, "manager.east")][:2] == ["refused", "refused"]
    assert "GET /settings/audit/" in set(ReadEntry.objects.values_list("query", flat=True))


def test_reading_the_trail_is_itself_noted(books: firm.Firm) -> None:
    client = client_of(books, "auditor")
    entry = AuditEntry.objects.first()
    assert entry is not None
    client.get("/settings/audit/")
    client.get(f"/settings/audit/{entry.pk}/")
    acts = [(r[0], r[2]) for r in read_by(books, "auditor")]
    assert ("list", "platform.auditentry") in acts
    assert ("record", "platform.auditentry") in acts
    assert ReaderDay.objects.filter(user_id=books.users["auditor"].pk, records__gt=0).count() == 0


def test_nobody_reads_past_the_limit_and_the_page_says_so(books: firm.Firm) -> None:
    set_to(records_alert=10, records_stop=20)
    client, rows = client_of(books, "rep.east"), made(25, books)
    statuses = [client.get(f"/customers/{row.pk}/").status_code for row in rows]
    assert statuses == [200] * 20 + [429] * 5
    page = client.get(f"/customers/{rows[24].pk}/")
    assert "You have read 20 different records today" in page.content.decode()
    answer = client.get(f"/api/v1/customers/{rows[24].pk}")
    assert (answer.status_code, answer.json()["code"]) == (429, "reading_stopped")
    assert client.get(f"/customers/{rows[0].pk}/").status_code == 200, "what was read today may be read again"
    assert client.get("/customers/").status_code == 429
    assert client.get("/api/v1/customers").status_code == 429
    reading.flush()
    assert ReaderDay.objects.get(user_id=books.users["rep.east"].pk).records == 20
    assert set(Alert.objects.values_list("kind", flat=True)) >= {"mass_reading", "reading_stopped"}


def test_a_program_that_lists_reads_records(books: firm.Firm) -> None:
    set_to(records_alert=10, records_stop=20)
    made(25, books)
    client = client_of(books, "rep.east")
    assert client.get("/api/v1/customers?limit=15").status_code == 200
    assert client.get("/api/v1/customers?limit=15").status_code == 200, "the same rows count once"
    assert client.get("/api/v1/customers?limit=25").status_code == 429, "all of a page or none"
    assert ReaderDay.objects.get(user_id=books.users["rep.east"].pk).records == 15


def test_whoever_may_lifts_the_limit_with_a_reason(books: firm.Firm) -> None:
    set_to(records_alert=10, records_stop=20)
    client, rows = client_of(books, "rep.east"), made(25, books)
    for row in rows[:20]:
        client.get(f"/customers/{row.pk}/")
    user, admin = books.users["rep.east"], books.actor("admin")
    for actor, user_id, reason in ((admin, user.pk, " "), (admin, admin.user_id, "x"), (admin, 10**9, "x")):
        with pytest.raises(RuleBroken):
            counting.lift(actor=actor, user_id=user_id, reason=reason)  # type: ignore[arg-type]
    counting.lift(actor=admin, user_id=user.pk, reason="年底盘点")
    assert client.get(f"/customers/{rows[24].pk}/").status_code == 200
    entry = AuditEntry.objects.get(verb="lift_reading_stop")
    assert (entry.user_id, entry.reason, entry.after["records"]) == (admin.user_id, "年底盘点", 20)


def test_a_role_may_be_without_limit(books: firm.Firm) -> None:
    set_to(records_alert=10, records_stop=20)
    role = firm.model("accounts.Role").objects.create(code="robot", name="x", functions=[reading.WITHOUT_LIMIT])
    firm.model("accounts.Grant").objects.create(user=books.users["rep.east"], role=role, reach="own")
    client, rows = client_of(books, "rep.east"), made(25, books)
    assert {client.get(f"/customers/{row.pk}/").status_code for row in rows} == {200}
    reading.flush()
    assert Alert.objects.filter(kind="mass_reading").exists(), "an exception from the stop is none from the alert"


def test_a_failed_write_loses_nothing(books: firm.Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(books, "rep.east")
    client.get(f"/customers/{books.row('crm.customer').pk}/")
    with monkeypatch.context() as patched:
        patched.setattr(counting, "charge", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("disk full")))
        with pytest.raises(RuntimeError):
            reading.flush()
    assert len(read_by(books, "rep.east")) == 1
    assert ReaderDay.objects.get().records == 1


# -- Alerts ------------------------------------------------------------------------------------------------------------


def history(user_id: int, numbers: list[int]) -> None:
    """One number a working day before Monday, the latest first; 0 leaves the day out."""
    for day, number in zip(watching.working_days(MONDAY, len(numbers)), numbers, strict=True):
        if number:
            ReaderDay.objects.create(user_id=user_id, day=day, records=number)


def test_working_days_leave_out_weekends() -> None:
    assert watching.working_days(MONDAY, 3) == [date(2026, 11, 13), date(2026, 11, 12), date(2026, 11, 11)]


@pytest.mark.parametrize(
    ("numbers", "limit", "rule", "median"),
    [
        # sorted 10 18 20 22 90: the middle is 20, 3 × 20 = 60, so the 61st record raises it
        ([20, 10, 90, 18, 22], 61, "median:3", 20.0),
        # six days, sorted 10 18 20 22 30 90: (20 + 22) / 2 = 21, 3 × 21 = 63
        ([20, 10, 90, 18, 22, 30], 64, "median:3", 21.0),
        # two days off count for nothing: 20 again
        ([20, 0, 10, 90, 0, 18, 22], 61, "median:3", 20.0),
        # sorted 3 4 5 6 7: 3 × 5 = 15 lies below the least of 30
        ([3, 4, 5, 6, 7], 31, "median:3", 5.0),
        # 3 × 200 = 600 lies above 500 a day
        ([200, 200, 200, 200, 200], 500, "records", 200.0),
        # four days say nothing about a person
        ([20, 10, 90, 18], 500, "records", 19.0),
        ([], 500, "records", 0.0),
    ],
)
def test_limits_worked_by_hand(db: None, numbers: list[int], limit: int, rule: str, median: float) -> None:
    history(1, numbers)
    assert watching.limit_of(1, MONDAY)[:3] == (limit, rule, median)


def test_only_thirty_working_days_count(db: None) -> None:
    history(1, [20] * 30 + [400] * 40)
    assert watching.median(1, MONDAY) == (20.0, 30)


def test_mass_reading_is_raised_at_the_limit_and_once(books: firm.Firm) -> None:
    user = books.users["rep.east"].pk
    history(user, [20, 10, 90, 18, 22])
    watching.counted(user, "x", MONDAY, counting.Count(60, 0))
    assert not Alert.objects.exists()
    for number in (61, 62, 500):
        watching.counted(user, "x", MONDAY, counting.Count(number, 0))
    alert = Alert.objects.get()
    assert (alert.kind, alert.facts["median"], alert.facts["limit"], alert.facts["records"]) == (
        "mass_reading",
        "20",
        61,
        61,
    )
    told = set(Notification.objects.filter(topic="alert.mass_reading").values_list("user_id", flat=True))
    assert {books.users["auditor"].pk, books.users["admin"].pk} <= told
    assert user not in told


@pytest.mark.parametrize(("hour", "worked_before", "odd"), [(21, 0, False), (22, 0, True), (5, 0, True), (6, 0, False),
                                                            (23, 2, True), (23, 3, False)])  # fmt: skip
def test_odd_hours(books: firm.Firm, hour: int, worked_before: int, odd: bool) -> None:
    for days in range(1, worked_before + 1):
        ReadHour.objects.create(user_id=5, day=MONDAY - timedelta(days=days), hour=hour)
    watching.hours(5, "x", MONDAY, hour)
    assert Alert.objects.filter(kind="odd_hours").exists() == odd


def test_twenty_refusals_in_ten_minutes_raise_an_alert(books: firm.Firm) -> None:
    client = client_of(books, "rep.east")
    for n in range(19):
        client.get(f"/customers/{10**6 + n}/")
    reading.flush()
    assert not Alert.objects.filter(kind="refusals").exists()
    client.get("/settings/audit/")
    reading.flush()
    alert = Alert.objects.get(kind="refusals")
    assert (alert.facts["refusals"], alert.facts["paths"][0]) == (20, "GET /settings/audit/")


def test_old_refusals_do_not_count(books: firm.Firm) -> None:
    old = timezone.now() - timedelta(minutes=11)
    ReadEntry.objects.bulk_create(
        ReadEntry(read_at=old, user_id=5, who="x", act="refused", door="page", query="GET /") for _ in range(30)
    )
    watching.refusals(5, "x")
    assert not Alert.objects.exists()


def test_granting_and_new_devices_are_told(books: firm.Firm) -> None:
    admin = books.actor("admin")
    from yanzhen.accounts.services import roles

    roles.grant(actor=admin, user=books.users["clerk"], role="finance")
    audit.record(admin, "new_device", books.users["admin"], after={"device": "Firefox"})
    assert set(Alert.objects.values_list("kind", flat=True)) >= {"right_granted", "new_device"}


def test_a_leaving_person_who_exports_or_reads_much_is_told(books: firm.Firm) -> None:
    today = timezone.localdate()
    employees.change(books.employees["clerk"], actor=SYSTEM, left_on=today + timedelta(days=20))
    audit.record(books.actor("clerk"), "export", "Customers", after={"rows": 40}, noun="crm.customer")
    alert = Alert.objects.get(kind="leaver")
    assert (alert.facts["rows"], alert.user_id) == (40, books.users["clerk"].pk)
    employees.change(books.employees["rep.south"], actor=SYSTEM, left_on=today + timedelta(days=31))
    watching.counted(books.users["rep.south"].pk, "x", today, counting.Count(100, 0))
    assert Alert.objects.filter(kind="leaver").count() == 1, "thirty-one days ahead is not watched yet"


def test_others_raise_alerts_and_each_key_counts_once(books: firm.Firm) -> None:
    first = alerts.raise_alert("backup_failed", key="2026-11-22", facts={"error": "disk full"})
    again = alerts.raise_alert("backup_failed", key="2026-11-22")
    assert first is not None
    assert again is None


def test_closing_an_alert_asks_for_a_comment_and_for_somebody_else(books: firm.Firm) -> None:
    alert = alerts.raise_alert("refusals", key="k", user_id=books.users["admin"].pk, who="a")
    assert alert is not None
    auditor = books.actor("auditor")
    with pytest.raises(RuleBroken):
        alerts.change(alert, actor=auditor, state="closed")
    with pytest.raises(RuleBroken):
        alerts.change(alert, actor=books.actor("admin"), state="closed", comment="me")
    row = alerts.change(alert, actor=auditor, state="closed", comment="talked to them")
    assert (row.state, row.handled_by) == ("closed", auditor.name)


# -- Settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [{"records_stop": 400}, {"records_alert": 3_000}, {"nothing": 1}, {"hour_from": 24},
                                   {"hour_from": 22, "hour_to": 22}, {"keep_days": 100}])  # fmt: skip
def test_senseless_limits_are_refused(db: None, given: dict[str, int]) -> None:
    with pytest.raises(RuleBroken):
        policy.change(actor=SYSTEM, given=given)
    assert policy.value("records_stop") == 2_000


def test_the_buffer_stands_for_a_request_of_an_actor_without_account(db: None) -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(user_id=None, name="x", functions={"a": Reach()})  # type: ignore[attr-defined]
    reading.opened(request, SimpleNamespace(name="crm.customer"), SimpleNamespace(pk=1))
    assert reading.flush() == 0
