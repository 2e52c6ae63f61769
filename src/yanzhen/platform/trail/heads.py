"""The end of the chain, sent to a second place each hour, where whoever rewrites the database cannot rewrite it too.

A place is a file that is only added to (best on a disk of another machine) or an https address. What cannot be sent
waits and is tried again, later each time; the third failure raises an alert.
"""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from yanzhen.platform import clock
from yanzhen.platform.models import AuditHead, AuditSeal
from yanzhen.platform.trail import webhook

EVERY = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)
ALERT_AFTER = 3
URL = ("https://", "http://")


@dataclass(frozen=True)
class Place:
    """A second place and the last head it took."""

    name: str
    is_file: bool
    last: AuditHead | None
    waiting: AuditHead | None

    @property
    def is_late(self) -> bool:
        """Nothing arrived for two hours though something was to be sent."""
        since = self.last.sent_at if self.last else None
        return self.waiting is not None and (since is None or timezone.now() - since > 2 * EVERY)


def names() -> list[str]:
    """The places of this installation: the file always, the address when one is given."""
    return [name for name in (str(settings.AUDIT_HEAD_FILE), settings.AUDIT_HEAD_URL) if name]


def places() -> list[Place]:
    """Where heads go, and how that stands."""
    found = []
    for name in names():
        rows = AuditHead.objects.filter(place=name)
        found.append(
            Place(
                name,
                not name.startswith(URL),
                rows.filter(sent_at__isnull=False).order_by("-pk").first(),
                rows.filter(sent_at__isnull=True).order_by("pk").first(),
            )
        )
    return found


def tick() -> int:
    """Note a head for each place once an hour, and send what is due; how many arrived."""
    now = timezone.now()
    for name in names():
        last = AuditHead.objects.filter(place=name).order_by("-pk").first()
        if last is None or last.made_at < now - EVERY or clock.is_ahead(last.made_at, now):
            make(name)
    # No pause is longer: what waits beyond it does so by a clock that was set back.
    waits = Q(next_at__lte=timezone.now()) | Q(next_at__gt=now + LONGEST_PAUSE + clock.SLACK)
    due = AuditHead.objects.filter(waits, place__in=names(), sent_at__isnull=True).order_by("pk")
    return sum(deliver(head) for head in due[:20])


def make(place: str) -> AuditHead | None:
    """Note the present end of the chain for a place; None while nothing is sealed."""
    last = AuditSeal.objects.order_by("-position").first()
    if last is None:
        return None
    return AuditHead.objects.create(position=last.position, digest=last.digest, place=place)


def send_now() -> int:
    """Note and send a head to every place at once."""
    made = [head for head in (make(name) for name in names()) if head is not None]
    return sum(deliver(head) for head in made)


def deliver(head: AuditHead) -> bool:
    """Send one head; whether it arrived. Claims it first, so that two processes do not send it side by side."""
    claimed = AuditHead.objects.filter(pk=head.pk, sent_at__isnull=True, tries=head.tries).update(
        tries=F("tries") + 1, next_at=timezone.now() + _pause(head.tries)
    )
    if not claimed:
        return False
    try:
        _send(head)
    except (OSError, webhook.NotSent) as error:
        AuditHead.objects.filter(pk=head.pk).update(error=f"{error}"[:500])
        if head.tries + 1 >= ALERT_AFTER:
            from yanzhen.platform.trail import alerts

            facts = {"place": shown(head.place), "tries": head.tries + 1, "error": f"{error}"[:300]}
            alerts.raise_alert("head_not_sent", key=f"{timezone.localdate()}:{head.place}"[:80], facts=facts)
        return False
    AuditHead.objects.filter(pk=head.pk).update(sent_at=timezone.now(), error="")
    return True


def _pause(tries: int) -> timedelta:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries, 10))


def _send(head: AuditHead) -> None:
    body = json.dumps(
        {"position": head.position, "digest": head.digest, "at": head.made_at.isoformat()}, separators=(",", ":")
    ).encode()
    if head.place.startswith(URL):
        webhook.post(head.place, body, secret=settings.AUDIT_HEAD_SECRET, allow_private=settings.AUDIT_HEAD_PRIVATE)
        return
    append(Path(head.place), body)


def append(path: Path, line: bytes) -> None:
    """Add one line to a file in one write, and have it on the disk before this is called sent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def shown(place: str) -> str:
    """A place as people may see it: an address without what may be secret in it."""
    if not place.startswith(URL):
        return place
    return place.split("?", 1)[0].split("#", 1)[0].replace(place.split("//", 1)[1].rpartition("@")[0] + "@", "")
