"""`yanzhen serve`: prepare, migrate, fill, start the web server and the worker, watch both, stop both."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.config import assets, env, prepare, sqlite

HEALTH_SECONDS = 600
"""A machine with much else to do loads the product for minutes; a web server that cannot start ends by itself."""
SAY_SECONDS = 30
STOP_SECONDS = 15


_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """In a new child on Linux: be told to end should the starting process be killed, and not keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class CannotStart(Exception):
    """Said to the person at the terminal, without a traceback."""


@dataclass
class Address:
    """Where the web server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)
        return f"http://{shown}:{self.port}"

    def check_free(self) -> None:
        """Refuse a port that another program holds, before anything is started."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise CannotStart(
                    f"Port {self.port} on {self.host} cannot be used ({error.strerror}). "
                    f"Stop the other program, or choose another port: PORT={self.port + 1} make run"
                ) from error


@dataclass
class Processes:
    """The web server and the worker."""

    address: Address
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    stopping: bool = False
    worker_starts: list[float] = field(default_factory=list)

    def start_web(self, *, processes: int, threads: int) -> None:
        """Granian over WSGI."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        command += ["--host", self.address.host, "--port", str(self.address.port)]
        command += ["--workers", str(processes), "--blocking-threads", str(threads)]
        # A thread that ends takes its database connection along, so threads stay.
        command += [
            "--blocking-threads-idle-timeout",
            "600",
            "--workers-kill-timeout",
            "10",
            "--respawn-failed-workers",
        ]
        self.web = subprocess.Popen([*command, "yanzhen.config.wsgi:application"], preexec_fn=_end_with_parent)

    def start_worker(self) -> None:
        """The background process, which ends by itself should this process vanish."""
        self.worker_starts.append(time.monotonic())
        surroundings = {**os.environ, "YANZHEN_PARENT": str(os.getpid())}
        command = [sys.executable, "-m", "yanzhen.config.cli", "worker"]
        self.worker = subprocess.Popen(command, env=surroundings, preexec_fn=_end_with_parent)

    def wait_until_healthy(self) -> None:
        """Until /healthz answers; says now and then that it still waits."""
        start = said = time.monotonic()
        while (now := time.monotonic()) < start + HEALTH_SECONDS and not self.stopping:
            if self.web is not None and self.web.poll() is not None:
                raise CannotStart("The web server ended while starting, see above.")
            if now > said + SAY_SECONDS:
                said = now
                print(f"The web server is still loading after {now - start:.0f} seconds …", flush=True)
            try:
                with urllib.request.urlopen(f"{self.address.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        if not self.stopping:
            raise CannotStart(f"The web server did not answer within {HEALTH_SECONDS} seconds.")

    def watch(self) -> int:
        """Until stopped: start the worker again when it dies, more slowly each time; end with the web server."""
        while not self.stopping:
            time.sleep(0.3)
            if self.web is not None and (code := self.web.poll()) is not None and not self.stopping:
                print(f"The web server ended by itself (code {code}).", file=sys.stderr)
                return code or 1
            if self.worker is not None and self.worker.poll() is not None and not self.stopping:
                self._revive_worker()
        return 0

    def _revive_worker(self) -> None:
        now = time.monotonic()
        self.worker_starts = [start for start in self.worker_starts if now - start < 120]
        pause = min(30, 2 ** len(self.worker_starts) - 1)
        if now - (self.worker_starts[-1] if self.worker_starts else 0) >= pause:
            print("The worker ended; starting it again.", file=sys.stderr)
            self.start_worker()

    def stop(self) -> None:
        """Ask both to end, then insist."""
        running = [child for child in (self.web, self.worker) if child is not None and child.poll() is None]
        for child in running:
            child.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in running:
            try:
                child.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def migrate() -> None:
    """Bring the database to this version, only when something is missing."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CannotStart(f"The database cannot be reached: {error}") from error
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        print(f"Preparing the database ({len(plan)} migrations) …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def fill() -> None:
    """The sample company in an empty database, unless YANZHEN_SAMPLE=0."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    if not settings.SAMPLE or get_user_model()._default_manager.exists():
        return
    from yanzhen.config.sample import company
    from yanzhen.platform import warehouse

    if company.is_empty():
        print("Creating the sample company …", flush=True)
        # Its progress by month is for people who run it themselves; a failure is raised.
        with Path(os.devnull).open("w") as quiet:
            call_command("sample_company", scale=1, seed=1, stderr=quiet)
        # So that the first page has figures; later on the worker does this.
        warehouse.refresh(wait=True)


def use_doors_only() -> None:
    """Let this process know the addresses of signing in alone: loading all of them takes seconds here for nothing."""
    from django.urls import include, path, set_urlconf

    # Django takes patterns as well as a module's name; its stubs know the name alone.
    set_urlconf((path("accounts/", include("yanzhen.accounts.urls")),))  # type: ignore[arg-type]


def welcome(address: Address) -> str:
    """How to get in: first administrator, the demo people's links, or the sign-in page."""
    from django.urls import reverse

    from yanzhen.accounts.queries import users
    from yanzhen.accounts.services import links, setup

    lines = [f"\nYanzhen 雁阵 is ready at {address.url}"]
    if notice := sqlite.notice():
        lines.append(notice)
    if code := setup.first_administrator_code():
        page = f"{address.url}{reverse('accounts:setup')}"
        lines.append(f"Nobody can sign in yet. Open {page} and enter this code once: {code}")
    elif people := links.demo_sign_in_links():
        lines.append("Sign in as one of the demo people; each link works once:")
        width = max(len(name) for name, _, _ in people)
        lines += [f"  {name:{width}}  {address.url}{path}  {role}" for name, role, path in people]
    elif env.text("YANZHEN_DEMO_PASSWORD"):
        names = ", ".join(name for name in users.DEMO_NAMES if users.by_name(name))
        lines.append(f"The demo people sign in with the password from YANZHEN_DEMO_PASSWORD: {names}")
    lines.append("Stop with Ctrl-C.\n")
    return "\n".join(lines)


def _measure_together(folder: Path) -> None:
    """Let the processes about to start keep their counts in one folder, from which any of them answers for all."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _run(address: Address) -> int:
    import django

    address.check_free()
    prepare.ensure()
    django.setup()
    from django.conf import settings
    from django.db import connections

    migrate()
    fill()
    connections.close_all()

    _measure_together(settings.VAR / "metrics")
    running = Processes(address)

    def on_signal(*_: object) -> None:
        running.stopping = True

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    try:
        # SQLite wants one process; PostgreSQL makes use of two cores.
        processes, threads = (1, min(8, 2 * (os.cpu_count() or 1) + 1)) if settings.IS_SQLITE else (2, 4)
        running.start_web(processes=processes, threads=threads)
        # Both take seconds of loading, so they go side by side; the worker waits for a free core.
        use_doors_only()
        message = welcome(address)
        connections.close_all()
        running.wait_until_healthy()
        running.start_worker()
        if not running.stopping:
            print(message, flush=True)
        return running.watch()
    finally:
        running.stop()


def main() -> int:
    """Serve until stopped."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError

    try:
        address = Address(env.text("HOST", "127.0.0.1"), env.integer("PORT", 8000, low=1, high=65_535))
        return _run(address)
    except (CannotStart, prepare.CannotPrepare, assets.AssetMissing, CommandError, ImproperlyConfigured) as error:
        print(f"Yanzhen cannot start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
