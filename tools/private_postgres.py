"""A PostgreSQL of one's own on the loopback, for a test run: made, started, always stopped and removed.

python tools/private_postgres.py CMD …   runs CMD with DATABASE_URL pointing to it.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system_packages import postgres_folder

# Data that a test run throws away needs no care for power cuts.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "jit": "off",  # as the product has it
    "timezone": "UTC",
}


class NoPostgres(Exception):
    """The server cannot be had; the message says why."""


def _account() -> str:
    """Who runs the server when we are root, which it refuses to be run by."""
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise NoPostgres("There is neither an account postgres nor nobody to run the server.")


def _as_account(account: str | None, command: list[str]) -> list[str]:
    return ["runuser", "-u", account, "--", *command] if account else command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        log = folder / "log"
        details = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise NoPostgres(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}{details}")


@contextmanager
def private_postgres() -> Iterator[str]:
    """The DATABASE_URL of a running server."""
    programs = postgres_folder()
    if programs is None:
        raise NoPostgres("PostgreSQL's server programs are not installed (apt-get install postgresql).")
    account = _account() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="yanzhen-pg-"))
    if account:
        shutil.chown(folder, account)
    data, port = folder / "data", _free_port()
    control = _as_account(account, [str(programs / "pg_ctl"), "-D", str(data)])
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    started = False
    try:
        init = [str(programs / "initdb"), "-D", str(data), "-U", "yanzhen", "-A", "trust", "-E", "UTF8"]
        _run(_as_account(account, [*init, "--locale=C.UTF-8", "--no-sync", "--no-instructions"]), folder)
        started = True
        log = str(folder / "log")
        # Without its own output the server would hold our pipe open.
        _run([*control, "-w", "-l", log, "-o", f"-p {port} -k {folder} {options}", "start"], folder)
        yield f"postgresql://yanzhen@127.0.0.1:{port}/postgres"
    finally:
        if started:
            subprocess.run([*control, "-m", "immediate", "-w", "stop"], cwd=folder, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command given; it gets the signals, and the server ends after it."""
    with private_postgres() as url:
        child = subprocess.Popen(sys.argv[1:], env={**os.environ, "DATABASE_URL": url})
        signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main())
