"""Messages on their way through mail and robots: planned once, claimed once, tried again with growing patience.

A delivery is claimed by a conditional update, so of two workers only one sends it. A worker that dies while sending
leaves its claim; after a while the delivery is tried again, since nobody knows whether the message went out.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import close_old_connections, connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.platform import audit, clock, inbox, notifications
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Delivery, Hours, Notification, Robot
from yanzhen.platform.models.notifications import DeliveryState
from yanzhen.platform.notifications import choices, robots
from yanzhen.platform.people import Person, directory
from yanzhen.platform.writes import write

log = structlog.get_logger(__name__)

PATIENCE = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""How long to wait after each failure; after the last one nothing more is tried."""
ABANDONED_AFTER = timedelta(minutes=10)
AT_ONCE = 100
FORGET_AFTER = timedelta(days=60)
OPEN = (DeliveryState.WAITING, DeliveryState.FAILED)


class Failed(Exception):
    """Why a message did not go out; `for_good` when trying again is of no use."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


# -- Planning ----------------------------------------------------------------------------------------------------------


def plan(now: datetime | None = None) -> int:
    """Decide for new notifications which channels they take; each is decided once."""
    moment = now or timezone.now()
    fresh = list(Notification.objects.filter(planned_at=None).order_by("pk")[:AT_ONCE])
    if not fresh:
        return 0
    people = {row.user_id for row in fresh}
    chosen, hours = choices.of(people), choices.hours(people)
    addresses = directory().people(people)
    active = set(Robot.objects.filter(is_active=True).values_list("pk", flat=True))
    planned = 0
    for row in fresh:
        with transaction.atomic():
            if not Notification.objects.filter(pk=row.pk, planned_at=None).update(planned_at=moment):
                continue
            person = addresses.get(row.user_id)
            found = _deliveries(row, chosen[row.user_id], hours[row.user_id], person, active, moment)
            planned += len(Delivery.objects.bulk_create(found))
    return planned


def _deliveries(
    row: Notification,
    mine: dict[str, choices.Choice],
    hours: Hours,
    person: Person | None,
    active: set[int],
    moment: datetime,
) -> list[Delivery]:
    topic = notifications.topics.get(row.topic)
    if topic is None or person is None or not person.is_active:
        return []
    choice = choices.chosen(topic, mine)
    start = moment if topic.urgent else choices.after_quiet(hours, moment)
    found = [
        Delivery(notification=row, user_id=row.user_id, robot_id=key, next_at=start)
        for key in choice.robots
        if key in active
    ]
    if choice.mail != choices.OFF and person.email and choices.mail_is_set_up():
        daily = choice.mail == choices.DAILY
        when = choices.next_summary(hours, moment) if daily else start
        found.append(Delivery(notification=row, user_id=row.user_id, is_digest=daily, next_at=when))
    return found


def set_right(now: datetime | None = None) -> int:
    """Bring back what was planned while the clock was ahead, by as much as the clock was set back since."""
    moment, moved = now or timezone.now(), 0
    waiting = Delivery.objects.filter(state__in=OPEN, is_digest=False, next_at__gt=moment)
    ahead = waiting.filter(notification__planned_at__gt=moment + clock.SLACK)
    keys = sorted(set(ahead.values_list("notification_id", flat=True)[:AT_ONCE]))
    for row in waiting.filter(notification_id__in=keys).select_related("notification"):
        planned_at, topic = row.notification.planned_at, notifications.topics.get(row.notification.topic)
        again = row.next_at - (planned_at - moment)  # type: ignore[operator]
        if topic is None or not topic.urgent:
            again = choices.after_quiet(choices.hours([row.user_id])[row.user_id], again)
        moved += Delivery.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=again)
    Notification.objects.filter(pk__in=keys).update(planned_at=moment)
    return moved


# -- Sending -----------------------------------------------------------------------------------------------------------


def deliver(now: datetime | None = None) -> int:
    """Send what is due; returns how many messages went out."""
    moment = now or timezone.now()
    free = models.Q(claimed_at=None) | clock.outlived("claimed_at", ABANDONED_AFTER, moment)
    due = Delivery.objects.filter(free, state__in=OPEN, next_at__lte=moment).order_by("next_at", "pk")
    singles: list[Delivery] = []
    summaries: dict[int, list[Delivery]] = defaultdict(list)
    for row in due.select_related("notification", "robot")[:AT_ONCE]:
        if row.is_digest:
            summaries[row.user_id].append(row)
        else:
            singles.append(row)
    sent = sum(_attempt([row], moment, _send_single) for row in singles)
    return sent + sum(_attempt(rows, moment, _send_summary) for rows in summaries.values())


def _claim(rows: Sequence[Delivery], moment: datetime) -> list[Delivery]:
    """Those that are now this worker's alone."""
    return [
        row
        for row in rows
        if Delivery.objects.filter(pk=row.pk, state=row.state, claimed_at=row.claimed_at).update(claimed_at=moment)
    ]


def _attempt(rows: Sequence[Delivery], moment: datetime, send: Callable[[Sequence[Delivery]], None]) -> int:
    mine = _claim(rows, moment)
    if not mine:
        return 0
    keys = [row.pk for row in mine]
    try:
        send(mine)
    except Failed as failure:
        for row in mine:
            _failed(row, str(failure), for_good=failure.for_good, moment=moment)
        return 0
    Delivery.objects.filter(pk__in=keys).update(
        state=DeliveryState.SENT,
        ended_at=timezone.now(),
        claimed_at=None,
        failure="",
        attempts=models.F("attempts") + 1,
    )
    return 1


