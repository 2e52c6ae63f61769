"""The auditor's pages, revealing, heads sent away, and what each may see of them."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests import firm

from yanzhen.crm.services import customers
from yanzhen.platform import audit, masks, outside
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.models import Alert, AuditEntry, AuditHead, AuditSeal, Job, ReadEntry
from yanzhen.platform.trail import alerts, heads, jobs, reading, sealing, stream, triggers, webhook

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[firm.Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: firm.Firm, db: None) -> firm.Firm:
    return founded


def client_of(books: firm.Firm, name: str) -> Client:
    client = Client()
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


# -- Before and after, one person --------------------------------------------------------------------------------------


def test_before_and_after_stand_side_by_side_with_differences_marked(books: firm.Firm) -> None:
    customer = books.row("crm.customer")
    customers.change(customer, actor=books.actor("manager.east"), city="杭州")
    entry = AuditEntry.objects.get(verb="change", object_id=customer.pk, noun_name="crm.customer", after__city="杭州")
    sealing.everything()
    text = client_of(books, "auditor").get(f"/settings/audit/{entry.pk}/").content.decode()
    assert f"<del>{firm.WORDS['rep.east']}</del>" in text
    assert "<ins>杭州</ins>" in text
    assert AuditSeal.objects.get(entry_id=entry.pk).digest in text
    assert "Who saw this" in text


def test_masked_values_stay_masked_for_the_auditor(books: firm.Firm) -> None:
    customer = books.row("crm.customer")
    entry = AuditEntry.objects.filter(noun_name="crm.customer", object_id=customer.pk, after__has_key="phone").first()
    assert entry is not None
    text = client_of(books, "auditor").get(f"/settings/audit/{entry.pk}/").content.decode()
    assert not any(value in text for value in firm.PHONE)
    assert masks.HIDDEN in text


def person_page(books: firm.Firm, name: str, of: str, **more: str) -> Any:
    return client_of(books, name).get("/settings/trail/person/", {"user": books.users[of].pk, **more})


def test_everything_a_person_saw_did_and_took_along_is_one_stream(books: firm.Firm) -> None:
    client, customer = client_of(books, "manager.east"), books.row("crm.customer")
    client.get(f"/customers/{customer.pk}/")
    client.get("/customers/")
    client.get("/settings/audit/")
    customers.change(customer, actor=books.actor("manager.east"), city="杭州")
    audit.record(books.actor("manager.east"), "export", "Customers", after={"rows": 7}, noun="crm.customer")
    reading.flush()
    answer = person_page(books, "auditor", "manager.east")
    text = answer.content.decode()
    for said in ("opened a record", "saw a list", "changed this", "exported a list", "was refused", "7 rows"):
        assert said in text, said
    assert {g["name"]: g["count"] for g in answer.context["groups"]} == {
        "saw": 2, "changed": 1, "exported": 1, "refused": 1,
    }  # fmt: skip
    moments = [e.when for e in answer.context["events"]]
    assert moments == sorted(moments, reverse=True)
    only = person_page(books, "auditor", "manager.east", only="saw").context["events"]
    assert {e.group for e in only} == {"saw"}
    reading.flush()
    assert ReadEntry.objects.filter(user_id=books.users["auditor"].pk, noun_name="platform.readentry").exists()


def test_moments_bound_the_stream(books: firm.Firm) -> None:
    user, now = books.users["rep.east"].pk, timezone.now()
    for hours in (1, 5, 30):
        ReadEntry.objects.create(
            read_at=now - timedelta(hours=hours), user_id=user, who="x", act="record", door="page", title=f"T{hours}"
        )
    auditor = books.actor("auditor")
    found = stream.page(user, now - timedelta(hours=6), now, auditor, only="saw")
    assert [e.title for e in found] == ["T1", "T5"]
    answer = person_page(books, "auditor", "rep.east", start="2026-01-02T00:00", end="2026-01-01T00:00")
    assert answer.status_code == 422


@pytest.mark.parametrize("given", [{"user": "x"}, {"user": "9" * 30}, {"end": "\x00"}])
def test_rubbish_on_the_persons_page_is_refused_in_words(books: firm.Firm, given: dict[str, str]) -> None:
    answer = client_of(books, "auditor").get("/settings/trail/person/", {"user": books.users["ka"].pk, **given})
    assert answer.status_code == 422


def test_the_stream_is_exported_and_that_is_recorded(books: firm.Firm) -> None:
    ReadEntry.objects.create(
        read_at=timezone.now(), user_id=books.users["ka"].pk, who="x", act="record", door="page", title="=1+1"
    )
    answer = person_page(books, "auditor", "ka", format="csv")
    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in text
    assert AuditEntry.objects.filter(verb="export", noun_name="platform.readentry").count() == 1
    assert person_page(books, "admin", "ka", format="csv").status_code == 403
    assert person_page(books, "auditor", "ka", format="exe").status_code == 422


@pytest.mark.parametrize("name", firm.in_turns(firm.PEOPLE))
def test_the_trail_is_for_those_who_watch(books: firm.Firm, name: str) -> None:
    client = client_of(books, name)
    for address, code in (
        ("/settings/trail/", "platform.verify_trail"), ("/settings/reads/", "platform.view_readentry"),
        ("/settings/alerts/", "platform.view_alert"), ("/settings/trail/person/", "platform.view_readentry"),
        ("/api/v1/trail", "platform.verify_trail"), ("/api/v1/trail/limits", "platform.verify_trail"),
        (f"/api/v1/trail/person?user={books.users['ka'].pk}", "platform.view_readentry"),
    ):  # fmt: skip
        assert client.get(address).status_code == (200 if firm.holds(name, code) else 403), address
    for address, code in (("/settings/trail/lift/", "platform.lift_reading_stop"),):
        assert client.post(address).status_code == (302 if firm.holds(name, code) else 403)


def test_the_api_gives_the_same_stream(books: firm.Firm) -> None:
    client_of(books, "ka").get(f"/customers/{books.row('crm.customer', 'ka').pk}/")
    reading.flush()
    body = client_of(books, "auditor").get(f"/api/v1/trail/person?user={books.users['ka'].pk}").json()
    assert (body["items"][0]["group"], body["items"][0]["kind"]) == ("saw", "Customer")
    for query in ("user=x", "user=1&skip=x", "user=1&only=z", "user=1&start=z", ""):
        assert client_of(books, "auditor").get(f"/api/v1/trail/person?{query}").status_code in {404, 422}


def test_limits_are_set_on_the_page_and_by_api(books: firm.Firm) -> None:
    admin = client_of(books, "admin")
    page = admin.get("/settings/trail/")
    values = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert admin.post("/settings/trail/", {**values, "records_alert": 400}).status_code == 302
    assert admin.post("/settings/trail/", {**values, "records_stop": 1}).status_code == 422
    answer = admin.patch("/api/v1/trail/limits", {"limits": {"refusals": 30}}, content_type="application/json")
    assert (answer.status_code, answer.json()["limits"]["refusals"]) == (200, 30)
    assert answer.json()["limits"]["records_alert"] == 400
    assert AuditEntry.objects.filter(verb="set_trail").count() == 2
    assert client_of(books, "auditor").post("/settings/trail/", values).status_code == 403


# -- Alerts ------------------------------------------------------------------------------------------------------------


def test_an_alert_shows_its_figures_and_is_worked_off(books: firm.Firm) -> None:
    user = books.users["rep.east"]
    facts = {"records": 61, "limit": 61, "median": "20", "days": 5, "rule": "median:3"}
    alert = alerts.raise_alert("mass_reading", key="k", user_id=user.pk, who="x", facts=facts)
    assert alert is not None
    client = client_of(books, "auditor")
    text = client.get(f"/settings/alerts/{alert.pk}/").content.decode()
    for said in ("own median a working day", "more than 3 times the own median", "61", "Everything this person did"):
        assert said.lower() in text.lower(), said
    client.post(f"/settings/alerts/{alert.pk}/do/acknowledge/")
    alert.refresh_from_db()
    assert alert.state == "acknowledged"
    answer = client.patch(f"/api/v1/alerts/{alert.pk}", {"state": "closed"}, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "comment")
    answer = client.patch(
        f"/api/v1/alerts/{alert.pk}", {"state": "closed", "comment": "asked them"}, content_type="application/json"
    )
    assert answer.status_code == 200
    assert Alert.objects.get(pk=alert.pk).handled_by


# -- Reveal ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [("13812345678", "138••••5678"), ("+86 138 1234 5678", "138••••5678"), ("0571-88886666", "057••••6666"),
     ("12345", "•••"), ("1234567", "•••"), ("+1 415 555 0100", "+14••••0100")],
)  # fmt: skip
def test_numbers_show_their_ends(value: str, shown: str) -> None:
    assert masks.partial(masks.PHONE, value) == shown


def test_identity_numbers_show_their_ends() -> None:
    assert masks.partial(masks.IDENTITY, "110101199003071234") == "110101••••1234"


def test_finance_sees_the_ends_and_reveals_by_one_recorded_click(books: firm.Firm) -> None:
    client, customer = client_of(books, "finance"), books.row("crm.customer")
    for address in (f"/customers/{customer.pk}/", "/customers/"):
        text = client.get(address).content.decode()
        assert "139••••9999" in text, address
        assert firm.PHONE[0] not in text
    url = f"/settings/reveal/crm.customer/{customer.pk}/phone/"
    assert firm.PHONE[0] not in client.get(url).content.decode(), "looking at the question reveals nothing"
    assert not AuditEntry.objects.filter(verb="reveal").exists()
    answer = client.post(url, {"reason": "dunning"}, headers={"HX-Request": "true"})
    assert firm.PHONE[0] in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(verb="reveal")
    assert (entry.object_id, entry.noun_name, entry.after, entry.reason) == (
        customer.pk, "crm.customer", {"field": "phone"}, "dunning",
    )  # fmt: skip
    masked_again = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "139••••9999" in masked_again
    assert firm.PHONE[0] not in masked_again
    answer = client.post(f"/api/v1/customers/{customer.pk}/reveal", {"field": "phone"}, content_type="application/json")
    assert (answer.status_code, answer.json()["value"]) == (200, firm.PHONE[0])
    assert client.get(f"/api/v1/customers/{customer.pk}").json()["phone"] is None


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_others_see_nothing_and_reveal_nothing(books: firm.Firm, name: str) -> None:
    client, customer = client_of(books, name), books.row("crm.customer")
    text = client.get(f"/customers/{customer.pk}/").content.decode()
    assert "139••••9999" not in text
    for method in (client.get, client.post):
        assert method(f"/settings/reveal/crm.customer/{customer.pk}/phone/").status_code == 403
    answer = client.post(f"/api/v1/customers/{customer.pk}/reveal", {"field": "phone"}, content_type="application/json")
    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(verb="reveal").exists()


def test_reveal_keeps_to_reach_and_to_numbers(books: firm.Firm) -> None:
    role = firm.model("accounts.Role").objects.create(code="r", name="x", functions=[masks.REVEAL, "crm.view_customer"])
    firm.model("accounts.Grant").objects.create(user=books.users["hr"], role=role, reach="own")
    client, customer = client_of(books, "hr"), books.row("crm.customer")
    assert client.post(f"/settings/reveal/crm.customer/{customer.pk}/phone/").status_code == 404
    finance = client_of(books, "finance")
    for address in (f"crm.customer/{customer.pk}/name", f"organization.employee/{customer.pk}/base_pay",
                    "crm.nothing/1/phone", "crm.customer/99999999/phone"):  # fmt: skip
        assert finance.post(f"/settings/reveal/{address}/").status_code == 404, address
    long = finance.post(f"/settings/reveal/crm.customer/{customer.pk}/phone/", {"reason": "x" * 501})
    assert long.status_code == 422
    assert not AuditEntry.objects.filter(verb="reveal").exists()


def test_representatives_see_phones_as_before(books: firm.Firm) -> None:
    customer = books.row("crm.customer")
    assert firm.PHONE[0] in client_of(books, "rep.east").get(f"/customers/{customer.pk}/").content.decode()


# -- Heads -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(db: None) -> None:
    audit.record(Actor(user_id=1, name="x"), "create", "thing")
    sealing.everything()


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Any:
    settings.AUDIT_HEAD_FILE, settings.AUDIT_HEAD_URL = str(tmp_path / "far" / "heads.jsonl"), ""
    settings.AUDIT_HEAD_SECRET, settings.AUDIT_HEAD_PRIVATE = "s3cret", True
    return settings


def test_a_head_is_sent_each_hour_and_added_to_the_file(sealed: None, places: Any) -> None:
    assert (heads.tick(), heads.tick()) == (1, 0)
    AuditHead.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    assert heads.tick() == 1
    lines = [json.loads(line) for line in Path(places.AUDIT_HEAD_FILE).read_text().splitlines()]
    last = AuditSeal.objects.order_by("-position")[0]
    assert [(h["position"], h["digest"]) for h in lines] == [(last.position, last.digest)] * 2


def test_what_cannot_be_sent_is_tried_again_and_told(books: firm.Firm, places: Any, tmp_path: Path) -> None:
    sealing.everything()
    (tmp_path / "far").write_text("a file where the folder should be")
    for _turn in range(3):
        assert heads.tick() == 0
        assert heads.tick() == 0, "not before its pause is over"
        AuditHead.objects.update(next_at=timezone.now())
    head = AuditHead.objects.get()
    assert (head.tries, head.sent_at) == (3, None)
    assert Alert.objects.get(kind="head_not_sent").facts["tries"] == 3
    (tmp_path / "far").unlink()
    assert heads.tick() == 1


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.1.1.1",
     "2002:7f00:1::", "64:ff9b::7f00:1", "224.0.0.1", "240.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_private_addresses_are_not_public(address: str) -> None:
    assert not outside.is_public(address)


def test_public_addresses_are() -> None:
    assert outside.is_public("8.8.8.8")
    assert outside.is_public("2001:4860:4860::8888")
    assert outside.is_public("64:ff9b::808:808")


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com", "https://", "https://127.0.0.1/", "https://[::1]/x",
     "https://localhost/", "https://2130706433/", "https://0x7f.1/", "https://x:99999/",
     f"https://{'a' * 70}.com/"],
)  # fmt: skip
def test_the_webhook_goes_to_no_private_place(url: str) -> None:
    with pytest.raises(webhook.NotSent):
        webhook.post(url, b"{}", secret="x")


@pytest.mark.parametrize("answers", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"]])
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(webhook.NotSent, match="private"):
        webhook.post("https://evil.example/", b"{}", secret="x")


class Far(BaseHTTPRequestHandler):
    """The second place: keeps what it is sent, and answers as told."""

    got: list[tuple[str, bytes]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Far.got.append((self.headers["X-Yanzhen-Signature"], body))
        self.send_response(Far.status)
        if Far.status == 302:
            self.send_header("Location", "https://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An https server of our own, whose certificate is trusted for this test."""
    certificate, key = _certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Far)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    real = ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda *a, **k: real(cafile=str(certificate)))
    Far.got, Far.status = [], 200
    yield f"https://localhost:{server.server_port}/heads?x=1"
    server.shutdown()
    server.server_close()
    thread.join()


