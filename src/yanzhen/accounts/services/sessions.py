"""Coming and going: the sessions of a person, the devices they are known by, and what the trail keeps of it."""

import secrets
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yanzhen.accounts.calc import agents
from yanzhen.accounts.models import KnownDevice, User, UserSession
from yanzhen.accounts.queries import sessions
from yanzhen.accounts.queries.keys import digest
from yanzhen.platform import audit, clock, notifications
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.confirming import CONFIRMED

DEVICE_COOKIE = "yanzhen_device"
SEEN_IS_NOTED_EVERY = timedelta(minutes=1)
NEW_DEVICE = notifications.declare(
    "accounts.new_device",
    _("Sign-in from a new device"),
    _("You signed in from a new device: {device}, {address}. If that was not you, change your password now."),
    urgent=True,
)


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from, as the server saw it."""
    return request.META.get("REMOTE_ADDR") or None


def agent_of(request: HttpRequest) -> str:
    """What the browser calls itself."""
    return str(request.META.get("HTTP_USER_AGENT", ""))[:300].replace("\0", "")


def begin(sender: object, request: HttpRequest, user: User, **_others: Any) -> None:
    """Note the session that Django has just opened: called for each sign-in, whatever the door."""
    if not request.session.session_key:
        request.session.save()
    device = _device_of(request)
    UserSession.objects.update_or_create(
        key_hash=digest(str(request.session.session_key)),
        defaults={
            "user": user,
            "device_hash": digest(device),
            "agent": agent_of(request),
            "address": address_of(request),
            "way_in": getattr(request, "way_in", ""),
            "last_seen_at": timezone.now(),
        },
    )
    request.session[CONFIRMED] = int(time.time())


def signed_in(request: HttpRequest, user: User, *, actor: Actor, by: str) -> None:
    """Note that a person came in, and tell them when it was from a device they were never seen on."""
    device = agents.in_words(agent_of(request)) or "?"
    address = address_of(request) or "?"
    with transaction.atomic():
        audit.record(actor, "sign_in", user, after={"by": by})
        if is_new_device(request, user):
            audit.record(actor, "new_device", user, after={"device": device, "address": address})
            params = {"device": device, "address": address}
            notifications.send(NEW_DEVICE, [user.pk], params=params, url=reverse("accounts:sessions"), subject=user)


def is_new_device(request: HttpRequest, user: User) -> bool:
    """Whether this person was known by other devices only; from now on this one is known too."""
    now, known = timezone.now(), KnownDevice.objects.filter(user=user)
    had_some = known.exists()
    _row, is_new = KnownDevice.objects.update_or_create(
        user=user, device_hash=digest(_device_of(request)), defaults={"last_seen_at": now, "agent": agent_of(request)}
    )
    return is_new and had_some


def knows(request: HttpRequest, username: str) -> bool:
    """Whether this browser was let in under this name before."""
    device = request.COOKIES.get(DEVICE_COOKIE, "")
    known = KnownDevice.objects.filter(device_hash=digest(device), user__username__iexact=username)
    return bool(device) and known.exists()


def attend(request: HttpRequest) -> sessions.Standing | None:
    """The session of a request, seen now; one that was ended or lay idle too long is closed and gives None."""
    session = sessions.standing(str(request.session.session_key))
    if session is None or session.is_idle:
        if session is not None:
            UserSession.objects.filter(pk=session.pk).delete()
        logout(request)
        return None
    now = timezone.now()
    if session.last_seen_at < now - SEEN_IS_NOTED_EVERY or clock.is_ahead(session.last_seen_at, now):
        stale = UserSession.objects.filter(pk=session.pk, last_seen_at=session.last_seen_at)
        stale.update(last_seen_at=now, address=address_of(request))
    return session


def renew(request: HttpRequest) -> None:
    """Go on under a new key, after the password changed and all sessions ended: this one stays."""
    begin(None, request, request.user)  # type: ignore[arg-type]


def end(session: UserSession, *, actor: Actor) -> None:
    """End one session now; only one's own, or by those who look after the people."""
    if actor.user_id != session.user_id:
        actor.require("accounts.change_user")
    with transaction.atomic():
        said = {"device": agents.in_words(session.agent), "address": session.address}
        audit.record(actor, "end_session", session.user, before=said)
        session.delete()


def end_others(user: User, *, actor: Actor, key: str) -> int:
    """End all sessions of a person but the one with this key."""
    if actor.user_id != user.pk:
        raise PermissionDenied("own sessions only")
    with transaction.atomic():
        count, _rows = UserSession.objects.filter(user=user).exclude(key_hash=digest(key)).delete()
        if count:
            audit.record(actor, "end_session", user, after={"sessions": count})
    return count


def close(user: User) -> None:
    """Forget all sessions of a person, whose epoch has just ended."""
    UserSession.objects.filter(user=user).delete()


def sweep() -> int:
    """Forget sessions whose cookie has run out."""
    lasting = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return UserSession.objects.filter(last_seen_at__lt=lasting - SEEN_IS_NOTED_EVERY).delete()[0]


def _device_of(request: HttpRequest) -> str:
    """The value of this browser's device cookie; a new one is set with the answer."""
    kept = getattr(request, "device_token", "") or request.COOKIES.get(DEVICE_COOKIE, "")
    request.device_token = kept if 20 <= len(kept) <= 60 else secrets.token_urlsafe(24)  # type: ignore[attr-defined]
    return str(request.device_token)  # type: ignore[attr-defined]
