"""Where each person wants which news, and when not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Hours, Robot, TopicChoice
from yanzhen.platform.notifications import Topic
from yanzhen.platform.writes import write

KEEPS = "platform.keep_notification"
OFF, NOW, DAILY = "off", "now", "daily"
MAILS = (OFF, NOW, DAILY)


@dataclass(frozen=True)
class Choice:
    """Where one person wants one kind of news."""

    is_in_inbox: bool = True
    mail: str = OFF
    robots: tuple[int, ...] = ()


def standard(topic: Topic) -> Choice:
    """Where news goes of which nobody has said anything: urgent news also by mail."""
    return Choice(mail=NOW if topic.urgent else OFF)


def mail_is_set_up() -> bool:
    """Whether this installation can send mail."""
    return bool(settings.MAIL_URL)


def of(user_ids: Iterable[int]) -> dict[int, dict[str, Choice]]:
    """What these people have chosen, by person and topic."""
    found: dict[int, dict[str, Choice]] = {key: {} for key in user_ids}
    for row in TopicChoice.objects.filter(user_id__in=list(found)):
        found[row.user_id][row.topic] = Choice(row.is_in_inbox, row.mail, tuple(row.robots))
    return found


def chosen(topic: Topic, choices: Mapping[str, Choice]) -> Choice:
    return choices.get(topic.name) or standard(topic)


def hours(user_ids: Iterable[int]) -> dict[int, Hours]:
    """Quiet hours and the hour of the summary of these people; the standard for those without a row."""
    wanted = list(user_ids)
    known = {row.user_id: row for row in Hours.objects.filter(user_id__in=wanted)}
    return {key: known.get(key) or Hours(user_id=key) for key in wanted}


def is_quiet(kept: Hours, moment: datetime) -> bool:
    """Whether a person does not want to be disturbed at this moment; the hours may run over midnight."""
    start, end = kept.quiet_from, kept.quiet_until
    if start is None or end is None or start == end:
        return False
    now = timezone.localtime(moment).time()
    return start <= now < end if start < end else now >= start or now < end


def after_quiet(kept: Hours, moment: datetime) -> datetime:
    """This moment, or the end of the quiet hours that it lies in."""
    if not is_quiet(kept, moment) or kept.quiet_until is None:
        return moment
    local = timezone.localtime(moment)
    end = _at(local, kept.quiet_until)
    return end if end > local else _at(local + timedelta(days=1), kept.quiet_until)


def next_summary(kept: Hours, moment: datetime) -> datetime:
    """When the next daily summary goes out."""
    local = timezone.localtime(moment)
    today = _at(local, time(kept.digest_hour))
    return today if today > local else _at(local + timedelta(days=1), time(kept.digest_hour))


def _at(day: datetime, when: time) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), when), timezone.get_current_timezone())


@write(KEEPS)
def choose(
    *,
    actor: Actor,
    topics: Mapping[str, Choice],
    quiet_from: time | None,
    quiet_until: time | None,
    digest_hour: int,
) -> None:
    """Keep what a person has chosen. One's own comfort: no audit row."""
    if (quiet_from is None) != (quiet_until is None):
        missing = "quiet_until" if quiet_until is None else "quiet_from"
        raise RuleBroken(_("Quiet hours have a beginning and an end."), field=missing, code="half")
    if not 0 <= digest_hour <= 23:
        raise RuleBroken(_("An hour from 0 to 23, please."), field="digest_hour", code="hour")
    robots = set(Robot.objects.filter(is_active=True).values_list("pk", flat=True))
    for name, choice in topics.items():
        if name not in notifications.topics or choice.mail not in MAILS or not set(choice.robots) <= robots:
            raise RuleBroken(_("This choice does not exist."), field=name[:60], code="choice")
    key = sight.person_key(actor)
    values = {"quiet_from": quiet_from, "quiet_until": quiet_until, "digest_hour": digest_hour}
    Hours.objects.update_or_create(user_id=key, defaults=values)
    with transaction.atomic():
        for name, choice in topics.items():
            TopicChoice.objects.update_or_create(
                user_id=key,
                topic=name,
                defaults={
                    "is_in_inbox": choice.is_in_inbox,
                    "mail": choice.mail,
                    "robots": sorted(set(choice.robots)),
                },
            )


FIRST = ("mention", "task.assigned", "task.due", "task.done", "followed")


def _place(topic: Topic) -> tuple[int, str]:
    """What everybody gets stands first, then the rest by its name."""
    return (FIRST.index(topic.name) if topic.name in FIRST else len(FIRST), topic.name)


def shown(actor: Actor) -> list[dict[str, Any]]:
    """Every topic with what `actor` has chosen, for the page and the API."""
    mine = of([actor.user_id])[actor.user_id] if actor.user_id is not None else {}
    return [
        {
            "topic": topic.name,
            "label": str(topic.label),
            "is_urgent": topic.urgent,
            "is_in_inbox": choice.is_in_inbox,
            "mail": choice.mail,
            "robots": list(choice.robots),
        }
        for topic in sorted(notifications.topics.values(), key=_place)
        for choice in [chosen(topic, mine)]
    ]
