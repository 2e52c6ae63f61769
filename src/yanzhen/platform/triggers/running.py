"""Runs on their way: each claimed once and done once; what fails is tried again with growing patience.

What stays in the house is done in one transaction with its line in the log. What leaves it runs in threads, one for
each place it goes to, so that a place that hangs keeps nothing else from its turn. A worker that dies while calling
leaves its claim; the call is then made again under the same delivery number, by which the other side knows it.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform import clock, sealing, sight
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import Trigger, TriggerAct, TriggerRun
from yanzhen.platform.models.triggers import RunState
from yanzhen.platform.people import directory
from yanzhen.platform.triggers import acts, events
from yanzhen.platform.triggers.calling import NotTaken

log = structlog.get_logger(__name__)

PATIENCE = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""How long to wait after each failure; after the last one nothing more is tried."""
ABANDONED_AFTER = timedelta(minutes=10)
AT_ONCE, MOST_PLACES = 200, 6
FORGET_AFTER = timedelta(days=180)
OPEN = (RunState.WAITING, RunState.FAILED)


def _due(now: datetime) -> models.QuerySet[TriggerRun]:
    free = models.Q(claimed_at=None) | clock.outlived("claimed_at", ABANDONED_AFTER, now)
    return TriggerRun.objects.filter(free, state__in=OPEN, next_at__lte=now).order_by("next_at", "pk")


def _claim(run: TriggerRun, now: datetime) -> bool:
    """Whether this run is now this worker's alone."""
    same = TriggerRun.objects.filter(pk=run.pk, state=run.state, claimed_at=run.claimed_at, attempts=run.attempts)
    return bool(same.update(claimed_at=now))


def work_inside(now: datetime | None = None) -> int:
    """Do what stays in the house; gives how many runs came to an end."""
    moment = now or timezone.now()
    runs = _due(moment).filter(host="").select_related("trigger", "act", "act__robot")[:AT_ONCE]
    return sum(_attempt(run, moment, _inside) for run in runs)


def work_outside(host: str, now: datetime | None = None) -> int:
    """Do what goes to one place. After a failure the rest of what goes there waits, so that it is not tried in vain."""
    moment, done = now or timezone.now(), 0
    runs = list(_due(moment).filter(host=host).select_related("trigger", "act", "act__robot")[:AT_ONCE])
    for number, run in enumerate(runs):
        if _attempt(run, moment, _outside):
            done += 1
        elif TriggerRun.objects.filter(pk=run.pk, state=RunState.FAILED).exists():
            rest = [later.pk for later in runs[number + 1 :]]
            TriggerRun.objects.filter(pk__in=rest, claimed_at=None).update(next_at=moment + PATIENCE[0])
            break
    return done


def _attempt(run: TriggerRun, now: datetime, act: Callable[[TriggerRun], str]) -> bool:
    if not _claim(run, now):
        return False
    with events.spoken(run.trigger):
        try:
            outcome = act(run)
        except (Stale, NotTaken) as failure:
            return _failed(run, str(failure), now)
        except RuleBroken as broken:
            told = " ".join(str(message) for message in broken.settle().errors.values())
            return _failed(run, told, now, for_good=True)
        except PermissionDenied:
            told = _("{name} may not do this.").format(name=run.trigger.who)
            return _failed(run, told, now, for_good=True)
        except Exception as error:
            log.exception("an act of a trigger failed", run=run.pk)
            return _failed(run, f"{type(error).__name__}: {error}", now)
    if run.host:
        _done(run, outcome)
    return True


def _done(run: TriggerRun, outcome: str) -> None:
    TriggerRun.objects.filter(pk=run.pk).update(
        state=RunState.DONE,
        outcome=outcome[:500],
        attempts=models.F("attempts") + 1,
        claimed_at=None,
        ended_at=timezone.now(),
        next_at=None,
    )


def _failed(run: TriggerRun, reason: str, now: datetime, *, for_good: bool = False) -> bool:
    attempts = run.attempts + 1
    over = for_good or attempts > len(PATIENCE)
    changes: dict[str, Any] = {"attempts": attempts, "outcome": reason[:500], "claimed_at": None}
    if over:
        changes |= {"state": RunState.GIVEN_UP, "ended_at": timezone.now(), "next_at": None}
    else:
        changes |= {"state": RunState.FAILED, "next_at": now + PATIENCE[attempts - 1]}
    TriggerRun.objects.filter(pk=run.pk).update(**changes)
    return False


def _inside(run: TriggerRun) -> str:
    with transaction.atomic():
        row = TriggerRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if row.state not in OPEN:
            return row.outcome
        act, trigger, record, actor = _ready(run)
        noun = sight.noun_of(run.noun_name)
        assert noun is not None
        with _leading(run):
            outcome = acts.inside(act, trigger, noun, record, actor)
        _done(run, outcome)
        return outcome


def _outside(run: TriggerRun) -> str:
    act, trigger, record, actor = _ready(run)
    try:
        return acts.outside(act, trigger, record, actor, run.pk, trigger.event)
    except sealing.Unreadable as error:
        raise RuleBroken(_("The address was sealed under another secret key; enter it again.")) from error


def _ready(run: TriggerRun) -> tuple[TriggerAct, Trigger, Any, Actor]:
    """What a run needs, as it stands now; refused when it is no longer to be done."""
    trigger = Trigger.objects.get(pk=run.trigger_id)
    if not trigger.is_active:
        raise RuleBroken(_("The trigger was switched off before."), code="off")
    if run.act is None:
        raise RuleBroken(_("The trigger was changed before."), code="changed")
    actor = directory().actor(trigger.user_id or 0)
    record = sight.row(run.noun_name, run.object_id, actor)
    if record is None:
        raise RuleBroken(_("{name} no longer sees this record.").format(name=trigger.who), code="out_of_reach")
    words = _("{name} (trigger “{trigger}”)").format(name=actor.name, trigger=trigger.name)
    return run.act, trigger, record, replace(actor, name=words[:150])


@contextmanager
def _leading(run: TriggerRun) -> Any:
    """Whatever is done now is known to come of this run."""
    token = events._chain.set(tuple(run.chain))
    try:
        yield
    finally:
        events._chain.reset(token)


# -- The worker --------------------------------------------------------------------------------------------------------

_busy: set[str] = set()
_lock = threading.Lock()


def work() -> None:
    """Fire, do what stays in the house, and begin a thread for each place outside where something is due."""
    if not Trigger.objects.filter(is_active=True).exists() and not _due(timezone.now()).exists():
        return
    events.take()
    work_inside()
    for host in _places():
        threading.Thread(target=_to, args=(host,), name=f"trigger {host}", daemon=True).start()


def _places() -> Sequence[str]:
    """Places where something is due and nobody is at it; they are now taken."""
    due = _due(timezone.now()).exclude(host="").order_by().values_list("host", flat=True).distinct()
    taken: dict[str, None] = defaultdict(None)
    with _lock:
        for host in due:
            if host not in _busy and len(_busy) < MOST_PLACES:
                _busy.add(host)
                taken[host] = None
    return list(taken)


def _to(host: str) -> None:
    try:
        close_old_connections()
        work_outside(host)
    except Exception:
        log.exception("calls failed; trying again", place=host)
    finally:
        connection.close()
        with _lock:
            _busy.discard(host)


def forget() -> int:
    """Remove lines of the log that ended long ago."""
    return TriggerRun.objects.filter(ended_at__lt=timezone.now() - FORGET_AFTER).delete()[0]
