"""What the hourly sweep removes, and what it leaves."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from yanzhen.config import jobs
from yanzhen.platform import worker

pytestmark = pytest.mark.django_db


def _task(**values: object) -> DBTaskResult:
    given = {"task_path": "yanzhen.nowhere.work", "args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default"}
    return DBTaskResult.objects.create(**{**given, "run_after": timezone.now(), **values})


def test_sweep_removes_what_has_run_out_and_nothing_else() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    _task(status=TaskResultStatus.SUCCESSFUL, finished_at=now - timedelta(days=15))
    recent = _task(status=TaskResultStatus.FAILED, finished_at=now - timedelta(days=13))
    waiting = _task(status=TaskResultStatus.READY)
    attempt = AccessAttempt.objects.create(username="li.na", failures_since_start=3)
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(days=2))

    assert jobs.sweep() == 3

    assert set(Session.objects.values_list("session_key", flat=True)) == {"new"}
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {recent.pk, waiting.pk}
    assert not AccessAttempt.objects.exists()


def test_orphans_of_a_dead_worker_are_taken_up_again_but_not_for_ever() -> None:
    mine, running = f"{worker.place()}-1", TaskResultStatus.RUNNING
    first = _task(status=running, worker_ids=[mine])
    third = _task(status=running, worker_ids=[mine, mine, mine])
    elsewhere = _task(status=running, worker_ids=["another-machine-1"])

    assert worker.take_up_orphans() == 2

    states = {task.pk: task.status for task in DBTaskResult.objects.all()}
    assert states == {first.pk: TaskResultStatus.READY, third.pk: TaskResultStatus.FAILED, elsewhere.pk: running}


def test_only_one_worker_holds_a_folder(tmp_path: object) -> None:
    with worker.only_one(tmp_path), pytest.raises(worker.AlreadyRunning), worker.only_one(tmp_path):  # type: ignore[arg-type]
        pass
    with worker.only_one(tmp_path):  # type: ignore[arg-type]
        pass
