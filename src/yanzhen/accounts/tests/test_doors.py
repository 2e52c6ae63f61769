"""Signing in and out, links, lock-out, deactivation: through the real pages."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.test import Client
from django.utils import timezone

from yanzhen.accounts.models import User
from yanzhen.accounts.queries import actors, rules
from yanzhen.accounts.services import keys, links, setup, users
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory, user_with
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM

AuditEntry = apps.get_model("platform", "AuditEntry")
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_IN = "/accounts/sign-in/"


def enter(client, username, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password}, **extra)


def is_in(client):
    return client.get("/preferences/").status_code == 200


def test_pages_are_closed_to_the_anonymous(client):
    answer = client.get("/preferences/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, f"{SIGN_IN}?next=/preferences/%3Fa%3D1")


def test_partial_of_a_page_moves_the_whole_page(client):
    answer = client.get(
        "/accounts/password/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?page=2"}
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (401, f"{SIGN_IN}?next=/customers/%3Fpage%3D2")


def test_sign_in_returns_to_the_page_and_is_noted(client):
    user = UserFactory(username="wang")
    answer = client.post(f"{SIGN_IN}?next=/preferences/", {"username": "WANG", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    assert AuditEntry.objects.filter(verb="sign_in", user_id=user.pk).count() == 1


def test_sign_in_goes_nowhere_else(client):
    UserFactory(username="wang")
    answer = client.post(f"{SIGN_IN}?next=https://evil.example/", {"username": "wang", "password": PASSWORD})
    assert answer["Location"] == "/"


def test_wrong_name_and_wrong_password_look_alike(client):
    UserFactory(username="known")
    UserFactory(username="gone", is_active=False)
    UserFactory(username="invited", password="!")
    pages = set()
    for name in ("known", "unknown", "gone", "invited"):
        answer = Client().post(SIGN_IN, {"username": name, "password": "wrong" if name == "known" else PASSWORD})
        assert answer.status_code == 200
        assert "field-error" in answer.text or "notice-bad" in answer.text
        pages.add(re.sub(r"\b\w{64}\b", "", answer.text).replace(f'value="{name}"', ""))
    assert len(pages) == 1


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_too_many_wrong_passwords_lock_the_name_for_a_while(client, name):
    UserFactory(username="wang")
    for attempt in range(rules.policy().failures):
        spelling = name.upper() if attempt % 2 else name
        answer = enter(client, spelling, "wrong", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 429
    answer = enter(client, name, HTTP_ACCEPT_LANGUAGE="en")
    assert (answer.status_code, "Try again in 15 minutes" in answer.text) == (429, True)
    assert 890 <= int(answer["Retry-After"]) <= 900
    # Another address is not shut out, so nobody can lock the person out from afar.
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), "wang").status_code == 302
    # Knocking does not make it longer; after the time the door opens.
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert enter(client, "wang").status_code == 302


def test_long_names_are_refused_not_crashed(client):
    assert enter(client, "x" * 5000).status_code == 200
    assert enter(client, "nul\0nul").status_code == 200


def test_sign_out_needs_a_post(client):
    UserFactory(username="wang")
    enter(client, "wang")
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").status_code == 302
    assert not is_in(client)


def test_sign_in_link_opens_once_and_a_preview_does_not_use_it_up(client):
    user = UserFactory(password="!")
    path = links.sign_in_link(actor=SYSTEM, user=user)
    preview = Client().get(path)
    assert (preview.status_code, preview["Referrer-Policy"]) == (200, "same-origin")
    assert client.post(path).status_code == 302
    assert is_in(client)
    assert Client().get(path).status_code == 410
    second = Client()
    assert second.post(path).status_code == 410
    assert not is_in(second)


def test_invented_link_is_told_the_same(client):
    assert client.get("/accounts/link/no-such-secret/").status_code == 410


def test_invitation_sets_a_password_and_signs_in(client):
    user = UserFactory(username="wang", password="!")
    path = users.invite(user, actor=SYSTEM)
    weak = client.post(path, {"password": "1234567890", "repeated": "1234567890"})
    assert weak.status_code == 422
    odd = client.post(path, {"password": PASSWORD, "repeated": PASSWORD + "x"})
    assert odd.status_code == 422
    assert client.post(path, {"password": PASSWORD, "repeated": PASSWORD}).status_code == 302
    assert is_in(client)
    assert Client().get(path).status_code == 410
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_setup_page_makes_the_first_administrator(client):
    values = {"display_name": "江一舟", "username": "jiang", "password": PASSWORD, "repeated": PASSWORD}
    assert client.post("/accounts/setup/", {**values, "code": "AAAA-BBBB-CCCC"}).status_code == 422
    code = setup.first_administrator_code()
    assert client.post("/accounts/setup/", {**values, "code": code}).status_code == 302
    assert is_in(client)
    assert actors.actor_of(User.objects.get(username="jiang")).can("accounts.change_user")


def test_deactivation_ends_session_key_and_link_at_once_and_for_good(client):
    user = user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "wang")
    link = links.sign_in_link(actor=SYSTEM, user=user)
    _, secret = keys.issue(actor=SYSTEM, user=user, name="script")
    header = f"Bearer {secret}"
    assert is_in(client)
    assert actors.actor_of_key(header).name == str(user)
    users.deactivate(user, actor=SYSTEM)
    assert not is_in(client)
    assert actors.actor_of_key(header) is None
    users.activate(user, actor=SYSTEM)
    assert not is_in(client)
    assert actors.actor_of_key(header) is None
    assert Client().get(link).status_code == 410


def test_old_cookie_stays_dead_even_if_it_was_away_in_between(client):
    user = UserFactory(username="wang")
    enter(client, "wang")
    cookie = client.cookies["yanzhen_session"].value
    users.deactivate(user, actor=SYSTEM)
    users.activate(user, actor=SYSTEM)
    back = Client()
    back.cookies["yanzhen_session"] = cookie
    assert not is_in(back)
    assert enter(Client(), "wang").status_code == 302


def test_changed_password_ends_the_other_sessions(client):
    UserFactory(username="wang")
    enter(client, "wang")
    other = Client()
    enter(other, "wang")
    new = {"password": "rain-on-the-river-42", "repeated": "rain-on-the-river-42"}
    assert client.post("/accounts/password/", {**new, "present": "wrong"}).status_code == 422
    assert client.post("/accounts/password/", {**new, "present": PASSWORD}).status_code == 302
    assert (is_in(client), is_in(other)) == (True, False)


def test_preferences_change_one_at_a_time(client):
    user = UserFactory(username="wang")
    enter(client, "wang")
    answer = client.post("/preferences/", {"theme": "dark", "next": "/preferences/"})
    assert (answer.status_code, answer.cookies["theme"].value) == (302, "dark")
    assert client.post("/preferences/", {"amount_unit": "furlong"}).status_code == 422
    assert (
        client.post("/preferences/", {"theme": "light", "next": "https://evil.example/"})["Location"] == "/preferences/"
    )
    user.refresh_from_db()
    assert (user.theme, user.amount_unit) == ("light", "wan")


def test_preferences_of_the_anonymous_stay_in_the_browser(client):
    answer = client.post("/preferences/", {"theme": "dark", "language": "en", "next": SIGN_IN})
    assert answer.status_code == 302
    assert "Sign in" in client.get(SIGN_IN).text


def test_language_switch_follows_the_person(client):
    user = UserFactory(username="wang")
    enter(client, "wang")
    client.post("/language/", {"language": "en", "next": "/preferences/"})
    user.refresh_from_db()
    assert user.language == "en"
    elsewhere = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    enter(elsewhere, "wang")
    assert "My settings" in elsewhere.get("/preferences/").text


def test_key_is_shown_once_and_never_for_the_powerless(client):
    user = user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "wang")
    answer = client.post("/accounts/keys/new/", {"name": "报表", "access": "read", "days": 30})
    secret = re.search(r"yz_[0-9a-f]{8}_[\w-]+", answer.text).group()
    actor = actors.actor_of_key(f"Bearer {secret}")
    assert (actor.user_id, actor.can("crm.view_customer"), actor.can("crm.change_customer")) == (user.pk, True, False)
    UserFactory(username="nobody")
    powerless = Client()
    enter(powerless, "nobody")
    assert powerless.get("/accounts/keys/new/").status_code == 403


def test_invitation_page_is_for_administrators(client):
    user_with("admin", username="boss")
    rep = user_with("rep", username="wang", employee=EmployeeFactory())
    enter(client, "wang")
    assert client.post(f"/accounts/users/{rep.pk}/invite/").status_code == 403
    admin = Client()
    enter(admin, "boss")
    assert "/accounts/link/" not in admin.get(f"/accounts/users/{rep.pk}/invite/").text
    path = re.search(r"/accounts/link/[\w-]+/", admin.post(f"/accounts/users/{rep.pk}/invite/").text).group()
    assert Client().get(path).status_code == 200
    assert admin.get("/accounts/users/999999/invite/").status_code == 404


def test_user_page_leads_to_the_invitation(client):
    boss = user_with("admin", username="boss")
    enter(client, "boss")
    page = client.get(f"/accounts/users/{boss.pk}/")
    assert f'href="/accounts/users/{boss.pk}/invite/"' in page.text
    assert client.post(f"/accounts/users/{boss.pk}/do/invite/").status_code == 404