def _certificate(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = folder / "cert.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, secret


def test_the_webhook_delivers_the_signed_head(sealed: None, places: Any, far: str) -> None:
    places.AUDIT_HEAD_URL = far
    assert heads.tick() == 2
    [(signature, body)] = Far.got
    assert signature == "sha256=" + hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    assert json.loads(body)["digest"] == AuditSeal.objects.order_by("-position")[0].digest


@pytest.mark.parametrize("status", [302, 404, 500])
def test_redirects_and_failures_are_not_followed_nor_called_sent(
    sealed: None, places: Any, far: str, status: int
) -> None:
    places.AUDIT_HEAD_URL, Far.status = far, status
    assert heads.tick() == 1, "the file took it"
    assert len(Far.got) == 1
    assert str(status) in AuditHead.objects.get(place=far).error


def test_a_certificate_nobody_vouches_for_is_refused(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(webhook.NotSent, match="certificate"):
        webhook.post(far, b"{}", secret="x", allow_private=True)


def test_a_place_is_shown_without_its_secrets() -> None:
    assert heads.shown("https://user:pass@example.com/a?token=1") == "https://example.com/a"


# -- Checks ------------------------------------------------------------------------------------------------------------


def test_a_check_runs_as_a_job_and_raises_an_alert_when_broken(books: firm.Firm) -> None:
    sealing.everything()
    client = client_of(books, "auditor")
    answer = client.post("/settings/trail/check/")
    job = Job.objects.get(kind=jobs.KIND)
    assert answer["Location"] == f"/settings/jobs/{job.pk}/"
    jobs.run_check.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", AuditSeal.objects.count())
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE platform_auditentry SET who = 'x' WHERE id = (SELECT min(id) FROM platform_auditentry)")
    again = jobs.start_check(SYSTEM)
    jobs.run_check.call(again.pk)
    again.refresh_from_db()
    assert again.state == "failed"
    assert Alert.objects.filter(kind="chain_broken").count() == 1
    assert "The trail" in client.get("/settings/trail/").content.decode()


def test_the_sweep_removes_old_reads_and_never_the_trail(books: firm.Firm) -> None:
    old = timezone.now() - timedelta(days=181)
    for moment in (old, timezone.now()):
        ReadEntry.objects.create(read_at=moment, user_id=9, who="x", act="list", door="page")
    before = AuditEntry.objects.count()
    assert jobs.sweep() == 1
    assert ReadEntry.objects.filter(user_id=9).count() == 1
    assert AuditEntry.objects.count() == before
