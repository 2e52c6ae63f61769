"""What waits on the Today page for those who answer for the installation: alerts, backups, messages, stopped jobs."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.platform import queries
from yanzhen.platform.actor import Actor
from yanzhen.platform.keeping import service as backups
from yanzhen.platform.models import Delivery
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.models.keeping import BackupKind
from yanzhen.platform.models.notifications import DeliveryState
from yanzhen.platform.models.trail import AlertState
from yanzhen.platform.pages import waiting
from yanzhen.platform.trail import queries as trail

WEEK = timedelta(days=7)


def _entry(text: str, url: str) -> dict[str, Any]:
    return {"text": text, "figure": "", "url": url}


def alerts(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can("platform.view_alert"):
        return []
    number = trail.alerts(actor).filter(state=AlertState.OPEN).count()
    text = ngettext("{n} alert is open", "{n} alerts are open", number).format(n=number)
    return [_entry(text, f"{reverse('platform:alert_list')}?state={AlertState.OPEN}")] if number else []


def backup(actor: Actor) -> list[dict[str, Any]]:
    """A backup that is late, for those who can make one."""
    if not actor.can("platform.run_backup"):
        return []
    last = backups.last(BackupKind.BACKUP)
    late = timezone.now() - last.started_at if last is not None else None
    if late is not None and late < 2 * backups.DAY:
        return []
    text = (
        _("No backup has been made yet")
        if late is None
        else ngettext("The last backup is {n} day old", "The last backup is {n} days old", late.days).format(
            n=late.days
        )
    )
    return [_entry(text, reverse("platform:backups"))]


def deliveries(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can("platform.view_delivery"):
        return []
    number = Delivery.objects.filter(state=DeliveryState.GIVEN_UP, ended_at__gte=timezone.now() - WEEK).count()
    text = ngettext("{n} message could not be delivered", "{n} messages could not be delivered", number)
    return [_entry(text.format(n=number), reverse("collaboration:deliveries"))] if number else []


def failed_jobs(actor: Actor) -> list[dict[str, Any]]:
    """Of this week; whoever asked for a job has been told of its end already."""
    if not actor.can("platform.run_backup"):
        return []
    number = queries.jobs(actor).filter(state=JobState.FAILED, ended_at__gte=timezone.now() - WEEK).count()
    text = ngettext("{n} job failed this week", "{n} jobs failed this week", number).format(n=number)
    return [_entry(text, f"{reverse('platform:job_list')}?state={JobState.FAILED}")] if number else []


for _order, _source in ((5, alerts), (6, backup), (60, deliveries), (61, failed_jobs)):
    waiting.add(_source, order=_order)