def _failed(row: Delivery, reason: str, *, for_good: bool, moment: datetime) -> None:
    attempts = row.attempts + 1
    over = for_good or attempts > len(PATIENCE)
    values: dict[str, Any] = {"attempts": attempts, "failure": reason[:300], "claimed_at": None}
    if over:
        values |= {"state": DeliveryState.GIVEN_UP, "ended_at": timezone.now()}
    else:
        topic = notifications.topics.get(row.notification.topic)
        again = moment + PATIENCE[attempts - 1]
        if topic is None or not topic.urgent:
            again = choices.after_quiet(choices.hours([row.user_id])[row.user_id], again)
        values |= {"state": DeliveryState.FAILED, "next_at": again}
    Delivery.objects.filter(pk=row.pk).update(**values)
    log.warning("a message was not delivered", delivery=row.pk, attempts=attempts, given_up=over, reason=reason[:300])


def _send_single(rows: Sequence[Delivery]) -> None:
    row = rows[0]
    person = _reader(row.user_id)
    with translation.override(person.language):
        message = inbox.messages([row.notification], directory().actor(row.user_id))[0]
        link = absolute(message.url)
        if row.robot is not None:
            _to_robot(row.robot, person, message, link)
        else:
            _mail(person, f"{message.label}", "\n\n".join(part for part in (message.text, link) if part))


def _to_robot(robot: Robot, person: Person, message: inbox.Message, link: str) -> None:
    """A group hears what kind of news waits for whom; the news itself only where the administrator allows it."""
    if not robot.is_active:
        raise Failed(_("The channel is switched off."), for_good=True)
    if robot.tells_all:
        text = "\n".join(part for part in (f"@{person.name} {message.text}", link) if part)
    else:
        text = _("News for {name}: {topic}").format(name=person.name, topic=message.label)
        text = "\n".join(part for part in (text, absolute("/inbox/")) if part)
    try:
        robots.post(robot, _("Yanzhen"), text)
    except robots.NotSent as error:
        raise Failed(str(error)) from error


def _send_summary(rows: Sequence[Delivery]) -> None:
    person = _reader(rows[0].user_id)
    with translation.override(person.language):
        messages = inbox.messages([row.notification for row in rows], directory().actor(person.user_id))
        subject = ngettext("{count} piece of news", "{count} pieces of news", len(messages)).format(count=len(messages))
        lines = [
            "\n".join(
                part
                for part in (f"{timezone.localtime(m.when):%m-%d %H:%M}  {m.label}", m.text, absolute(m.url))
                if part
            )
            for m in messages
        ]
        _mail(person, subject, "\n\n".join([*lines, absolute("/inbox/")]).strip())


def _reader(user_id: int) -> Person:
    person = directory().people([user_id]).get(user_id)
    if person is None or not person.is_active:
        raise Failed(_("This person no longer has access."), for_good=True)
    return person


def _mail(person: Person, subject: str, text: str) -> None:
    if not choices.mail_is_set_up():
        raise Failed(_("Mail is not set up."))
    if not person.email:
        raise Failed(_("No e-mail address is known."), for_good=True)
    choose = _("Choose what reaches you: {url}").format(url=absolute("/settings/notifications/"))
    body = f"{text}\n\n-- \n{choose}" if settings.PUBLIC_URL else text
    title = " ".join(f"{_('Yanzhen')} · {subject}".split())
    message = EmailMessage(title, body, to=[person.email], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except Exception as error:  # a mail server can fail in every way there is; each is told and tried again
        raise Failed(f"{type(error).__name__}: {error}") from error


def absolute(url: str) -> str:
    """The address of a page as it is opened from outside; empty where the installation has told none."""
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") and settings.PUBLIC_URL else ""


# -- The worker --------------------------------------------------------------------------------------------------------

_busy = threading.Lock()


def work() -> None:
    """Plan at once, and send in a thread of its own: a slow mail server must not keep the schedule waiting."""
    plan()
    set_right()
    due = Delivery.objects.filter(state__in=OPEN, next_at__lte=timezone.now())
    if due.exists() and _busy.acquire(blocking=False):
        threading.Thread(target=_send_and_close, name="deliveries", daemon=True).start()


def _send_and_close() -> None:
    try:
        close_old_connections()
        deliver()
    except Exception:
        log.exception("sending messages failed; trying again")
    finally:
        connection.close()
        _busy.release()


def forget() -> int:
    """Remove deliveries that ended long ago."""
    return Delivery.objects.filter(ended_at__lt=timezone.now() - FORGET_AFTER).delete()[0]


def troubles(user_id: int | None = None) -> models.QuerySet[Delivery]:
    """What failed or was given up, newest first; of one person, or of all for the administrator."""
    rows = Delivery.objects.filter(state__in=(DeliveryState.FAILED, DeliveryState.GIVEN_UP))
    rows = rows if user_id is None else rows.filter(user_id=user_id)
    return rows.select_related("notification", "robot").order_by("-pk")


@write("platform.change_robot")
def again(row: Delivery, *, actor: Actor) -> None:
    """Let a failed delivery be tried again at once, with all its patience."""
    changed = Delivery.objects.filter(pk=row.pk, state__in=(DeliveryState.FAILED, DeliveryState.GIVEN_UP)).update(
        state=DeliveryState.WAITING, attempts=0, next_at=timezone.now(), claimed_at=None, ended_at=None
    )
    if changed:
        audit.record(actor, "deliver_again", f"{row.notification.topic}", after={"delivery": row.pk})
