"""Acts on the allocation board over HTTP: 60 people × 12 months × 8 categories, and 2 000 × 12 × 20.

Puts a board with a random history into the database (any that is migrated and has the sample company's director),
serves the application on a free port of this machine, and sends acts with an API key as a browser would: a cell, a cell
with all sums kept, a row, the total, the rest spread anew, a paste of 500 × 12 (or what the board has), undo. Times are
elapsed milliseconds from sending to the last byte, the median of several; the reference is the same arithmetic alone.
Everything is taken back.
"""

import http.client
import json
import os
import statistics
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import numpy as np
from django.contrib.auth import get_user_model

RUNS = int(os.environ.get("YANZHEN_BENCH_RUNS", "5"))
SIZES = {"60 × 12 × 8": ((60, 12, 8), 300), "2000 × 12 × 20": ((2000, 12, 20), 1_500)}
"""Shapes and the most milliseconds that an edit of each may take."""


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    from yanzhen.accounts.services import keys
    from yanzhen.platform.actor import SYSTEM

    user = get_user_model().objects.get(username="director")
    key, secret = keys.issue(actor=SYSTEM, user=user, name="bench")
    server = _served()
    found: dict[str, dict[str, float]] = {}
    try:
        for name, (shape, _most) in SIZES.items():
            board, plan, made = _board(shape)
            try:
                found[name] = _measured(server.server_port, secret, board, shape)
            finally:
                plan.delete()
                for row in made:
                    row.delete()
    finally:
        server.shutdown()
        type(key).objects.filter(pk=key.pk).delete()
    return _told(found)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""


def _served() -> WSGIServer:
    from yanzhen.config.wsgi import application

    server = make_server("127.0.0.1", 0, application, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _board(shape: tuple[int, ...]) -> tuple[Any, Any, list[Any]]:
    """A board with a random history in the database, its plan, and the rows to remove again."""
    from datetime import date

    from django.apps import apps

    from yanzhen.planning.queries.board_bases import Bases
    from yanzhen.planning.services import boards

    unit = apps.get_model("organization.Unit").objects.order_by("path").first()
    people, kinds = apps.get_model("organization.Employee").objects, apps.get_model("products.Category").objects
    people.bulk_create(people.model(number=f"BENCH{n}", name=f"B{n}", unit=unit) for n in range(shape[0]))
    kinds.bulk_create(kinds.model(code=f"BENCH{n}", name=f"K{n}") for n in range(shape[2]))
    plan = apps.get_model("planning.Plan").objects.create(name="bench", unit=unit, starts_on=date(2030, 1, 1))
    chosen, cut = people.filter(number__startswith="BENCH"), kinds.filter(code__startswith="BENCH")
    random = np.random.default_rng(7)
    history = (random.gamma(1.0, 1e6, shape) * (random.random(shape) < 0.8)).astype(np.int64)
    row = apps.get_model("planning.Board")(
        plan=plan, unit=unit, name="bench", sides=["person", "month", "category"],
        keys={
            "person": list(chosen.order_by("pk").values_list("pk", flat=True)),
            "month": [f"2030-{n + 1:02}" for n in range(shape[1])],
            "category": list(cut.order_by("pk").values_list("pk", flat=True)),
        },
    )  # fmt: skip
    bases = Bases(history, history, np.zeros(shape, bool), [])
    boards._fill(row, boards._begun(row, bases, int(history.sum() * 1.12), _system()), bases)
    row.save()
    return row, plan, [chosen, cut]


def _system() -> Any:
    from yanzhen.platform.actor import SYSTEM

    return SYSTEM


def _measured(port: int, secret: str, board: Any, shape: tuple[int, ...]) -> dict[str, float]:
    """Median milliseconds of each act, `… alone` for the arithmetic of the dearest."""
    view = {"rows": "person", "columns": "month", "start": 0, "stop": 60}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    seen = 0

    def send(path: str, body: dict[str, Any]) -> None:
        nonlocal seen
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        text = json.dumps({"seen": seen, "view": view, **body})
        connection.request("POST", f"/api/v1/boards/{board.pk}/{path}", text, headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {answer}")
        seen = answer["window"]["moves"]

    block = [[str(1_000 + r + c) for c in range(shape[1])] for r in range(min(500, shape[0]))]
    every = {"holds": ["person", "month", "category"]}
    acts: dict[str, Callable[[int], None]] = {
        "a cell": lambda n: send("edit", {"cells": [{"row": 3, "column": n, "text": str(12_345 + n)}]}),
        "a cell, all sums kept": lambda n: send("edit", {"cells": [{"row": 4, "column": n, "text": "9000"}], **every}),
        "a row": lambda n: send("edit", {"cells": [{"row": 5 + n, "column": None, "text": "+7%"}]}),
        "the total": lambda n: send("edit", {"cells": [{"row": None, "column": None, "text": "+1%"}]}),
        "spread equally": lambda n: send("spread", {"basis": "equal", "row_places": None, "column_places": None}),
        "a paste": lambda n: send("paste", {"row": 0, "column": 0, "block": block[n:]}),
        "undo": lambda n: send("undo", {}),
    }
    times = {name: _median(act) for name, act in acts.items()}
    connection.close()
    return {**times, "alone": _alone(board)}


def _median(act: Callable[[int], None]) -> float:
    act(0)
    taken = []
    for n in range(1, RUNS + 1):
        began = perf_counter()
        act(n)
        taken.append((perf_counter() - began) * 1000)
    return statistics.median(taken)


def _alone(board: Any) -> float:
    """A cell with all sums kept: the arithmetic without address, rights, database and writing."""
    from yanzhen.planning.calc import cubes
    from yanzhen.planning.queries import board_views

    cube, weights = board_views.cube(board), board_views.weights(board)
    kept = frozenset({0, 1, 2})
    return _median(lambda n: cubes.put(cube, ([4], [n], None), 900_000, weights, kept) and None)


def _told(found: dict[str, dict[str, float]]) -> dict[str, Any]:
    for size, times in found.items():
        print(f"{size}, at most {SIZES[size][1]} ms for an edit; median of {RUNS}, ms over HTTP")
        for name, taken in times.items():
            print(f"  {'the arithmetic of “a cell, all sums kept” alone' if name == 'alone' else name:50} {taken:8.1f}")
    large, small = found["2000 × 12 × 20"], found["60 × 12 × 8"]
    worst = {size: max(v for k, v in times.items() if k != "alone") for size, times in found.items()}
    return {
        "name": "board",
        "value": round(worst["2000 × 12 × 20"], 1),
        "reference": round(large["alone"], 1),
        "ratio": round(large["a cell, all sums kept"] / large["alone"], 2),
        "unit": "ms of the slowest act, 2000 × 12 × 20",
        "small": round(worst["60 × 12 × 8"], 1),
        "small_reference": round(small["alone"], 2),
        "holds": all(worst[size] <= most for size, (_shape, most) in SIZES.items()),
    }
