"""The notification centre against a mail server and a web server of the tests' own: planned, sent, tried again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from tests import firm
from tests.firm import Firm, model

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, sealing
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import Delivery, Hours, Notification, Robot
from yanzhen.platform.notifications import choices, delivering, outbound, robots
from yanzhen.platform.notifications.choices import Choice

CALM = notifications.declare("test.calm", "Calm news", "calm: {what}")
URGENT = notifications.declare("test.urgent", "Urgent news", "urgent: {what}", urgent=True)
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # noon in Shanghai
NIGHT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # half past eleven in the evening there


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Firm]:
    with firm.standing(django_db_blocker) as made:
        yield made


@pytest.fixture
def books(founded: Firm, db: None) -> Iterator[Firm]:
    Notification.objects.all().delete()
    for name in ("rep.east", "director"):
        model("accounts.User").objects.filter(username=name).update(email=f"{name}@example.com", language="en")
    with translation.override("en"):
        yield founded


def choose(books: Firm, name: str = "rep.east", quiet: tuple[time, time] | None = None, **topics: Choice) -> None:
    choices.choose(
        actor=books.actor(name),
        topics={f"test.{topic}": choice for topic, choice in topics.items()},
        quiet_from=quiet[0] if quiet else None, quiet_until=quiet[1] if quiet else None, digest_hour=8,
    )  # fmt: skip


def send(books: Firm, topic: Any = CALM, name: str = "rep.east", what: str = "x", **more: Any) -> None:
    notifications.send(topic, [books.users[name].pk], params={"what": what}, **more)


def states() -> list[tuple[str, int]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


def robot(address: str, **values: Any) -> Robot:
    given = {"name": "群", "kind": "other", "address": address, "is_active": True, **values}
    return robots.create(actor=SYSTEM, **given)


def other(hook: Any) -> str:
    return f"http://127.0.0.1:{hook.server_address[1]}/hook?token=verysecret"


# -- Mail --------------------------------------------------------------------------------------------------------------


def test_a_mail_reaches_who_asked_for_it_in_their_language(books: Firm, post: Any) -> None:
    choose(books, calm=Choice(mail="now"))
    send(books, url="/customers/1/")
    with translation.override("zh-hans"):
        delivering.plan(NOON)
        assert delivering.deliver(NOON) == 1
    [mail] = post.got
    assert "To: rep.east@example.com" in mail
    assert "Subject: Yanzhen" in mail
    assert "Calm news" in mail
    assert "calm: x" in mail
    assert "https://sales.example.com/customers/1/" in mail
    assert states() == [("sent", 1)]


def test_nobody_gets_what_they_did_not_choose_and_urgent_news_comes_by_itself(books: Firm, post: Any) -> None:
    send(books, CALM)
    send(books, URGENT)
    delivering.plan(NOON)
    assert delivering.deliver(NOON) == 1
    assert "urgent: x" in post.got[0]


def test_a_line_break_in_news_forges_no_head(books: Firm, post: Any) -> None:
    forged = notifications.declare("test.forged", "a\r\nBcc: all@example.com", "{what}", urgent=True)
    send(books, forged, what="b\r\nBcc: x@example.com")
    delivering.plan(NOON)
    delivering.deliver(NOON)
    head = post.got[0].split("\r\n\r\n")[0]
    assert "\r\nBcc:" not in head
    del notifications.topics["test.forged"]


def test_in_quiet_hours_only_urgent_news_comes(books: Firm, post: Any) -> None:
    choose(books, quiet=(time(21), time(7, 30)), calm=Choice(mail="now"), urgent=Choice(mail="now"))
    send(books, CALM)
    send(books, URGENT)
    delivering.plan(NIGHT)
    assert delivering.deliver(NIGHT) == 1
    assert "urgent" in post.got[0]
    morning = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert delivering.deliver(morning - timedelta(seconds=1)) == 0
    assert delivering.deliver(morning) == 1


@pytest.mark.parametrize(
    ("start", "end", "at", "quiet"),
    [
        (time(21), time(7), time(23), True), (time(21), time(7), time(6, 59), True),
        (time(21), time(7), time(7), False),
        (time(21), time(7), time(20, 59), False), (time(12), time(13), time(12, 30), True),
        (time(12), time(13), time(13), False), (None, None, time(3), False), (time(8), time(8), time(8), False),
    ],
)  # fmt: skip
def test_quiet_hours_run_over_midnight(start: Any, end: Any, at: time, quiet: bool) -> None:
    moment = timezone.make_aware(datetime.combine(datetime(2026, 3, 4), at))
    assert choices.is_quiet(Hours(quiet_from=start, quiet_until=end), moment) is quiet


def test_the_daily_summary_is_one_mail_at_its_hour(books: Firm, post: Any) -> None:
    choose(books, calm=Choice(mail="daily"))
    for what in ("one", "two"):
        send(books, what=what)
    delivering.plan(NOON)
    assert delivering.deliver(NOON + timedelta(hours=19)) == 0
    assert delivering.deliver(NOON + timedelta(hours=20)) == 1
    [mail] = post.got
    assert "calm: one" in mail
    assert "calm: two" in mail
    assert "2 pieces of news" in mail
    assert states() == [("sent", 1)] * 2


def test_a_failure_is_tried_again_with_patience_and_then_given_up(books: Firm, post: Any) -> None:
    choose(books, calm=Choice(mail="now"))
    post.refusing = True
    send(books)
    delivering.plan(NOON)
    now = NOON
    for attempt, minutes in enumerate((1, 5, 30, 120, 720), start=1):
        assert delivering.deliver(now) == 0
        assert states() == [("failed", attempt)]
        assert delivering.deliver(now + timedelta(minutes=minutes, seconds=-1)) == 0
        assert states() == [("failed", attempt)]
        now += timedelta(minutes=minutes)
    delivering.deliver(now)
    assert states() == [("given_up", 6)]
    row = Delivery.objects.get()
    assert "no such person" in row.failure
    page = _client(books, "rep.east").get("/settings/notifications/").content.decode()
    assert "no such person" in page
    assert "no such person" in _client(books, "admin").get("/settings/deliveries/").content.decode()
    assert _client(books, "rep.east").get("/settings/deliveries/").status_code == 403
    post.refusing = False
    _client(books, "admin").post(f"/settings/deliveries/{row.pk}/again/")
    assert delivering.deliver(timezone.now()) == 1


def test_who_was_deactivated_gets_nothing_more(books: Firm, post: Any) -> None:
    choose(books, calm=Choice(mail="now"))
    send(books)
    delivering.plan(NOON)
    model("accounts.User").objects.filter(username="rep.east").update(is_active=False)
    delivering.deliver(NOON)
    assert (post.got, states()) == ([], [("given_up", 1)])


def test_a_mail_about_a_record_out_of_reach_does_not_name_it(books: Firm, post: Any) -> None:
    choose(books, calm=Choice(mail="now"))
    row = books.row("crm.customer", "rep.south")
    send(books, what=str(row), subject=row, url="/customers/1/")
    delivering.plan(NOON)
    delivering.deliver(NOON)
    assert str(row) not in post.got[0]
    assert "/customers/1/" not in post.got[0]
    assert "out of your reach" in post.got[0].replace("=\r\n", "")


# -- Robots ------------------------------------------------------------------------------------------------------------


def test_a_robot_says_what_waits_for_whom_and_nothing_of_the_record(books: Firm, hook: Any, settings: Any) -> None:
    settings.PRIVATE_ADDRESSES = True
    group = robot(other(hook))
    choose(books, calm=Choice(robots=(group.pk,)))
    send(books, what="机密酒店")
    delivering.plan(NOON)
    assert delivering.deliver(NOON) == 1
    assert hook.got[0]["message"] == "News for 员工rep.east: Calm news"
    robots.change(group, actor=SYSTEM, tells_all=True)
    send(books, what="机密酒店")
    delivering.plan(NOON)
    delivering.deliver(NOON)
    assert "calm: 机密酒店" in hook.got[1]["message"]


@pytest.mark.parametrize("status", [302, 500, 404])
def test_a_robot_that_fails_or_sends_elsewhere_is_a_failure(books: Firm, hook: Any, settings: Any, status: int) -> None:
    settings.PRIVATE_ADDRESSES, hook.status = True, status
    group = robot(other(hook))
    choose(books, calm=Choice(robots=(group.pk,)))
    send(books)
    delivering.plan(NOON)
    assert delivering.deliver(NOON) == 0
    assert (states(), len(hook.got)) == ([("failed", 1)], 1)


def test_an_address_is_sealed_masked_and_in_no_trail(books: Firm) -> None:
    key = "693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"
    made = robot(f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={key}", kind="wecom")
    assert key not in made.sealed
    assert sealing.unseal(made.sealed) == f"wecombot://{key}"
    assert made.hint == "qyapi.weixin.qq.com ••••5aaa"
    trail = json.dumps(list(model("platform.AuditEntry").objects.values_list("before", "after")))
    assert key not in trail
    assert made.sealed not in trail
    page = _client(books, "admin").get(f"/settings/channels/{made.pk}/").content.decode()
    shown = _client(books, "admin").get(f"/api/v1/channels/{made.pk}").content.decode()
    assert key not in page + shown
    assert "••••5aaa" in page


def test_sealed_under_an_older_key_is_still_read_and_under_a_lost_one_told(books: Firm, settings: Any) -> None:
    made = robot("https://open.feishu.cn/open-apis/bot/v2/hook/0123456789abcdef", kind="feishu")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-the-installation"
    with pytest.raises(robots.NotSent, match="sealed under another"):
        robots.post(made, "t", "x")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.unseal(made.sealed) == "feishu://0123456789abcdef"


@pytest.mark.parametrize(
    ("kind", "address", "secret", "expected"),
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh-1234", "", "NotifyWeComBot"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=abcdef12", "SEC" + "a" * 20, "NotifyDingTalk"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/abcdefgh-1234", "", "NotifyFeishu"),
        ("other", "https://example.com/hook?x=1", "", "NotifyJSON"),
    ],
)  # fmt: skip
def test_each_kind_of_robot_becomes_the_service_it_means(kind: str, address: str, secret: str, expected: str) -> None:
    import apprise

    service = apprise.Apprise.instantiate(robots._address(kind, address, secret))
    assert type(service).__name__ == expected


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("other", "http://example.com/hook"), ("other", "https://127.0.0.1/hook"), ("other", "https://localhost/x"),
        ("other", "https://10.0.0.8/x"), ("other", "https://192.168.1.1/x"), ("other", "https://169.254.169.254/latest"),
        ("other", "https://[::1]/x"), ("other", "https://[::ffff:10.0.0.1]/x"), ("other", "https://0.0.0.0/x"),
        ("other", "https://[64:ff9b::7f00:1]/x"), ("other", f"https://{'a' * 70}.com/x"),
        ("other", "https://2130706433/x"), ("other", "https://user:pass@example.com/x"), ("other", "file:///etc/passwd"),
        ("other", "https://"), ("other", "https://[bad"), ("other", "mailto://x:y@example.com"), ("other", ""),
        ("wecom", "https://evil.example.com/cgi-bin/webhook/send?key=abcdefgh"), ("wecom", "short"),
        ("dingtalk", "http://oapi.dingtalk.com/robot/send?access_token=abcdefgh1234"), ("feishu", "x" * 200),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/a/b"), ("wecom", "abc\ndefgh1234"),
    ],
)  # fmt: skip
def test_addresses_inside_and_odd_ones_are_refused(books: Firm, kind: str, address: str) -> None:
    before = Robot.objects.count()
    with pytest.raises(RuleBroken) as refused:
        robot(address, kind=kind)
    assert "address" in refused.value.errors
    assert Robot.objects.count() == before


def test_a_name_that_leads_inside_is_stopped_at_the_connection(books: Firm, hook: Any, settings: Any) -> None:
    """Entered while private addresses were allowed, or by a name that means another machine now."""
    settings.PRIVATE_ADDRESSES = True
    made = robot(other(hook))
    settings.PRIVATE_ADDRESSES = False
    with pytest.raises(robots.NotSent):
        robots.post(made, "t", "x")
    import urllib3

    with outbound.guarded(), pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.PoolManager(retries=False).request("POST", other(hook), body=b"{}")
    assert hook.got == []


def test_the_administrator_tries_a_channel_out(books: Firm, hook: Any, settings: Any) -> None:
    settings.PRIVATE_ADDRESSES = True
    made = robot(other(hook))
    client = _client(books, "admin")
    assert client.post(f"/api/v1/channels/{made.pk}/test").status_code == 200
    assert "this channel works" in hook.got[0]["message"]
    hook.status = 500
    answer = client.post(f"/api/v1/channels/{made.pk}/test")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_sent")


# -- Choices -----------------------------------------------------------------------------------------------------------


def test_news_that_is_not_wanted_in_the_inbox_is_not_there(books: Firm) -> None:
    choose(books, calm=Choice(is_in_inbox=False))
    send(books)
    assert _client(books, "rep.east").get("/inbox/count/").json() == {"unread": 0}


@pytest.mark.parametrize(
    "odd",
    [
        {"quiet_from": "21:00"}, {"quiet_from": "25:00", "quiet_until": "7:00"}, {"digest_hour": "24"},
        {"digest_hour": "x"}, {"robots:test.calm": "999999"}, {"mail:test.calm": "hourly"},
    ],
)  # fmt: skip
def test_odd_choices_are_told_and_change_nothing(books: Firm, post: Any, odd: dict[str, str]) -> None:
    answer = _client(books, "rep.east").post("/settings/notifications/", {"digest_hour": "8", **odd})
    assert answer.status_code == 422
    assert not model("platform.TopicChoice").objects.exists()


def test_choices_go_in_and_out_by_api(books: Firm) -> None:
    client = _client(books, "rep.east")
    body = client.get("/api/v1/notifications/choices").json()
    body |= {"quiet_from": "21:00:00", "quiet_until": "07:00:00", "digest_hour": 9}
    answer = client.put("/api/v1/notifications/choices", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, body)


def _client(books: Firm, name: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(books.users[name], backend="django.contrib.auth.backends.ModelBackend")
    return client
