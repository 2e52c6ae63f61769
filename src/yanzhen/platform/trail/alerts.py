"""Alerts: raised once per key, told to those who watch, worked off on their page.

alerts.raise_alert("backup_failed", key="2026-11-22", facts={"error": "disk full"})
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, people, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Alert
from yanzhen.platform.models.trail import AlertState
from yanzhen.platform.trail import kinds

TOPICS = {
    kind.name: notifications.declare(
        f"alert.{kind.name}", kind.label, gettext_lazy("Alert: {title}"), urgent=kind.is_urgent
    )
    for kind in kinds.KINDS.values()
}


def raise_alert(
    kind: str,
    *,
    key: str,
    user_id: int | None = None,
    who: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Alert | None:
    """Note an alert and tell those who may see alerts; None when this key was raised before.

    `key` says what counts as the same alert, a day for example. Callable from any process and any transaction.
    """
    whole = f"{kind}:{'' if user_id is None else user_id}:{key}"[:120]
    if Alert.objects.filter(key=whole).exists():
        return None
    try:
        with transaction.atomic():
            alert = Alert.objects.create(
                kind=kind,
                key=whole,
                user_id=user_id,
                who=who[:150],
                facts=dict(facts or {}),
                happened_at=timezone.now(),
            )
            _tell(alert)
    except IntegrityError:  # another process was faster
        return None
    return alert


def _tell(alert: Alert) -> None:
    watchers = [p.user_id for p in people.directory().holding("platform.view_alert") if p.user_id != alert.user_id]
    if watchers:
        url = f"/settings/alerts/{alert.pk}/"
        params = {"title": kinds.title(alert.kind, alert.who)}
        notifications.send(TOPICS[alert.kind], watchers, params=params, url=url, subject=alert)


@writes.write("platform.change_alert")
def change(instance: Alert, *, actor: Actor, version: int | None = None, **values: Any) -> Alert:
    """Work on an alert: say what came of it. Closing one asks for a comment; one's own is for somebody else."""
    if instance.user_id is not None and instance.user_id == actor.user_id:
        raise RuleBroken(_("An alert about yourself is for somebody else to close."), code="own_alert")
    state = values.get("state", instance.state)
    if state == AlertState.CLOSED and not (values.get("comment", instance.comment) or "").strip():
        raise RuleBroken(_("Say in the comment what came of it."), field="comment", code="comment")
    row = writes.change(instance, actor=actor, version=version, **values)
    Alert.objects.filter(pk=row.pk).update(handled_by=actor.name, handled_at=timezone.now())
    row.refresh_from_db()
    return row


@writes.write("platform.change_alert")
def acknowledge(instance: Alert, *, actor: Actor) -> Alert:
    """Say that somebody looks into it."""
    return change(instance, actor=actor, state=AlertState.ACKNOWLEDGED)
