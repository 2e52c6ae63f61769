"""How often the disk is asked to keep what was written, for each order that the API acknowledges.

The server runs under strace, which counts fsync and fdatasync; the reference is one, the least that a durable order can
cost. On SQLite an order that is not synced at all would be lost with the power. Linux with strace, on SQLite.

    yanzhen bench fsyncs
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

ORDERS = 100
ROOT = Path(__file__).resolve().parents[1]
_SYNC = re.compile(r"\b(fsync|fdatasync)\(")


def main(data: Path | None) -> dict[str, Any]:
    """Start, write, count."""
    if shutil.which("strace") is None:
        raise SystemExit("This needs strace.")
    with tempfile.TemporaryDirectory() as folder:
        counted, seconds = _counted(Path(folder))
    print(f"{counted} syncs for {ORDERS} acknowledged orders, {ORDERS / seconds:.0f} orders/s under strace")
    value = counted / ORDERS
    return {"name": "fsyncs", "value": value, "reference": 1, "ratio": value, "unit": "syncs per order"}


def _yanzhen(environment: dict[str, str], *command: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "yanzhen.config.cli", *command],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def _counted(folder: Path) -> tuple[int, float]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DATABASE_"))}
    environment = {**kept, "YANZHEN_VAR": str(folder), "YANZHEN_LOG_LEVEL": "ERROR", "YANZHEN_DEMO_PASSWORD": "x" * 12}
    _yanzhen(environment, "migrate")
    _yanzhen(environment, "sample-company", "--scale", "1", "--seed", "1")
    key = _yanzhen(environment, "api-key", "--as", "clerk").split()[-1]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "strace.log"
    server = subprocess.Popen(
        ["strace", "-f", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", str(log),
         sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error",
         "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "2",
         "yanzhen.config.wsgi:application"],
        env=environment, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(port)
        customer = _api(port, key, "/customers?limit=1")["items"][0]["id"]
        product = _api(port, key, "/products?limit=1")["items"][0]["id"]
        order = {"customer": customer, "kind": "sale", "ordered_on": "2026-05-01", "currency": "CNY",
                 "lines": [{"product": product, "quantity": "1", "unit_price": "1.00"}]}  # fmt: skip
        time.sleep(2)  # what reading wrote down is on the disk
        before, begun = _syncs(log), time.perf_counter()
        for number in range(ORDERS):
            _api(port, key, "/orders", order, f"bench-{number}")
        seconds = time.perf_counter() - begun
        return _syncs(log) - before, seconds
    finally:
        # strace does not pass a signal on to what it follows, and waits for it.
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


def _api(port: int, key: str, path: str, body: Any = None, once: str = "") -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": once},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


def _syncs(log: Path) -> int:
    return sum(1 for line in log.read_text(errors="replace").splitlines() if _SYNC.search(line))
