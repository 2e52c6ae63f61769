"""Somebody writes for too long: the others are told to try again, in the page and in the API, and nothing is saved."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from tests.firm import all_codes, model
from tests.test_races import customer

from yanzhen.platform.db import busy

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def writing(row: Any) -> Iterator[None]:
    """A connection of its own holds the row (on SQLite the whole file) while the block runs."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            type(row).objects.select_for_update().get(pk=row.pk)
            held.set()
            done.wait(timeout=120)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(timeout=120)
    try:
        yield
    finally:
        done.set()
        thread.join()


@pytest.fixture
def hasty() -> Iterator[None]:
    """Waits a tenth of a second instead of the usual many."""
    short, usual = ("SET lock_timeout = '100ms'", "RESET lock_timeout")
    if connection.vendor == "sqlite":
        short, usual = "PRAGMA busy_timeout = 100", "PRAGMA busy_timeout = 30000"
    logging.disable(logging.ERROR)
    with connection.cursor() as cursor:
        cursor.execute(short)
        yield
        cursor.execute(usual)
    logging.disable(logging.NOTSET)


def test_who_cannot_write_now_is_told_to_try_again(hasty: None) -> None:
    row = customer()
    user = model("accounts.User").objects.create(username="clerk")
    role = model("accounts.Role").objects.create(code="all", name="all", functions=all_codes())
    model("accounts.Grant").objects.create(user=user, role=role, reach="all")
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    body, kind = json.dumps({"name": "乙", "version": row.version}), "application/json"
    with writing(row):
        page = client.post(f"/customers/{row.pk}/cell/city/", {"city": "上海", "version": str(row.version)})
        program = client.patch(f"/api/v1/customers/{row.pk}", body, content_type=kind)
    assert (page.status_code, page["Retry-After"]) == (503, str(busy.AGAIN_SECONDS))
    assert "try again" in page.content.decode()
    assert (program.status_code, program["Retry-After"]) == (503, str(busy.AGAIN_SECONDS))
    assert program.json()["code"] == "busy"
    row.refresh_from_db()
    assert (row.city, row.name) == ("", "甲")
    assert client.patch(f"/api/v1/customers/{row.pk}", body, content_type=kind).status_code == 200


def test_other_errors_of_the_database_are_not_taken_for_it() -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert not busy.is_busy(caught.value)
