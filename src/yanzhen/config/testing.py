"""A pytest plugin (see addopts): the environment of a test run, set before Django reads its settings."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yanzhen.config.testing_books import pytest_fixture_setup as pytest_fixture_setup

# While all tests are imported there is hardly any garbage, and looking for it takes a third of the time.
gc.disable()
# Each worker process of a parallel run gets a folder, and so a database file, of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_given = os.environ.get("YANZHEN_TEST_VAR", "")
_base = Path(_given or tempfile.mkdtemp(prefix="yanzhen-test-"))
os.environ["YANZHEN_TEST_VAR"] = str(_base)
os.environ["YANZHEN_VAR"] = str(_base / _worker)
os.environ["YANZHEN_TESTING"] = "1"
# Sweeps take turns by the day; processes of a run that goes past midnight still take the same.
os.environ.setdefault("YANZHEN_TEST_DAY", str(date.today().toordinal()))
os.environ["YANZHEN_DEBUG"] = "0"
os.environ["YANZHEN_SECRET_KEY"] = "only-for-tests"
# Messages are asserted in the source language; whoever tests Chinese asks for it.
os.environ["YANZHEN_LANGUAGE"] = "en"
# A browser driver runs an event loop in the main thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
STAY_KNOWN = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables whose rows say what models there are."""
LONG = (
    "every_page newcomer leaving planning sign_in lists clerk coaching offline_troubles collaboration offline auditor "
    "upgrade keeping import_killed noun_lists noun_writes matrix leaks adventureworks_quotas permissions openapi "
    "languages leaks_told search adventureworks imports_service sales_queries exports trail_reading sample reconciling"
).split()
"""Files that take longest, the longest first: begun last, they would keep one process busy alone at the end."""
ASKS_A_DATABASE = {"db", "transactional_db", "django_db_setup", "django_db_blocker"}
for _name in ("YANZHEN_HTTPS", "YANZHEN_HOSTS", "YANZHEN_TIME_ZONE", "YANZHEN_SAMPLE"):
    os.environ.pop(_name, None)


def pytest_unconfigure() -> None:
    """Whoever made the folder removes it at the end."""
    if not _given:
        shutil.rmtree(_base, ignore_errors=True)


def pytest_configure() -> None:
    """A test that writes for good has its database emptied afterwards; the trail refuses that everywhere else."""
    from django.test import TransactionTestCase, client

    client.store_rendered_templates = _keep_first  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = lambda _self: empty()  # type: ignore[attr-defined]


def _keep_first(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **_: Any) -> None:
    """What the test client keeps of a page: the context of the page itself, without a copy of each part's."""
    from django.test.utils import ContextList

    if "context" not in store:
        store["context"] = ContextList([copy(context)])
        store["templates"] = []
    store["templates"].append(template)


def empty() -> None:
    """Delete what stands in the tables, as fast as may be.

    Django cuts each of some two hundred tables, on PostgreSQL a few files each, and then writes down anew what
    it knows of every model; here the few tables that hold rows are emptied, and what models there are stays known.
    """
    from django.db import connection

    from yanzhen.platform.search import building
    from yanzhen.platform.trail import sealing, triggers

    sealing.forget()
    tables = filled()
    if connection.vendor == "postgresql":
        # As a replica does: no trigger fires, and foreign keys are not looked at.
        delete(tables, first="SET LOCAL session_replication_role = replica")
    elif set(tables) & set(triggers.TABLES):
        with triggers.lifted():
            delete(tables)
    else:
        delete(tables)
    building.after_migrate()


def filled() -> list[str]:
    """The tables that hold rows."""
    from django.db import connection

    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - STAY_KNOWN
    rows = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(rows)
        return [row[0] for row in cursor.fetchall()]


def delete(tables: list[str], first: str = "") -> None:
    """Delete all rows of `tables` at once."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in [*filter(None, [first]), *(f'DELETE FROM "{table}"' for table in tables)]:
            cursor.execute(statement)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Arithmetic is the same on every database: whoever asks for none is run once. The long files go first."""
    for item in items:
        if isinstance(item, pytest.Function) and not _asks_a_database(item):
            item.add_marker(pytest.mark.once)
    last = len(LONG)
    turns = {f"test_{name}": turn for turn, name in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.path.stem, last))


def pytest_collection_finish() -> None:
    """What was imported until here stays to the end: whoever looks for garbage need not go through it each time."""
    gc.freeze()
    gc.enable()


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
