"""The background process: runs queued jobs one after the other, and ticks the schedule beside them."""

import fcntl
import os
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from django.conf import settings
from django.db import close_old_connections, connection
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from yanzhen.platform import warming

log = structlog.get_logger(__name__)

SECOND = 1.0
MAX_STARTS = 3


class AlreadyRunning(Exception):
    """Another worker holds this installation's folder."""


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder's worker lock; the system drops it however the process ends."""
    with (folder / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(f"A worker for {folder} is running already.") from error
        yield


def place() -> str:
    """This installation on this machine: what all workers of the same lock have in common."""
    return f"{socket.gethostname()[:24]}-{zlib.crc32(str(settings.VAR).encode()):08x}"


def take_up_orphans() -> int:
    """Queue again what a worker that died here left half done; give up on a job that was there at three deaths.

    Jobs may run twice by contract, so starting over is safe.
    """
    orphans = 0
    for task in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if not task.worker_ids or not task.worker_ids[-1].startswith(place()):
            continue
        orphans += 1
        if len(task.worker_ids) < MAX_STARTS:
            task.status, task.started_at = TaskResultStatus.READY, None
            task.save(update_fields=["status", "started_at"])
        else:
            task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
            task.traceback = f"The worker ended {MAX_STARTS} times while running this job."
            task.save(update_fields=["status", "finished_at", "traceback"])
    return orphans


class Background:
    """Both loops of the process and the way to stop them."""

    def __init__(self, *, parent: int = 0) -> None:
        self.stopping = threading.Event()
        self.parent = parent
        self.tasks = Worker(
            queue_names=["*"],
            interval=SECOND,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{place()}-{os.getpid()}",
            excluded_queue_names=[],
        )

    def stop(self, *_: object) -> None:
        """End after the job in hand."""
        self.tasks.running = False
        self.stopping.set()

    def run(self) -> None:
        """Until stopped: jobs here, the schedule in a thread with a connection of its own."""
        warming.load("jobs", "nouns")
        orphans = take_up_orphans()
        if orphans:
            log.warning("jobs taken up again after a worker's death", jobs=orphans)
        ticking = threading.Thread(target=self._tick_each_second, name="schedule", daemon=True)
        ticking.start()
        while not self.stopping.is_set():
            self._run_ready_tasks()
            if self.parent and os.getppid() != self.parent:
                log.warning("the starting process is gone, so the worker ends")
                self.stop()
            self.stopping.wait(SECOND)
        ticking.join(timeout=10)
        connection.close()

    def _run_ready_tasks(self) -> None:
        """Look without a lock first: claiming takes the whole database file on SQLite."""
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                self.tasks.run()
        except Exception:
            log.exception("running jobs failed; trying again")
            connection.close()
            self.stopping.wait(5)

    def _tick_each_second(self) -> None:
        import yanzhen.platform.schedule as schedule

        while not self.stopping.wait(SECOND):
            try:
                close_old_connections()
                schedule.tick()
            except Exception:
                log.exception("the schedule failed; trying again")
                connection.close()
                self.stopping.wait(5)
        connection.close()
