"""API keys, the API's two ways in, and the commands at the terminal."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone
from ninja.errors import HttpError

from yanzhen.accounts.api_auth import Key, Session
from yanzhen.accounts.models import ApiKey, User
from yanzhen.accounts.queries import actors
from yanzhen.accounts.queries import keys as visible_keys
from yanzhen.accounts.services import keys
from yanzhen.accounts.tests.factories import UserFactory, people
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.tests.factories import EmployeeFactory
from yanzhen.platform.actor import SYSTEM

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_key_acts_as_its_owner_and_never_wider():
    five = people()
    actor = five.actor("rep")
    key, secret = keys.issue(actor=actor, user=five.rep, name="script")
    # All but making further keys, which would outlive the revoked one.
    functions = {code: reach for code, reach in actor.functions.items() if code != "accounts.add_apikey"}
    assert actors.actor_of_key(f"Bearer {secret}").functions == functions
    assert secret not in str(ApiKey.objects.filter(pk=key.pk).values())
    with pytest.raises(PermissionDenied):
        keys.issue(actor=actor, user=five.manager, name="theirs")
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer yz_x", "Basic abc", "Bearer \0", "Bearer " + "x" * 9999]
)
def test_odd_header_opens_nothing(header):
    assert actors.actor_of_key(header) is None


def test_expired_or_revoked_key_opens_nothing():
    user = UserFactory()
    for change in ({"expires_at": timezone.now() - timedelta(seconds=1)}, {"revoked_at": timezone.now()}):
        key, secret = keys.issue(actor=SYSTEM, user=user, name="script")
        assert actors.actor_of_key(f"Bearer {secret}") is not None
        ApiKey.objects.filter(pk=key.pk).update(**change)
        assert actors.actor_of_key(f"Bearer {secret}") is None


def test_revoked_key_stays_in_the_list_and_others_cannot_revoke():
    five = people()
    key, secret = keys.issue(actor=five.actor("rep"), user=five.rep, name="script")
    for who in ("teammate", "manager", "finance", "stranger"):
        with pytest.raises(PermissionDenied):
            keys.revoke(key, actor=five.actor(who))
    assert actors.actor_of_key(f"Bearer {secret}") is not None
    keys.revoke(key, actor=five.actor("rep"))
    assert actors.actor_of_key(f"Bearer {secret}") is None
    assert list(visible_keys.visible(five.actor("rep"))) == [key]
    for who in ("teammate", "manager", "finance", "stranger"):
        assert list(visible_keys.visible(five.actor(who))) == []


@pytest.mark.parametrize(
    ("scopes", "days"), [([], 30), (["everything"], 30), ([""], 30), (["read"], 0), (["read"], 9999)]
)
def test_odd_scope_or_life_is_refused(scopes, days):
    with pytest.raises(RuleBroken):
        keys.issue(actor=SYSTEM, user=UserFactory(), name="script", scopes=scopes, days=days)
    assert not ApiKey.objects.exists()


def test_use_is_noted_once_a_minute(django_assert_num_queries):
    key, _ = keys.issue(actor=SYSTEM, user=UserFactory(), name="script")
    keys.touch(key)
    key.refresh_from_db()
    first = key.last_used_at
    with django_assert_num_queries(0):
        keys.touch(key)
    assert first is not None


def request_to(path="/api/v1/customers", method="get", user=None, **headers):
    request = getattr(RequestFactory(), method)(path, headers=headers)
    request.user = user or AnonymousUser()
    request.function_code = "accounts.view_apikey"
    return request


def test_api_takes_a_key_and_refuses_a_bad_one_even_with_a_session():
    user = people().rep
    _, secret = keys.issue(actor=SYSTEM, user=user, name="script")
    request = request_to(Authorization=f"Bearer {secret}")
    assert Key()(request).user_id == user.pk
    assert request.actor.user_id == user.pk
    bad = request_to(user=user, Authorization="Bearer yz_wrong")
    with pytest.raises(HttpError) as refused:
        Key()(bad)
    assert refused.value.status_code == 401
    assert Session()(bad) is None


def test_api_takes_the_session_but_changes_need_the_token():
    user = people().rep
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    reading, writing = request_to(user=user), request_to(method="post", user=user)
    reading.session = writing.session = client.session
    assert Session()(request_to()) is None
    assert Session()(reading).user_id == user.pk
    with pytest.raises(HttpError) as refused:
        Session()(writing)
    assert refused.value.status_code == 403


def test_without_the_function_of_the_operation_no_way_in_opens():
    user = UserFactory()
    _, secret = keys.issue(actor=SYSTEM, user=user, name="script")
    with pytest.raises(PermissionDenied):
        Key()(request_to(Authorization=f"Bearer {secret}"))


def test_api_key_command_prints_just_the_key():
    UserFactory(username="director")
    printed = run("api_key", "--as", "Director", "--scope", "read", "--days", "7")
    assert printed.count("\n") == 1
    assert actors.actor_of_key(f"Bearer {printed.strip()}").user_id == User.objects.get().pk
    assert ApiKey.objects.get().scopes == ["read"]


def test_api_key_command_lists_who_there_is():
    UserFactory(username="director")
    UserFactory(username="hr")
    with pytest.raises(CommandError, match=r"directer.*There are: director, hr"):
        run("api_key", "--as", "directer")
    with pytest.raises(CommandError, match="no scope"):
        run("api_key", "--as", "hr", "--scope", "all")
    assert not ApiKey.objects.exists()


def test_user_command_covers_a_life():
    EmployeeFactory(number="00042", name="王小满")
    printed = run("user", "create", "wang", "--role", "rep", "--employee", "00042")
    path = printed.strip().removeprefix("http://127.0.0.1:8000")
    assert Client().get(path).status_code == 200
    assert run("user", "list") == "wang\t王小满\tSales representative\tactive\n"
    run("user", "deactivate", "wang")
    assert Client().get(path).status_code == 410
    assert "inactive" in run("user", "list")
    with pytest.raises(CommandError, match="not active"):
        run("user", "link", "wang")
    run("user", "activate", "wang")
    assert "/accounts/link/" in run("user", "link", "wang")
    with pytest.raises(CommandError, match="no employee"):
        run("user", "create", "li", "--role", "rep", "--employee", "42")
    with pytest.raises(CommandError, match="no role"):
        run("user", "create", "li", "--role", "boss")
    assert list(User.objects.values_list("username", flat=True)) == ["wang"]
