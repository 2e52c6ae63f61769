"""Sessions listed and ended, devices, idle ends; many names from one address; password policies."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.calc import agents
from yanzhen.accounts.enums import PasswordPolicy
from yanzhen.accounts.models import PasswordRecord, User, UserSession
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import rules, users
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory, user_with
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM

AuditEntry = apps.get_model("platform", "AuditEntry")
Notification = apps.get_model("platform", "Notification")
pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605 Version/26.0 Mobile Safari/604.1"


def enter(client, username, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def is_in(client):
    return client.get("/accounts/sessions/").status_code == 200


def dengbao():
    rules.change(actor=SYSTEM, policy=PasswordPolicy.DENGBAO)


@pytest.mark.parametrize(
    ("agent", "words"),
    [(WINDOWS, "Edge · Windows"), (IPHONE, "Safari · iPhone"), ("", ""), ("curl/8", "curl"),
     ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile MicroMessenger/8.0", "WeChat · Android")],
)  # fmt: skip
def test_device_reads_in_words(agent, words):
    assert agents.in_words(agent) == words


def test_own_sessions_are_listed_and_ended(client):
    UserFactory(username="wang")
    enter(client, "wang", HTTP_USER_AGENT=WINDOWS)
    phone = Client()
    enter(phone, "wang", HTTP_USER_AGENT=IPHONE)
    page = client.get("/accounts/sessions/", headers={"Accept-Language": "en"}).text
    assert "Edge · Windows" in page
    assert "Safari · iPhone" in page
    assert page.count("this device") == 1
    key = phone.cookies["yanzhen_session"].value
    assert key not in str(list(UserSession.objects.values()))
    row = UserSession.objects.get(agent=IPHONE)
    assert client.post(f"/accounts/sessions/{row.pk}/end/").status_code == 302
    assert not is_in(phone)
    assert is_in(client)
    third, fourth = Client(), Client()
    enter(third, "wang")
    enter(fourth, "wang")
    client.post("/accounts/sessions/others/end/")
    assert [is_in(c) for c in (client, third, fourth)] == [True, False, False]
    assert AuditEntry.objects.filter(verb="end_session").count() == 2


def test_sessions_of_others_stay_closed(client):
    wang = user_with("rep", username="wang", employee=EmployeeFactory())
    user_with("rep", username="li", employee=EmployeeFactory())
    other = Client()
    enter(client, "wang")
    enter(other, "li")
    row = UserSession.objects.get(user=wang)
    assert other.post(f"/accounts/sessions/{row.pk}/end/").status_code == 404
    assert other.get(f"/accounts/users/{wang.pk}/sessions/").status_code == 403
    assert other.post(f"/accounts/users/{wang.pk}/sessions/{row.pk}/end/").status_code == 403
    assert other.delete(f"/api/v1/sessions?session={row.pk}").status_code == 404
    assert is_in(client)


def test_administrator_ends_a_session_of_somebody(client):
    wang = UserFactory(username="wang")
    user_with("admin", username="boss")
    enter(client, "wang")
    admin = Client()
    enter(admin, "boss")
    row = UserSession.objects.get(user=wang)
    assert admin.get(f"/accounts/users/{wang.pk}/sessions/").status_code == 200
    assert admin.post(f"/accounts/users/{wang.pk}/sessions/{row.pk}/end/").status_code == 302
    assert not is_in(client)


def test_api_lists_and_ends_sessions(client):
    user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "wang")
    other = Client()
    enter(other, "wang")
    found = client.get("/api/v1/sessions").json()
    assert len(found) == 2
    mine = UserSession.objects.exclude(pk=found[0]["id"]).get()
    assert client.delete(f"/api/v1/sessions?session={found[0]['id']}").status_code == 204
    assert UserSession.objects.get() == mine


def test_last_seen_is_written_at_most_once_a_minute(client):
    UserFactory(username="wang")
    enter(client, "wang")
    is_in(client)
    before = UserSession.objects.get().last_seen_at
    is_in(client)
    assert UserSession.objects.get().last_seen_at == before
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(seconds=61))
    is_in(client)
    assert UserSession.objects.get().last_seen_at > before


def test_new_device_is_told_and_a_known_one_is_not(client):
    user = UserFactory(username="wang")
    enter(client, "wang", HTTP_USER_AGENT=WINDOWS)
    client.post("/accounts/sign-out/")
    enter(client, "wang", HTTP_USER_AGENT=WINDOWS)
    assert not AuditEntry.objects.filter(verb="new_device").exists()
    enter(Client(REMOTE_ADDR="192.0.2.9"), "wang", HTTP_USER_AGENT=IPHONE)
    entry = AuditEntry.objects.get(verb="new_device")
    assert entry.after == {"device": "Safari · iPhone", "address": "192.0.2.9"}
    assert Notification.objects.filter(user_id=user.pk, topic="accounts.new_device").count() == 1


def test_spraying_is_stopped_and_the_office_goes_on(client):
    UserFactory(username="wang")
    UserFactory(username="li")
    colleague = Client(REMOTE_ADDR="198.51.100.4")
    enter(colleague, "li")
    colleague.post("/accounts/sign-out/")
    for number in range(15):
        spray = Client(REMOTE_ADDR="198.51.100.4")
        assert enter(spray, f"name{number}", "Spring-2026-!").status_code == 200
    answer = enter(Client(REMOTE_ADDR="198.51.100.4"), "wang", HTTP_ACCEPT_LANGUAGE="en")
    assert (answer.status_code, "Too many attempts" in answer.text) == (429, True)
    assert int(answer["Retry-After"]) == 900
    # A browser that was let in under this name goes on, and so does another address.
    assert enter(colleague, "li").status_code == 302
    assert enter(Client(REMOTE_ADDR="198.51.100.5"), "wang").status_code == 302
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert enter(Client(REMOTE_ADDR="198.51.100.4"), "wang").status_code == 302


def test_many_right_passwords_from_one_address_are_no_spraying(client):
    for number in range(20):
        UserFactory(username=f"clerk{number}")
        assert enter(Client(REMOTE_ADDR="198.51.100.4"), f"clerk{number}").status_code == 302


def test_nothing_typed_is_kept_beside_a_failed_attempt(client, caplog):
    UserFactory(username="wang")
    enter(client, "wang", "Typed-by-mistake-9")
    enter(client, "wang")
    client.post(
        "/accounts/password/",
        {"present": "Wrong-present-8", "password": "Fresh-and-new-77", "repeated": "Fresh-and-new-77"},
    )
    kept = str(list(AccessAttempt.objects.values())) + caplog.text
    for word in ("Typed-by-mistake-9", "Wrong-present-8", "Fresh-and-new-77"):
        assert word not in kept


def test_forged_host_is_refused(client):
    assert client.get(SIGN_IN, headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/accounts/sign-in/forgotten/", headers={"Host": "evil.example"}).status_code in {400, 404}


@pytest.mark.parametrize(
    ("policy", "password", "holds"),
    [
        ("modern", "lark-over-7", True),
        ("modern", "lark-ov-7", False),
        ("modern", "password12", False),
        ("dengbao", "Lark-o7x", True),
        ("dengbao", "Lark-o7", False),
        ("dengbao", "larkover7", False),
        ("dengbao", "larkoverthemarsh", False),
        ("dengbao", "雁阵-Larks", True),
    ],
)
def test_policy_decides_what_a_password_must_be(policy, password, holds):
    rules.change(actor=SYSTEM, policy=policy)
    user = UserFactory(username="wang")
    if holds:
        assert users.set_password(actor=SYSTEM, user=user, password=password).check_password(password)
    else:
        with pytest.raises(RuleBroken) as broken:
            users.set_password(actor=SYSTEM, user=user, password=password)
        assert list(broken.value.errors) == ["password"]


def test_last_five_passwords_are_not_taken_again():
    dengbao()
    user = UserFactory(username="wang")
    for number in range(6):
        user = users.set_password(actor=SYSTEM, user=user, password=f"Lark-number-{number}")
    for number in range(1, 6):
        with pytest.raises(RuleBroken) as broken:
            users.set_password(actor=SYSTEM, user=user, password=f"Lark-number-{number}")
        assert broken.value.code == "password_reused"
    assert users.set_password(actor=SYSTEM, user=user, password="Lark-number-0")
    assert PasswordRecord.objects.filter(user=user).count() == 5
    assert "Lark-number" not in str(list(PasswordRecord.objects.values()))


def test_old_password_must_be_changed_before_anything_else(client):
    user_with("rep", username="wang", employee=EmployeeFactory())
    User.objects.update(password_set_at=timezone.now() - timedelta(days=91))
    enter(client, "wang")
    assert client.get("/customers/").status_code == 200
    dengbao()
    assert client.get("/customers/").url == "/accounts/password/"
    assert client.get("/api/v1/customers").status_code == 403
    new = {"present": PASSWORD, "password": "Rain-on-the-river-42", "repeated": "Rain-on-the-river-42"}
    assert client.post("/accounts/password/", new).status_code == 302
    assert client.get("/customers/").status_code == 200


def test_idle_session_ends_after_half_an_hour(client):
    UserFactory(username="wang", password_set_at=timezone.now())
    enter(client, "wang")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert is_in(client)
    dengbao()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=29))
    assert is_in(client)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    assert not is_in(client)


def test_five_wrong_attempts_lock_under_classified_protection(client):
    dengbao()
    UserFactory(username="wang")
    statuses = [enter(client, "wang", "wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]


def test_rules_page_is_for_its_keepers(client):
    user_with("admin", username="boss")
    user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "boss")
    answer = client.post("/accounts/sign-in-rules/", {"policy": "dengbao", "links_by_email": "", "roles": []})
    assert answer.status_code == 302
    assert AuditEntry.objects.filter(verb="change", noun_name="accounts.signinrules").count() == 1
    other = Client()
    enter(other, "wang")
    assert other.get("/accounts/sign-in-rules/").status_code == 403
    assert other.get("/api/v1/sign-in-rules").status_code == 403
    found = client.get("/api/v1/sign-in-rules").json()
    assert (found["policy"], found["roles"]) == ("dengbao", [])
    change = client.patch("/api/v1/sign-in-rules", {"roles": ["admin", "nix"]}, content_type="application/json")
    assert change.status_code == 422
    change = client.patch("/api/v1/sign-in-rules", {"roles": ["rep"]}, content_type="application/json")
    assert change.json()["roles"] == ["rep"]


def test_stranger_cannot_keep_a_session_by_guessing(client):
    user = UserFactory(username="wang")
    enter(client, "wang")
    UserSession.objects.filter(user=user).delete()
    assert not is_in(client)
    assert actors.actor_of(user).user_id == user.pk
