"""A real installation of the tests' own: its server, its worker, its command, and what they acknowledged."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from yanzhen.platform.keeping import service

ROOT = Path(__file__).resolve().parents[2]
SAFE, SPOILT = "yanzhen.config.wsgi:application", "unsafe_wsgi:application"
READ = """
import json
from collections import Counter

from yanzhen.config import sqlite

sqlite.use_newer_library()
import django

django.setup()
from django.apps import apps
from django.db import connection

model, lines, sums, whole = apps.get_model, Counter(), Counter(), "ok"
orders = list(model("orders.Order").objects.filter(remark__startswith="soak-"))
trail = model("platform.AuditEntry").objects.filter(noun_name="orders.order", verb="create")
created = Counter(trail.values_list("object_id", flat=True))
parts = model("orders.OrderLine").objects.filter(order__remark__startswith="soak-")
for order, net in parts.values_list("order_id", "net_amount"):
    lines[order] += 1
    sums[order] += net
answers = model("platform.IdempotencyKey").objects.filter(key__startswith="soak-")
status = dict(answers.values_list("key", "status"))
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check").fetchone()[0]
rows = [
    [o.remark, lines[o.pk], str(sums[o.pk]), str(o.net_amount), created[o.pk], status.get(o.remark)] for o in orders
]
print(json.dumps({"orders": rows, "whole": whole}))
"""


@dataclass
class House:
    """A running installation, its key for the API, and what it acknowledged."""

    var: Path
    environment: dict[str, str]
    port: int
    application: str
    key: str = ""
    customer: int = 0
    product: int = 0
    acknowledged: list[str] = field(default_factory=list)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def yanzhen(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "yanzhen.config.cli", *command],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error",
               "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "6",
               self.application]  # fmt: skip
        worker = [sys.executable, "-m", "yanzhen.config.cli", "worker"]
        for command in (web, worker):
            self.running.append(
                subprocess.Popen(command, env=self.environment, cwd=ROOT, start_new_session=True,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )  # fmt: skip
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=3):
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail("the server did not come back")

    def kill(self) -> None:
        """No word of warning, for all of a process's children too."""
        for process in self.running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def api(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        if key:
            request.add_header("Idempotency-Key", key)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def order(self, word: str) -> dict[str, Any]:
        """An order of two lines that is known again by a word."""
        line = {"product": self.product, "quantity": "1", "unit_price": "10.00"}
        return {"customer": self.customer, "kind": "sale", "ordered_on": "2026-05-01", "currency": "CNY",
                "remark": word, "lines": [line, {**line, "unit_price": "2.50"}]}  # fmt: skip

    def write_until(self, stop: threading.Event) -> None:
        """Enter orders one after the other; what was answered 201 is noted."""
        while not stop.is_set():
            word = f"soak-{uuid.uuid4().hex}"
            try:
                self.api("POST", "/orders", self.order(word), key=word)
            except (OSError, urllib.error.URLError, ValueError):
                continue
            self.acknowledged.append(word)


@contextmanager
def house(folder: Path, application: str) -> Iterator[House]:
    var = folder / "var"
    var.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DATABASE_", "GRANIAN_"))}
    with service._scratch(var) as url:
        environment = {
            **kept, "PYTHONPATH": str(Path(__file__).parent), "YANZHEN_VAR": str(var), "DATABASE_URL": url,
            "YANZHEN_BACKUP_NIGHTLY": "0", "YANZHEN_LOG_LEVEL": "ERROR", "YANZHEN_DEMO_PASSWORD": "demo-password-1",
        }  # fmt: skip
        made = House(var, environment, port, application)
        try:
            made.yanzhen("migrate")
            made.yanzhen("sample-company", "--scale", "1", "--seed", "1")
            made.key = made.yanzhen("api-key", "--as", "clerk").split()[-1]
            made.start()
            made.customer = made.api("GET", "/customers?limit=1")["items"][0]["id"]
            made.product = made.api("GET", "/products?limit=1")["items"][0]["id"]
            yield made
        finally:
            made.kill()


def faults(made: House) -> list[str]:
    """What is wrong in the books: lost, doubled or half-done orders, and a broken trail or file."""
    environment = {**made.environment, "DJANGO_SETTINGS_MODULE": "yanzhen.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", READ], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    books = json.loads(done.stdout.splitlines()[-1])
    found = [] if books["whole"] == "ok" else [f"file: {books['whole']}"]
    stored = [row[0] for row in books["orders"]]
    found += [f"lost {word}" for word in made.acknowledged if word not in set(stored)]
    found += [f"doubled {word}" for word in set(stored) if stored.count(word) > 1]
    for word, lines, total, net, created, status in books["orders"]:
        # Two lines of 10.00 and 2.50 are 12.50; one row in the trail; the answer kept with the order it answers.
        if (lines, total, net, created, status) != (2, "12.50", "12.50", 1, 201):
            found.append(f"half {word}: {lines} lines of {total}, net {net}, {created} in the trail, answer {status}")
    return found
