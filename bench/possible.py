"""The likely same customers while somebody types, over 1 000 000 customers, beside a bare SQL LIKE.

Builds the customers of the sample company and the index in an empty, migrated database as `yanzhen bench search` does,
asks over HTTP with everything around it, and takes everything back. Asked are names of customers that are there, as
people type them: begun, without place and form, with one character left out, changed, or changed to one that sounds
the same; names nobody has; and a phone number. `value` is the 95th percentile of all, in ms; `found` the shares found.

    DATABASE_URL=postgres://… .venv/bin/yanzhen bench possible        YANZHEN_BENCH_CUSTOMERS=1000000
"""

import os
import random
from pathlib import Path
from time import perf_counter
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from yanzhen.config.management.commands import bench

EACH = int(os.environ.get("YANZHEN_BENCH_QUESTIONS", "40"))
LIMIT = 50
NOBODY = ("龘龖鱻麤", "上海有限公司", "家具", "中国建设", "Zzyqx Ltd")
SOUNDS = {
    "云": "芸",
    "海": "嗨",
    "华": "花",
    "星": "兴",
    "山": "衫",
    "明": "名",
    "东": "冬",
    "新": "欣",
    "金": "今",
    "天": "添",
}


type Asked = list[tuple[dict[str, str], str]]


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    base = bench.load("search")
    with transaction.atomic():
        loaded = base._load()
        built = base._index()
        _analysed()
        questions = _questions(random.Random(11))
        client = _client(base)
        client.get("/customers/possible/", {"name": "云杉家具"})
        figures = {kind: _asked(base, client, asked) for kind, asked in questions.items()}
        bare = base._bare([asked["name"][:4] for asked, _name in questions["begun"]][:20])
        transaction.set_rollback(True)
    return _told(base, loaded, built, figures, bare)


def _client(base: Any) -> Client:
    """Somebody who enters customers and sees all of them, so that what is found can be told by its name."""
    from yanzhen.accounts.services import roles
    from yanzhen.platform.actor import SYSTEM

    director = get_user_model().objects.get(username="director")
    roles.grant(actor=SYSTEM, user=director, role="clerk", reach="all")
    client: Client = base._client("director")
    return client


def _analysed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE crm_customer" if connection.vendor == "postgresql" else "ANALYZE")


def _questions(chance: random.Random) -> dict[str, Asked]:
    """What is typed, and the name of the customer that should be found."""
    from yanzhen.crm.calc.names import name_key

    rows = _drawn(chance)
    kinds: dict[str, Asked] = {
        "whole": [({"name": name}, name) for name, _phone in rows],
        "begun": [({"name": name[: max(4, len(name) // 2)]}, name) for name, _phone in rows],
        "without place and form": [({"name": name_key(name)}, name) for name, _phone in rows],
        "one left out": [({"name": _without(name_key(name), chance)}, name) for name, _phone in rows],
        "one changed": [({"name": _changed(name_key(name), chance)}, name) for name, _phone in rows],
        "sounds the same": [
            ({"name": spoken}, name) for name, _phone in rows if (spoken := _spoken(name_key(name))) != name_key(name)
        ],
        "phone": [({"phone": phone}, name) for name, phone in rows if phone],
        "nobody's": [
            ({"name": text}, "") for text in ["龘龖鱻麤", "上海有限公司", "家具", "中国建设", "Zzyqx Ltd"] * 8
        ],
    }
    return {kind: asked for kind, asked in kinds.items() if asked}


def _drawn(chance: random.Random) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM crm_customer")
        most = cursor.fetchone()[0]
        keys = ",".join(str(chance.randrange(1, most + 1)) for _ in range(EACH))
        cursor.execute(f"SELECT name, phone FROM crm_customer WHERE id IN ({keys})")
        return list(cursor.fetchall())


def _without(key: str, chance: random.Random) -> str:
    at = chance.randrange(len(key))
    return key[:at] + key[at + 1 :]


def _changed(key: str, chance: random.Random) -> str:
    at = chance.randrange(len(key))
    return f"{key[:at]}彪{key[at + 1 :]}"


def _spoken(key: str) -> str:
    at = next((n for n, c in enumerate(key) if c in SOUNDS), None)
    return key if at is None else key[:at] + SOUNDS[key[at]] + key[at + 1 :]


def _asked(
    base: Any, client: Client, questions: list[tuple[dict[str, str], str]]
) -> tuple[list[float], list[float], int]:
    times, busy, found = [], [], 0
    for asked, name in questions:
        worked, began = base._worked(), perf_counter()
        answer = client.get("/api/v1/possible-customers", asked)
        times.append((perf_counter() - began) * 1000)
        busy.append(base._worked() - worked)
        if answer.status_code != 200:
            raise SystemExit(f"{asked}: {answer.status_code} {answer.content[:300]!r}")
        found += name in {one["name"] for one in answer.json()["items"]}
    return times, busy, found


def _told(base: Any, loaded: Any, built: Any, figures: Any, bare: float) -> dict[str, Any]:
    late, share = base._ninety_five, {}
    print(f"{loaded[0]:,} customers loaded in {loaded[1]:.0f} s, indexed in {built[1]:.0f} s ({connection.vendor})")
    for kind, (times, busy, found) in figures.items():
        share[kind] = round(found / len(times), 3)
        again = f"found {share[kind]:.1%}" if kind != "nobody's" else ""
        median = sorted(times)[len(times) // 2]
        print(f"  {kind:24} p50 {median:6.1f}  p95 {late(times):6.1f}  busy p95 {late(busy):6.1f} ms  {again}")
    value = late([time for times, _busy, _found in figures.values() for time in times])
    worked = late([time for _times, busy, _found in figures.values() for time in busy])
    print(f"all: p95 {value:.1f} ms, busy {worked:.1f} ms, limit {LIMIT} ms; bare LIKE '%…%' p95 {bare:.1f} ms")
    return {
        "name": f"likely same customers of {loaded[0]:,}, {connection.vendor}: p95",
        "value": round(value, 1),
        "reference": round(bare, 1),
        "ratio": round(value / bare, 3) if bare else None,
        "unit": "ms",
        "busy_p95": round(worked, 1),
        "limit": LIMIT,
        "found": share,
    }
