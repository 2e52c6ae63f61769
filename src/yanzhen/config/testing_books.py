"""The empty database of a test run: made by the migrations once, and copied by each process of the run.

On SQLite the copy is a file, kept until a migration changes; on PostgreSQL it is a database made from a template.
"""

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
from unittest import mock
from urllib.parse import urlsplit

import pytest

SOURCES = ("*/migrations/*.py", "*/models/**/*.py", "*/models.py", "platform/search/*.py", "platform/trail/*.py")
"""What decides what a freshly migrated database holds, beside the libraries."""
MADE_BEFORE = {"migrate", "createcachetable"}
"""What Django would run again in each process, for nothing: looking through all migrations takes seconds."""


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
    """Around what pytest-django does: say that a database is there, lay the copy there, and have it taken as it is."""
    if fixturedef.argname == "django_db_setup" and _is_ours(request):
        with mock.patch("django.core.management.call_command", _but_made_before()):
            answer = yield
        with request.getfixturevalue("django_db_blocker").unblock():
            _know_nouns_of_tests()
        return answer
    answer = yield
    if fixturedef.argname == "django_db_keepdb" and _is_ours(request):
        answer = True
        fixturedef.cached_result = (answer, *fixturedef.cached_result[1:])
    if fixturedef.argname == "django_db_modify_db_settings" and _is_ours(request):
        with request.getfixturevalue("django_db_blocker").unblock():
            _lay(request)
    return answer


def template() -> str:
    """The file, or the name of the database, that was migrated and never used: to be copied by whoever needs one."""
    return os.environ["YANZHEN_TEST_TEMPLATE"]


def _is_ours(request: Any) -> bool:
    """Not when somebody asks for a database to be kept, made anew, or made without migrations."""
    option = request.config.option
    return not (option.reuse_db or option.create_db or option.nomigrations)


def _but_made_before() -> Any:
    from django.core.management import call_command

    def call(name: Any, *given: Any, **options: Any) -> Any:
        return None if name in MADE_BEFORE else call_command(name, *given, **options)

    return call


def _know_nouns_of_tests() -> None:
    from yanzhen.platform.search import building

    building.after_migrate()


def _lay(request: Any) -> None:
    from django.conf import settings

    if settings.IS_SQLITE:
        with _alone(request.config) as folder:
            _copy_file(folder / f"{_fingerprint(request.config.rootpath)}.sqlite3")
    else:
        with _alone(request.config):
            _copy_database(f"yanzhen_books_{_fingerprint(request.config.rootpath)}")
        request.addfinalizer(lambda: _drop(request))


@contextmanager
def _alone(config: Any) -> Iterator[Path]:
    """The templates' place; processes that start together wait for the one that makes them."""
    folder: Path = config.cache.mkdir("books")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _fingerprint(root: Path) -> str:
    source = root / "src" / "yanzhen"
    files = sorted({path for pattern in SOURCES for path in source.glob(pattern)})
    found = hashlib.sha256((root / "uv.lock").read_bytes())
    for path in files:
        found.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:24]


def _copy_file(template: Path) -> None:
    from django.conf import settings

    if not template.exists():
        growing = template.with_suffix(".growing")
        growing.unlink(missing_ok=True)
        _migrate(f"sqlite:///{growing}")
        for older in template.parent.glob("*.sqlite3"):
            older.unlink()
        growing.rename(template)  # it gets its name when it is whole
    os.environ["YANZHEN_TEST_TEMPLATE"] = str(template)
    shutil.copyfile(template, settings.DATABASES["default"]["TEST"]["NAME"])


def _copy_database(template: str) -> None:
    from django.conf import settings
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'yanzhen_books_%%'")
        found = {row[0] for row in cursor.fetchall()}
        if template not in found:
            for older in found:
                cursor.execute(f'DROP DATABASE "{older}"')
            cursor.execute('CREATE DATABASE "yanzhen_books_growing"')
            _migrate(urlsplit(settings.DATABASE_URL)._replace(path="/yanzhen_books_growing").geturl())
            cursor.execute(f'ALTER DATABASE "yanzhen_books_growing" RENAME TO "{template}"')
        os.environ["YANZHEN_TEST_TEMPLATE"] = template
        name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _drop(request: Any) -> None:
    """A server of one's own keeps the template alone."""
    from django.db import connection

    with request.getfixturevalue("django_db_blocker").unblock():
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{connection.settings_dict["NAME"]}" WITH (FORCE)')


def _migrate(url: str) -> None:
    """In a process of its own."""
    command = [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": url})
