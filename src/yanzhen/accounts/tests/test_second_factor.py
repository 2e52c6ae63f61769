"""Second factors: enrolling, the second step, forced by role, reset; and the fresh confirmation."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.test import Client

from yanzhen.accounts.models import Role, User, UserSession
from yanzhen.accounts.queries import actors
from yanzhen.accounts.services import factors, links, users
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory, user_with
from yanzhen.accounts.vault import seal, unseal
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.pages.confirming import CONFIRMED

AuditEntry = apps.get_model("platform", "AuditEntry")
Notification = apps.get_model("platform", "Notification")
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_IN, STEP = "/accounts/sign-in/", "/accounts/sign-in/second-step/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(offset=0, secret=SECRET):
    """What the app shows `offset` steps of half a minute from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + offset))


def enter(client, username, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def is_in(client):
    return client.get("/accounts/sessions/").status_code == 200


def protected(username="wang", **values):
    """Somebody with an authenticator app, which showed its code a while ago, and the recovery codes."""
    user = UserFactory(username=username, **values)
    codes = factors.add_app(actor=actors.actor_of(user), user=user, secret=SECRET, code=code_at(-1))
    return user, codes


def age_confirmation(client):
    session = client.session
    session[CONFIRMED] = int(time.time()) - 601
    session.save()


def test_enrolling_by_page_shows_recovery_codes_once(client):
    user = UserFactory(username="wang")
    enter(client, "wang")
    page = client.get("/accounts/signing-in/app/")
    assert "<svg" in page.text
    secret = client.session["mfa.totp.secret"]
    assert client.post("/accounts/signing-in/app/", {"code": "000000"}).status_code == 422
    done = client.post("/accounts/signing-in/app/", {"code": code_at(secret=secret)})
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", done.text)) == 10
    row = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(row.data)
    assert "mfa.totp.secret" not in client.session
    assert list(AuditEntry.objects.filter(verb="add_factor").values_list("after", flat=True)) == [{"factor": "totp"}]
    assert Notification.objects.filter(user_id=user.pk, topic="accounts.factor_changed").count() == 1


def test_password_alone_leads_to_the_second_step_only(client):
    protected()
    answer = enter(client, "wang")
    assert (answer.status_code, answer.url) == (302, STEP)
    assert not is_in(client)
    assert client.get("/api/v1/sessions").status_code == 401
    assert client.get(STEP).status_code == 200
    answer = client.post(STEP, {"code": code_at()})
    assert (answer.status_code, answer.url) == (302, "/")
    assert is_in(client)


def test_second_step_goes_where_the_person_wanted(client):
    protected()
    client.post(f"{SIGN_IN}?next=/preferences/", {"username": "wang", "password": PASSWORD})
    assert client.post(STEP, {"code": code_at()}).url == "/preferences/"


def test_code_works_once(client):
    protected()
    code = code_at()
    enter(client, "wang")
    assert client.post(STEP, {"code": code}).status_code == 302
    second = Client()
    enter(second, "wang")
    assert second.post(STEP, {"code": code}).status_code == 422
    # Nor one from before the code that was used.
    assert second.post(STEP, {"code": code_at(-1)}).status_code == 422
    assert not is_in(second)


def test_recovery_code_works_once(client):
    _user, codes = protected()
    enter(client, "wang")
    assert client.post(STEP, {"code": f"{codes[0][:4]} {codes[0][4:]}"}).status_code == 302
    second = Client()
    enter(second, "wang")
    assert second.post(STEP, {"code": codes[0]}).status_code == 422
    assert second.post(STEP, {"code": codes[1]}).status_code == 302


def test_links_and_new_passwords_ask_for_the_second_step_too(client):
    user, _codes = protected()
    assert client.post(links.sign_in_link(actor=SYSTEM, user=user)).url == STEP
    path = users.invite(user, actor=SYSTEM)
    new = {"password": "rain-on-the-river-42", "repeated": "rain-on-the-river-42"}
    assert Client().post(path, new).url == STEP


def test_wrong_codes_end_the_attempt_and_close_the_door(client):
    protected()
    enter(client, "wang")
    statuses = [client.post(STEP, {"code": "123456"}).status_code for _ in range(5)]
    assert statuses == [422] * 5
    assert client.post(STEP, {"code": code_at()}).url == SIGN_IN
    for _ in range(3):
        enter(client, "wang")
        answer = client.post(STEP, {"code": "123456"})
    assert answer.status_code == 429
    assert enter(client, "wang").status_code == 429


@pytest.mark.parametrize("change", ["deactivate", "password", "time"])
def test_half_finished_sign_in_ends_when_things_change(client, change, monkeypatch):
    user, _codes = protected()
    enter(client, "wang")
    if change == "deactivate":
        users.deactivate(user, actor=SYSTEM)
        users.activate(user, actor=SYSTEM)
    elif change == "password":
        users.set_password(actor=SYSTEM, user=user, password="rain-on-the-river-42")
    else:
        session = client.session
        session["pending_sign_in"] = {**session["pending_sign_in"], "at": int(time.time()) - 301}
        session.save()
    assert client.post(STEP, {"code": code_at()}).url == SIGN_IN
    assert not is_in(client)


def role_asks(code, required=True):
    factors.require(Role.objects.get(code=code), actor=SYSTEM, required=required)


def test_role_forces_to_enrol_before_anything_else(client):
    user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "wang")
    assert client.get("/customers/").status_code == 200
    role_asks("rep")
    for path in ("/customers/", "/", "/accounts/keys/new/", "/accounts/password/"):
        assert client.get(path).url == "/accounts/signing-in/", path
    assert client.get("/customers/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/signing-in/"
    assert client.get("/api/v1/customers").status_code == 403
    assert "Add one to go on" in client.get("/accounts/signing-in/", headers={"Accept-Language": "en"}).text
    client.get("/accounts/signing-in/app/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/signing-in/app/", {"code": code_at(secret=secret)})
    assert client.get("/customers/").status_code == 200
    assert client.get("/api/v1/customers").status_code == 200


def test_keys_work_on_but_none_is_made_without_the_factor(client):
    from yanzhen.accounts.services import keys

    user = user_with("rep", username="wang", employee=EmployeeFactory())
    _key, secret = keys.issue(actor=SYSTEM, user=user, name="old")
    role_asks("rep")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client(headers=bearer).get("/api/v1/customers").status_code == 200
    enter(client, "wang")
    made = client.post("/api/v1/keys", {"name": "x"}, content_type="application/json")
    assert made.status_code == 403


def test_last_factor_stays_while_a_role_asks():
    user = user_with("rep", username="wang", employee=EmployeeFactory())
    factors.add_app(actor=actors.actor_of(user), user=user, secret=SECRET, code=code_at())
    role_asks("rep")
    with pytest.raises(RuleBroken) as broken:
        factors.remove(factors.of(user)[0], actor=actors.actor_of(user), user=user)
    assert broken.value.code == "last_factor"
    role_asks("rep", required=False)
    factors.remove(factors.of(user)[0], actor=actors.actor_of(user), user=user)
    assert not Authenticator.objects.filter(user=user).exists()


def test_administrator_resets_a_lost_factor(client):
    user, _codes = protected()
    user_with("admin", username="boss")
    enter(client, "wang")
    client.post(STEP, {"code": code_at()})
    admin = Client()
    enter(admin, "boss")
    age_confirmation(admin)
    path = f"/accounts/users/{user.pk}/reset-second-factor/"
    assert admin.post(path).url.startswith("/accounts/confirm/")
    assert factors.has(user)
    admin.post("/accounts/confirm/", {"password": PASSWORD})
    assert admin.post(path).status_code == 302
    assert not factors.has(user)
    assert not is_in(client)
    entry = AuditEntry.objects.get(verb="reset_factors")
    assert (entry.object_id, entry.who) == (user.pk, "boss")
    assert Notification.objects.filter(user_id=user.pk, topic="accounts.factor_changed").count() == 2
    assert enter(client, "wang").url == "/"


def test_nobody_resets_without_the_function():
    user, _codes = protected()
    rep = user_with("rep", username="li", employee=EmployeeFactory())
    with pytest.raises(PermissionDenied):
        factors.reset(user, actor=actors.actor_of(rep))
    with pytest.raises(PermissionDenied):
        factors.add_app(actor=actors.actor_of(rep), user=user, secret=SECRET, code=code_at())
    assert factors.has(user)


def test_sensitive_pages_ask_again_after_ten_minutes(client):
    user_with("admin", username="boss")
    enter(client, "boss")
    assert client.get("/accounts/keys/new/").status_code == 200
    age_confirmation(client)
    for path in (
        "/accounts/keys/new/",
        "/accounts/grants/new/",
        "/accounts/signing-in/app/",
        "/accounts/sign-in-rules/",
    ):
        answer = client.get(path)
        assert answer.url.startswith("/accounts/confirm/?next="), path
    body = {"user": 1, "role": 1, "reach": "own"}
    assert client.post("/api/v1/grants", body, content_type="application/json").status_code == 403
    assert client.post("/accounts/confirm/", {"password": "wrong", "next": "/accounts/keys/new/"}).status_code == 422
    answer = client.post("/accounts/confirm/", {"password": PASSWORD, "next": "/accounts/keys/new/"})
    assert answer.url == "/accounts/keys/new/"
    assert client.get("/accounts/keys/new/").status_code == 200
    assert client.post("/accounts/confirm/", {"password": PASSWORD, "next": "https://evil.example/"}).url == "/"


def test_who_has_a_factor_confirms_with_it(client):
    protected()
    enter(client, "wang")
    client.post(STEP, {"code": code_at()})
    age_confirmation(client)
    assert client.post("/accounts/confirm/", {"password": PASSWORD}).status_code == 422
    assert client.post("/accounts/confirm/", {"code": code_at(1)}).status_code == 302


def test_sealed_secrets_open_with_the_former_key(settings):
    kept = seal("一个秘密")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]
    assert unseal(kept) == "一个秘密"
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(kept) == ""


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", '{"id": 3}', '{"response": {"userHandle": "AAAA"}}', "x"]
)
def test_odd_passkeys_open_nothing(client, credential):
    UserFactory(username="wang")
    client.get("/accounts/sign-in/passkey/options/")
    assert client.post("/accounts/sign-in/passkey/", {"credential": credential}).status_code == 403
    assert not UserSession.objects.exists()
    enter(client, "wang")
    assert client.post("/accounts/signing-in/passkey/", {"credential": credential}).status_code == 422
    assert not factors.has(User.objects.get(username="wang"))
