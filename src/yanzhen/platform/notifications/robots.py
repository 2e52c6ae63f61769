"""Group robots and other addresses, as the administrator sets them up: sealed, shown masked, tried out."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sealing, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Robot
from yanzhen.platform.models.notifications import RobotKind
from yanzhen.platform.notifications import outbound
from yanzhen.platform.writes import write

_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,120}")
_SECRET = re.compile(r"SEC[A-Za-z0-9]{16,120}")
_HOSTS = {
    RobotKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
    RobotKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send", "access_token"),
    RobotKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
}


class NotSent(Exception):
    """What kept a message from being sent, in words for whoever looks after the channels."""


@write("platform.add_robot")
def create(*, actor: Actor, address: str = "", secret: str = "", **values: Any) -> Robot:
    """Enter a channel; its address is sealed at once and never in the audit trail."""
    kept = _address(values["kind"], address, secret)
    return writes.create(Robot, actor=actor, sealed=sealing.seal(kept), hint=masked(address), **values)


@write("platform.change_robot")
def change(
    instance: Robot, *, actor: Actor, version: int | None = None, address: str = "", secret: str = "", **values: Any
) -> Robot:
    """Change a channel; an empty address leaves the one that is kept."""
    kind = values.get("kind", instance.kind)
    if address.strip():
        values |= {"sealed": sealing.seal(_address(kind, address, secret)), "hint": masked(address)}
    elif kind != instance.kind:
        raise RuleBroken(_("Another kind of channel needs its own address."), field="address", code="address")
    return writes.change(instance, actor=actor, version=version, **values)


@write("platform.remove_robot")
def remove(instance: Robot, *, actor: Actor, version: int | None = None) -> None:
    """Remove a channel; what still waits for it goes too."""
    writes.remove(instance, actor=actor, version=version)


@write("platform.change_robot")
def test(instance: Robot, *, actor: Actor) -> None:
    """Send a word through the channel now, and say what went wrong."""
    try:
        post(instance, _("Yanzhen"), _("A test by {name}: this channel works.").format(name=actor.name))
    except NotSent as error:
        raise RuleBroken(_("Nothing was sent: {reason}").format(reason=error), code="not_sent") from error


def masked(address: str) -> str:
    """Enough of an address to know it again: its host and its last four characters."""
    text = address.strip()
    host = urlsplit(text).hostname or ""
    return f"{host} ••••{text[-4:]}" if len(text) > 12 else "••••"


def post(robot: Robot, title: str, text: str) -> None:
    """Send a message through a channel; raises `NotSent`."""
    import apprise  # a third of a second to load, so only where something is sent

    try:
        address = sealing.unseal(robot.sealed)
    except sealing.Unreadable as error:
        raise NotSent(_("The address was sealed under another secret key; enter it again.")) from error
    _still_allowed(robot, address)
    asset = apprise.AppriseAsset(app_id="Yanzhen", app_desc="Yanzhen", app_url="", http_redirects=False)
    service = apprise.Apprise.instantiate(f"{address}{'&' if '?' in address else '?'}rto=10&cto=5", asset=asset)
    if service is None:
        raise NotSent(_("The address is not understood; enter it again."))
    with outbound.guarded(), _heard() as ear:
        sent = service.notify(title=title, body=text)
    if not sent:
        raise NotSent(ear.last[:250] or _("The other side did not take it."))


def _still_allowed(robot: Robot, address: str) -> None:
    if robot.kind == RobotKind.OTHER:
        try:
            outbound.check(re.sub(r"^json", "http", address))
        except RuleBroken as error:
            raise NotSent(" ".join(map(str, error.errors.values()))) from error


def _address(kind: str, address: str, secret: str) -> str:
    """What apprise is told, made from the address that WeCom, DingTalk or Feishu shows."""
    text = address.strip()
    if not text or not text.isprintable() or len(text) > 1000:
        raise RuleBroken(_("Enter the address of the channel."), field="address", code="address")
    if kind == RobotKind.OTHER:
        outbound.check(text)
        return re.sub(r"^http", "json", text)
    token = _token(RobotKind(kind), text)
    if kind == RobotKind.DINGTALK:
        return f"dingtalk://{_checked_secret(secret)}{token}"
    return f"{'wecombot' if kind == RobotKind.WECOM else 'feishu'}://{token}"


def _token(kind: RobotKind, text: str) -> str:
    """The key of a robot: out of its address, or given alone."""
    host, path, parameter = _HOSTS[kind]
    found = text
    if "://" in text:
        parts = urlsplit(text)
        right = parts.scheme == "https" and parts.hostname == host and parts.path.startswith(path)
        found = "" if not right else _part(parts.query, parameter) if parameter else parts.path.removeprefix(path)
    if not _TOKEN.fullmatch(found.strip("/")):
        raise RuleBroken(
            _("Copy the address that the group robot shows; it begins with https://{host}").format(host=host),
            field="address",
            code="address",
        )
    return found.strip("/")


def _part(query: str, name: str) -> str:
    return next(iter(parse_qs(query).get(name, [])), "")


def _checked_secret(secret: str) -> str:
    if not secret.strip():
        return ""
    if not _SECRET.fullmatch(secret.strip()):
        raise RuleBroken(_("The signing secret begins with SEC."), field="secret", code="secret")
    return f"{secret.strip()}@"


class _Ear(logging.Handler):
    """Keeps what is said on one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.last = threading.get_ident(), ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.last = record.getMessage()


@contextmanager
def _heard() -> Iterator[_Ear]:
    """What apprise says about a failure: it tells its log, not its caller."""
    ear, logger = _Ear(), logging.getLogger("apprise")
    logger.addHandler(ear)
    try:
        yield ear
    finally:
        logger.removeHandler(ear)
