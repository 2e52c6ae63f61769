"""The empty database of a test run on SQLite: made by the migrations once, copied until one of them changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SOURCES = ("*/migrations/*.py", "*/models/**/*.py", "*/models.py", "platform/search/*.py", "platform/trail/*.py")
"""What decides what a freshly migrated database holds, beside the libraries."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
    """Before pytest-django makes the database: lay a copy of the template there, and say that one is there."""
    answer = yield
    if fixturedef.argname == "django_db_keepdb" and not answer and _on_sqlite():
        with _alone(request.config) as template:
            if not _copied(template):
                _make(template)
                _copied(template)
        answer = True
        fixturedef.cached_result = (answer, *fixturedef.cached_result[1:])
    return answer


def _on_sqlite() -> bool:
    from django.conf import settings

    return bool(settings.IS_SQLITE)


@contextmanager
def _alone(config: Any) -> Iterator[Path]:
    """The template's place; processes that start together wait for the one that makes it."""
    folder = config.cache.mkdir("books")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{_fingerprint(config.rootpath)}.sqlite3"


def _fingerprint(root: Path) -> str:
    source = root / "src" / "yanzhen"
    files = sorted({path for pattern in SOURCES for path in source.glob(pattern)})
    found = hashlib.sha256((root / "uv.lock").read_bytes())
    for path in files:
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:24]


def _copied(template: Path) -> bool:
    from django.conf import settings

    if not template.exists():
        return False
    shutil.copyfile(template, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


def _make(template: Path) -> None:
    """Migrate an empty file in a process of its own; it gets its name when it is whole, and older ones go."""
    growing = template.with_suffix(".growing")
    growing.unlink(missing_ok=True)
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": f"sqlite:///{growing}"})
    for older in template.parent.glob("*.sqlite3"):
        older.unlink()
    growing.rename(template)
