"""Several hands on one database file: nothing is lost, nothing is refused, the file stays whole."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

HANDS, TURNS = 4, 20


@pytest.fixture
def till(transactional_db: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE till (id integer PRIMARY KEY, amount integer NOT NULL)")
        cursor.execute("INSERT INTO till VALUES (1, 0)")
    yield "till"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE till")


def _pay_in(_: int) -> None:
    try:
        for _turn in range(TURNS):
            with transaction.atomic(), connection.cursor() as cursor:
                lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
                cursor.execute(f"SELECT amount FROM till WHERE id = 1{lock}")
                amount = cursor.fetchone()[0]
                time.sleep(0.001)  # the others want a turn just now
                cursor.execute("UPDATE till SET amount = %s WHERE id = 1", [amount + 1])
    finally:
        connection.close()


def test_read_and_write_in_one_transaction_loses_no_turn(till: str) -> None:
    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(_pay_in, range(HANDS)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM till")
        assert cursor.fetchone()[0] == HANDS * TURNS
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
