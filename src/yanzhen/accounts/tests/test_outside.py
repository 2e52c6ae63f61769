"""Outside identities: OpenID Connect against a real server with real signatures, WeCom, DingTalk, Feishu."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from yanzhen.accounts.models import IdentityProvider, User, UserSession
from yanzhen.accounts.queries import actors
from yanzhen.accounts.queries import providers as known
from yanzhen.accounts.services import identities, providers, rules, users
from yanzhen.accounts.tests.factories import PASSWORD, UserFactory, user_with
from yanzhen.accounts.tests.houses import CLIENT, SECRET, standing
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM

AuditEntry = apps.get_model("platform", "AuditEntry")
Notification = apps.get_model("platform", "Notification")
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_IN, START = "/accounts/sign-in/", "/accounts/outside/corp/"


@pytest.fixture
def house():
    with standing() as made:
        yield made


@pytest.fixture
def corp(house):
    return providers.create(
        actor=SYSTEM, code="corp", name="集团账号", kind="oidc", server_url=house.url, client_id=CLIENT,
        client_secret=SECRET,
    )  # fmt: skip


def round_trip(client, house, start=START):
    """Off to the house, and back with what it says."""
    answer = client.get(start)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url.startswith(f"{house.url}/authorize?")
    return client.get(house.authorize(answer.url).removeprefix("http://testserver"))


def linked(user, uid="u-17", code="corp"):
    return SocialAccount.objects.create(user=user, provider=code, uid=uid)


def is_in(client):
    return client.get("/accounts/sessions/").status_code == 200


def test_linked_person_comes_in(client, house, corp):
    user = UserFactory(username="wang")
    linked(user)
    answer = round_trip(client, house, f"{START}?next=/preferences/")
    assert (answer.status_code, answer.url) == (302, "/preferences/")
    assert is_in(client)
    assert UserSession.objects.get().way_in == "corp"
    # Only the name to show is kept of what the house told.
    assert SocialAccount.objects.get().extra_data == {"name": "王小满"}


def test_unknown_identity_enters_nobody(client, house, corp):
    UserFactory(username="wang", email="wang@firm.example")
    house.claims["email_verified"] = True
    assert round_trip(client, house).status_code == 403
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert not is_in(client)


def test_deactivated_person_never_comes_in(client, house, corp):
    user = UserFactory(username="wang")
    linked(user)
    users.deactivate(user, actor=SYSTEM)
    assert round_trip(client, house).status_code == 403
    assert not is_in(client)


def test_second_factor_is_asked_here_too(client, house, corp):
    from yanzhen.accounts.tests.test_second_factor import protected

    user, _codes = protected()
    linked(user)
    assert round_trip(client, house).url == "/accounts/sign-in/second-step/"
    assert not is_in(client)


LIES = {
    "nonce of another round": {"nonce": "0" * 64},
    "no nonce": {"nonce": None},
    "for somebody else": {"aud": "another-client"},
    "for several, not us first": {"aud": [CLIENT, "another"], "azp": "another"},
    "from another house": {"iss": "https://another.example"},
    "run out": {"exp": int(time.time()) - 120},
    "without an end": {"exp": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_wrong_token_opens_nothing(client, house, corp, lie):
    linked(UserFactory(username="wang"))
    house.lies = lie
    assert round_trip(client, house).status_code == 403
    assert not is_in(client)


def test_token_signed_by_somebody_else_opens_nothing(client, house, corp):
    linked(UserFactory(username="wang"))
    house.signed_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert round_trip(client, house).status_code == 403
    house.signed_by, house.algorithm = "shared-secret-of-thirty-two-bytes-x", "HS256"
    assert round_trip(client, house).status_code == 403
    house.signed_by, house.algorithm = None, "none"
    assert round_trip(client, house).status_code == 403
    assert not is_in(client)


def test_state_of_another_browser_opens_nothing(client, house, corp):
    linked(UserFactory(username="wang"))
    begun = client.get(START).url
    back = house.authorize(begun).removeprefix("http://testserver")
    assert Client().get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403
    assert client.get("/accounts/outside/corp/back/?error=access_denied").status_code == 403


def test_odd_answers_are_refused_not_crashed(client, house, corp):
    linked(UserFactory(username="wang"))
    for said in ({"access_token": "a"}, {"access_token": "a", "id_token": "x.y.z"}, {"error": "x"}, [1], "text"):
        house.answers["/token"] = said
        assert round_trip(client, house).status_code == 403
    house.answers = {"/.well-known/openid-configuration": {"issuer": "https://another.example"}}
    assert client.get(START).status_code == 403
    house.answers = {"/.well-known/openid-configuration": {}}
    assert client.get(START).status_code == 403


def test_house_that_is_away_is_told(client):
    providers.create(
        actor=SYSTEM, code="corp", name="集团", kind="oidc", server_url="http://127.0.0.1:9", client_id=CLIENT
    )
    assert client.get(START).status_code == 403
    assert client.get("/accounts/outside/none/").status_code == 404


def test_signed_in_person_links_and_unlinks(client, house, corp):
    user = UserFactory(username="wang")
    client.post(SIGN_IN, {"username": "wang", "password": PASSWORD})
    page = client.get("/accounts/signing-in/").text
    address = page.split('href="/accounts/signing-in/outside/corp/')[1].split('"')[0]
    # Only from our own page: an address without its proof does nothing.
    assert client.get("/accounts/signing-in/outside/corp/").url == "/accounts/signing-in/"
    assert round_trip(client, house, f"/accounts/signing-in/outside/corp/{address}").url == "/accounts/signing-in/"
    identity = SocialAccount.objects.get(user=user, uid="u-17")
    assert Notification.objects.filter(topic="accounts.identity_linked", user_id=user.pk).count() == 1
    assert AuditEntry.objects.filter(verb="link_identity").count() == 1
    other = Client()
    assert round_trip(other, house).status_code == 302
    assert is_in(other)
    assert client.post(f"/accounts/signing-in/identities/{identity.pk}/unlink/").status_code == 302
    assert round_trip(Client(), house).status_code == 403


def test_identity_of_somebody_else_is_not_taken(house, corp):
    wang, li = UserFactory(username="wang"), UserFactory(username="li")
    linked(wang)
    with pytest.raises(RuleBroken) as broken:
        identities.link(actor=actors.actor_of(li), user=li, house="corp", uid="u-17")
    assert broken.value.code == "linked_elsewhere"


def test_invitation_links_instead_of_a_password(client, house, corp):
    user = UserFactory(username="wang", password="!")
    path = users.invite(user, actor=SYSTEM)
    page = client.get(path).text
    address = page.split('href="/accounts/outside/corp/')[1].split('"')[0]
    assert round_trip(client, house, f"/accounts/outside/corp/{address}").status_code == 302
    assert is_in(client)
    assert SocialAccount.objects.get().user == user
    # The invitation is used up.
    assert Client().get(path).status_code == 410
    house.claims["sub"] = "u-18"
    assert round_trip(Client(), house, f"/accounts/outside/corp/{address}").status_code == 403
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize(
    ("switched", "verified", "comes_in"),
    [(True, True, True), (True, False, False), (True, "true", False), (False, True, False)],
)
def test_verified_address_links_where_switched_on(client, house, corp, switched, verified, comes_in):
    UserFactory(username="wang", email="Wang@firm.example")
    rules.change(actor=SYSTEM, links_by_email=switched)
    house.claims["email_verified"] = verified
    assert (round_trip(client, house).status_code == 302) == comes_in
    assert is_in(client) == comes_in


def test_address_that_two_share_links_nobody(client, house, corp):
    for name in ("wang", "li"):
        UserFactory(username=name, email="wang@firm.example")
    rules.change(actor=SYSTEM, links_by_email=True)
    house.claims["email_verified"] = True
    assert round_trip(client, house).status_code == 403


def test_secret_is_sealed_and_never_shown(client, house, corp):
    row = IdentityProvider.objects.get()
    assert SECRET not in row.sealed_secret
    user_with("admin", username="boss")
    client.post(SIGN_IN, {"username": "boss", "password": PASSWORD})
    pages = [f"/accounts/outside-sign-ins/{row.pk}/", f"/accounts/outside-sign-ins/{row.pk}/edit/",
             f"/api/v1/outside-sign-ins/{row.pk}"]  # fmt: skip
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert SECRET not in answer.text
        assert row.sealed_secret not in answer.text
    assert SECRET not in str(list(AuditEntry.objects.values()))
    changed = client.patch(pages[2], {"name": "新名"}, content_type="application/json")
    assert changed.status_code == 200
    assert IdentityProvider.objects.get().sealed_secret == row.sealed_secret


@pytest.mark.parametrize("address", ["http://idp.example", "ftp://x.example", "", "https://u:p@idp.example",
                                     "http://localhost.evil.example", "https://idp.example/?x=1"])  # fmt: skip
def test_plain_addresses_are_refused(address):
    with pytest.raises(RuleBroken) as broken:
        providers.create(actor=SYSTEM, code="x", name="x", kind="oidc", server_url=address, client_id="x")
    assert list(broken.value.errors) == ["server_url"]


def test_provider_of_the_environment(settings):
    settings.OUTSIDE_SIGN_IN = json.dumps(
        [{"code": "corp", "name": "集团", "kind": "oidc", "server_url": "https://idp.example", "client_id": "x",
          "client_secret": "y"}]
    )  # fmt: skip
    found = known.by_code("corp")
    assert (found.name, found.pk) == ("集团", None)
    for odd in ("{", '[{"code": "x"}]', '[{"code": "x", "client_id": "y", "kind": "z"}]', '[{"colour": "x"}]'):
        with pytest.raises(ImproperlyConfigured):
            known.of_settings(odd)


def test_wecom(client, house):
    providers.create(
        actor=SYSTEM, code="wecom", name="企业微信", kind="wecom", server_url=house.url, client_id="corp1",
        agent_id="1000002", client_secret="s",
    )  # fmt: skip
    user = UserFactory(username="wang")
    linked(user, "wangxm", "wecom")
    house.answers = {
        "/cgi-bin/gettoken": {"errcode": 0, "access_token": "t"},
        "/cgi-bin/auth/getuserinfo": {"errcode": 0, "userid": "wangxm"},
    }
    off = client.get("/accounts/outside/wecom/").url
    asked = {name: values[0] for name, values in parse_qs(urlsplit(off).query).items()}
    assert off.startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?")
    assert (asked["appid"], asked["agentid"], asked["login_type"]) == ("corp1", "1000002", "CorpApp")
    back = f"/accounts/outside/wecom/back/?code=c&state={asked['state']}"
    assert client.get(back).status_code == 302
    assert is_in(client)
    inside = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) wxwork/4.1 MicroMessenger/7.0")
    off = inside.get("/accounts/outside/wecom/").url
    assert off.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?")
    state = parse_qs(urlsplit(off).query)["state"][0]
    for said in ({"errcode": 0, "openid": "guest"}, {"errcode": 40029, "errmsg": "invalid code"}):
        house.answers["/cgi-bin/auth/getuserinfo"] = said
        assert inside.get(f"/accounts/outside/wecom/back/?code=c&state={state}").status_code == 403
    assert not is_in(inside)


def test_dingtalk(client, house):
    providers.create(
        actor=SYSTEM, code="ding", name="钉钉", kind="dingtalk", server_url=house.url, client_id="k", client_secret="s"
    )
    linked(UserFactory(username="wang"), "open-1", "ding")
    house.answers = {
        "/v1.0/oauth2/userAccessToken": {"accessToken": "t", "refreshToken": "r", "expireIn": 7200},
        "/v1.0/contact/users/me": {"openId": "open-1", "nick": "小满"},
    }
    off = client.get("/accounts/outside/ding/").url
    assert off.startswith("https://login.dingtalk.com/oauth2/auth?")
    state = parse_qs(urlsplit(off).query)["state"][0]
    assert client.get(f"/accounts/outside/ding/back/?authCode=c&state={state}").status_code == 302
    assert is_in(client)


def test_feishu(client, house):
    providers.create(
        actor=SYSTEM, code="feishu", name="飞书", kind="feishu", server_url=house.url, client_id="k", client_secret="s"
    )
    linked(UserFactory(username="wang"), "ou_1", "feishu")
    house.answers = {
        "/open-apis/auth/v3/app_access_token/internal/": {"code": 0, "app_access_token": "a"},
        "/open-apis/authen/v1/access_token": {"code": 0, "data": {"access_token": "t", "open_id": "ou_1"}},
        "/open-apis/authen/v1/user_info": {"code": 0, "data": {"open_id": "ou_1", "name": "王小满"}},
    }
    off = client.get("/accounts/outside/feishu/").url
    assert off.startswith("https://open.feishu.cn/open-apis/authen/v1/index?")
    state = parse_qs(urlsplit(off).query)["state"][0]
    assert client.get(f"/accounts/outside/feishu/back/?code=c&state={state}").status_code == 302
    assert is_in(client)
