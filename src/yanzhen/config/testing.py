"""A pytest plugin (see addopts): the environment of a test run, set before Django reads its settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Each worker process of a parallel run gets a folder, and so a database file, of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_given = os.environ.get("YANZHEN_TEST_VAR", "")
_base = Path(_given or tempfile.mkdtemp(prefix="yanzhen-test-"))
os.environ["YANZHEN_TEST_VAR"] = str(_base)
os.environ["YANZHEN_VAR"] = str(_base / _worker)
os.environ["YANZHEN_TESTING"] = "1"
os.environ["YANZHEN_DEBUG"] = "0"
os.environ["YANZHEN_SECRET_KEY"] = "only-for-tests"
# Messages are asserted in the source language; whoever tests Chinese asks for it.
os.environ["YANZHEN_LANGUAGE"] = "en"
# A browser driver runs an event loop in the main thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker"}
for _name in ("YANZHEN_HTTPS", "YANZHEN_HOSTS", "YANZHEN_TIME_ZONE", "YANZHEN_SAMPLE"):
    os.environ.pop(_name, None)


def pytest_unconfigure() -> None:
    """Whoever made the folder removes it at the end."""
    if not _given:
        shutil.rmtree(_base, ignore_errors=True)


def pytest_configure() -> None:
    """A test that empties its database afterwards may do so; the trail refuses that everywhere else."""
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def emptied(self: TransactionTestCase) -> None:
        from yanzhen.platform.trail import sealing, triggers

        sealing.forget()
        with triggers.lifted():
            empty(self)

    TransactionTestCase._fixture_teardown = emptied  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Arithmetic is the same on every database: whoever asks for none is run once."""
    for item in items:
        if isinstance(item, pytest.Function) and not _asks_a_database(item):
            item.add_marker(pytest.mark.once)


def _asks_a_database(item: pytest.Function) -> bool:
    """Whether the test, its mark or one of the fixtures made for it does; pytest-django's own stand in every list."""
    if item.get_closest_marker("django_db") is not None:
        return True
    definitions = item._fixtureinfo.name2fixturedefs
    wanted = [set(item._fixtureinfo.argnames)]
    wanted += [set(found[-1].argnames) for name, found in definitions.items() if not name.startswith(("_", "django_"))]
    return any(names & ASKS_A_DATABASE for names in wanted)


@pytest.fixture(autouse=True)
def nothing_read_before() -> Iterator[None]:
    """What a process remembers of reading belongs to one test."""
    from yanzhen.platform.trail import reading, watching

    reading.forget()
    watching.forget()
    yield
    reading.forget()
