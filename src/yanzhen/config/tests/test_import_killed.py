"""The import command is killed in the middle, twice; what it leaves in the end is what an undisturbed run leaves."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.conf import settings

from yanzhen.config import testing_books
from yanzhen.config.tests.companies import BASE

MAPPING = (
    dedent(BASE)
    + """
[[steps]]
name = "customers"
noun = "crm.customer"
file = "customers.csv"
fields = { code = "code", name = "code", owner = { const = "P1" } }
[[steps]]
name = "orders"
noun = "orders.order"
file = "orders.csv"
group = "number"
fields = { number = "number", customer = "customer", ordered_on = "day" }
lines = { product = { const = "001" }, quantity = "quantity", unit_price = { const = "1.25" } }
"""
)
ORDERS, LINES = 3_000, 4
COMPARED = {
    "orders": "SELECT number, state, ordered_on, net_amount, version FROM orders_order ORDER BY number",
    "lines": "SELECT number, line_no, quantity, l.net_amount"
    " FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id ORDER BY number, line_no",
    "customers": "SELECT code, since_on, last_order_on FROM crm_customer ORDER BY code",
    "audit": "SELECT verb, noun_name, title FROM platform_auditentry ORDER BY id",
    "counts": "SELECT step, rows_read, created, updated, unchanged, rejected, complete"
    " FROM platform_importprogress ORDER BY step",
    "news": "SELECT CAST(payload AS text) FROM platform_outboxrow ORDER BY id",
    "jobs": "SELECT state, done, total FROM platform_job",
}


class Place:
    """A database and a folder of its own, with the command that works there."""

    def __init__(self, folder: Path, data: Path, server: dict[str, Any] | None):
        self.folder, self.data, self.server = folder, data, server
        folder.mkdir()
        if server:
            self.url = "postgresql://{user}:{password}@{host}:{port}/{dbname}".format(**server)
        else:
            self.url = f"sqlite:///{folder / 'db.sqlite3'}"
        self.environment = os.environ | {
            "YANZHEN_VAR": str(folder),
            "DATABASE_URL": self.url,
            "YANZHEN_LANGUAGE": "en",
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from yanzhen.config.cli import main; raise SystemExit(main())", *arguments]

    def start(self) -> subprocess.Popen[bytes]:
        arguments = self.command("import", "--mapping", str(self.data / "m.toml"), str(self.data))
        return subprocess.Popen(arguments, env=self.environment, stdout=subprocess.PIPE)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if not self.server:
            with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=120)) as link:
                return link.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(self.url) as link:
            return link.execute(sql).fetchall()

    def everything(self) -> dict[str, Any]:
        found: dict[str, Any] = {name: self.rows(sql) for name, sql in COMPARED.items()}
        [rejected] = self.folder.glob("imports/*/rejected.csv")
        return found | {"rejected": rejected.read_text(encoding="utf-8-sig")}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "m.toml").write_text(MAPPING)
    (folder / "customers.csv").write_text("code\n" + "".join(f"C{i}\n" for i in range(200)))
    with (folder / "orders.csv").open("w") as file:
        file.write("number,customer,day,quantity\n")
        for i in range(ORDERS):
            for line in range(LINES):
                # Every 600th order names nobody, and so is rejected as a whole.
                customer = "NOBODY" if i % 600 == 599 else f"C{i % 200}"
                file.write(f"S{i:05d},{customer},2024-{i % 12 + 1:02d}-15,{line + 1}\n")
    return folder


@pytest.fixture
def places(tmp_path: Path, data: Path, django_db_setup: Any) -> Iterator[list[Place]]:
    """Two empty places on the kind of database that is being tested."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        found = [Place(tmp_path / name, data, None) for name in ("killed", "undisturbed")]
        for place in found:
            shutil.copyfile(testing_books.template(), place.folder / "db.sqlite3")
        yield found
        return
    import psycopg

    server = {name: database[name.upper()] for name in ("user", "password", "host", "port")}
    names = [f"{database['NAME']}_{os.getpid()}_{name}" for name in ("killed", "undisturbed")]
    with psycopg.connect(**{**server, "dbname": "postgres"}, autocommit=True) as link:
        found = [Place(tmp_path / name, data, {**server, "dbname": name}) for name in names]
        for name in names:
            link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{testing_books.template()}"')
        yield found
        for name in names:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def kill_after(place: Place, rows: int) -> None:
    """Start the command and kill it as soon as so many order lines are in."""
    running = place.start()
    until = time.monotonic() + 600
    while time.monotonic() < until:
        found = place.rows("SELECT rows_read FROM platform_importprogress WHERE step = 'orders'")
        if found and found[0][0] >= rows:
            break
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    [(done,)] = place.rows("SELECT rows_read FROM platform_importprogress WHERE step = 'orders'")
    assert rows <= done < ORDERS * LINES
    assert place.rows("SELECT COUNT(*) FROM orders_orderline")[0][0] == done - done // (600 * LINES) * LINES


def test_a_killed_import_continues_with_nothing_lost_or_doubled(places: list[Place]) -> None:
    killed, undisturbed = places
    kill_after(killed, 1_500)
    kill_after(killed, 5_000)
    outputs = []
    for place in places:
        running = place.start()
        outputs.append(running.communicate()[0].decode())
        assert running.returncode == 1, outputs
    assert "Continued after an interruption." in outputs[0]
    assert outputs[0].splitlines()[-1] == outputs[1].splitlines()[-1]
    assert killed.everything() == undisturbed.everything()
    assert killed.rows("SELECT COUNT(*) FROM orders_orderline") == [((ORDERS - ORDERS // 600) * LINES,)]
