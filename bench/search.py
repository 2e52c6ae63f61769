"""The search over 1 000 000 customers, for a director and for a salesperson with few rows, beside a bare SQL LIKE.

Builds customers (with YANZHEN_BENCH_CONTACTS=1 contacts, too) of the sample company in an empty, migrated database
(PostgreSQL or SQLite), builds the index, asks each kind of question many times over the API with everything around it
(address, rights, index, the final look in the reader's reach, writing), and takes everything back. Times are elapsed
milliseconds; `busy` are those in which this process and its database server had the processor, which is what remains on
a machine that does nothing else.

    DATABASE_URL=postgres://… .venv/bin/yanzhen bench search        YANZHEN_BENCH_CUSTOMERS=1000000
"""

import os
import random
import statistics
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

CUSTOMERS = int(os.environ.get("YANZHEN_BENCH_CUSTOMERS", "1000000"))
WITH_CONTACTS = os.environ.get("YANZHEN_BENCH_CONTACTS", "") == "1"
EACH = int(os.environ.get("YANZHEN_BENCH_QUESTIONS", "40"))
LIMITS = {"postgresql": 50, "sqlite": 150}
COMMON = ("公司", "有限", "家具", "酒店", "上海", "北京")


type Kind = tuple[float, float, float, int, list[float]]
"""Median and 95th percentile elapsed, 95th percentile busy, how many found nothing, all elapsed times."""


def main(data: Path | None) -> dict[str, Any]:
    """Measure, and leave the database as it was."""
    del data
    with transaction.atomic():
        loaded = _load()
        built = _index()
        questions = _questions(random.Random(7))
        figures = {who: _asked(_client(who), questions) for who in _people()}
        bare = _bare(questions["two characters"] + list(COMMON))
        adding = _added_to_writes()
        transaction.set_rollback(True)
    return _told(loaded, built, figures, bare, adding)


def _load() -> tuple[int, float]:
    """Customers and contacts of the sample company, without its trade."""
    from yanzhen.config.sample import company, customers, people, staff, tables
    from yanzhen.platform import bulk

    scale = (CUSTOMERS / 3_000) ** (1 / customers.GROWTH_WITH_SCALE)
    plan = tables.Plan(scale, 7, date(2026, 11, 22))
    began = perf_counter()
    team = staff.Builder(plan).build()
    with bulk.loading([tables.model(label) for label in company.TABLES]) as loader:
        add = company._adder(loader)
        company._small_tables(plan, team, add)
        buyers = customers.build(plan, team)
        buyers.last_order[:] = plan.today_day - (buyers.since * 7_919) % 900
        for chunk, contacts in customers.rows(plan, buyers, team):
            add("crm.Customer", chunk)
            if WITH_CONTACTS:
                add("crm.Contact", contacts)
    people.create(team)
    return len(buyers), perf_counter() - began


def _index() -> tuple[int, float]:
    from yanzhen.platform.search import building, entries

    began = perf_counter()
    rows = building.fill()
    seconds = perf_counter() - began
    # What a server learns with its first question; not inside a transaction, which may be taken back.
    building._ready.update(entries.nouns())
    return rows, seconds


def _people() -> dict[str, str]:
    return {"director": "everything", "rep": "few rows", "manager": "a region"}


def _client(who: str) -> Client:
    users = get_user_model().objects
    user = {
        "director": lambda: users.get(username="director"),
        "rep": lambda: users.filter(username__startswith="rep").first(),
        "manager": lambda: users.filter(username__startswith="manager").first(),
    }[who]()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _questions(chance: random.Random) -> dict[str, list[str]]:
    """What people type, drawn from the customers that are there."""
    from yanzhen.platform.search import folding

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM crm_customer")
        most = cursor.fetchone()[0]
        keys = [chance.randrange(1, most + 1) for _ in range(EACH)]
        cursor.execute(
            f"SELECT name, code, credit_code, phone FROM crm_customer WHERE id IN ({','.join(map(str, keys))})"
        )
        rows = cursor.fetchall()
    names, parts = [r[0] for r in rows], []
    for name in names:
        at = chance.randrange(0, 4)
        parts.append(name[at : at + 4])
    spelled = [folding.spelled(folding.folded(part)) for part in parts]
    return {
        "two characters": [part[:2] for part in parts],
        "four characters": parts,
        "common two": list(COMMON) * 4,
        "two words": [f"{part[:2]} {name[6:8]}" for part, name in zip(parts, names, strict=True)],
        "pinyin": [s[0][0] for s in spelled if s[0]],
        "pinyin, begun": [s[0][0][:5] for s in spelled if s[0]],
        "initials": [s[1][0] for s in spelled if s[1] and len(s[1][0]) > 1],
        "phone ending": [r[3][-4:] for r in rows] + [r[3][-6:] for r in rows],
        "credit code": [r[2] for r in rows] + [r[2][:8] for r in rows],
        "code": [r[1] for r in rows] + [r[1][-5:] for r in rows],
        "no hit": ["龘龖", "鱻麤靐", "zzqxw", "qqqq", "000000000", "鑫鑫鑫鑫"] * 4,
        "common, no hit together": ["公司龘龖", "上海 北京", "酒店 学校", "有限 大学"] * 4,
    }


def _asked(client: Client, questions: dict[str, list[str]]) -> dict[str, Kind]:
    """The questions of each kind, after two that warm up."""
    for text in ("上海", "家具"):
        client.get("/api/v1/search", {"q": text})
    return {kind: _kind(client, texts) for kind, texts in questions.items()}


def _kind(client: Client, texts: list[str]) -> Kind:
    times, busy, empty = [], [], 0
    for text in texts:
        worked, began = _worked(), perf_counter()
        answer = client.get("/api/v1/search", {"q": text})
        times.append((perf_counter() - began) * 1000)
        busy.append(_worked() - worked)
        if answer.status_code != 200:
            raise SystemExit(f"{text}: {answer.status_code} {answer.content[:300]!r}")
        empty += not answer.json()["items"]
        if os.environ.get("YANZHEN_BENCH_SLOW") and times[-1] > float(os.environ["YANZHEN_BENCH_SLOW"]):
            print(f"    {text}: {times[-1]:.0f} ms", flush=True)
    return statistics.median(times), _ninety_five(times), _ninety_five(busy), empty, times


def _worked() -> float:
    """Milliseconds of processor time of this process and, on the same machine, of its database server."""
    here = process_time() * 1000
    if connection.vendor != "postgresql":
        return here
    if "backend" not in _cache:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            _cache["backend"] = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    backend = _cache["backend"]
    return here + (int(backend.read_text().split()[0]) / 1e6 if backend.exists() else 0.0)


_cache: dict[str, Path] = {}


def _ninety_five(times: list[float]) -> float:
    return sorted(times)[max(0, round(len(times) * 0.95) - 1)]


def _bare(texts: list[str]) -> float:
    """95th percentile of what everybody writes first."""

    def ask(text: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, name FROM crm_customer WHERE name LIKE %s LIMIT 20", [f"%{text}%"])
            cursor.fetchall()

    return _ninety_five([_timed(lambda text=text: ask(text)) for text in [*texts, "龘龖", "鱻麤靐"]])


def _timed(act: Callable[[], None]) -> float:
    began = perf_counter()
    act()
    return (perf_counter() - began) * 1000


def _added_to_writes(rows: int = 2_000) -> tuple[float, float]:
    """Microseconds the index adds to one new row in a batch of the import, and to one change of one row."""
    from yanzhen.platform import search
    from yanzhen.platform.models import SearchEntry

    model = __import__("django.apps", fromlist=["apps"]).apps.get_model("crm.Customer")
    keys = list(model.objects.order_by("-pk").values_list("pk", flat=True)[:rows])
    SearchEntry.objects.filter(noun_name="crm.customer", object_id__in=keys).delete()
    began = perf_counter()
    search.changed(model, keys, are_new=True)
    batch = (perf_counter() - began) / rows * 1e6
    instance = model.objects.get(pk=keys[0])
    began = perf_counter()
    for turn in range(100):
        model.objects.filter(pk=instance.pk).update(name=f"{instance.name}{turn}")
        search.touched(instance)
    return batch, (perf_counter() - began) / 100 * 1e6


def _told(loaded: Any, built: Any, figures: Any, bare: float, adding: tuple[float, float]) -> dict[str, Any]:
    vendor = connection.vendor
    print(f"{loaded[0]:,} customers loaded in {loaded[1]:.0f} s; {built[0]:,} records indexed in {built[1]:.0f} s, "
          f"{built[0] / built[1]:,.0f} a second ({vendor})")  # fmt: skip
    print(f"index adds {adding[0]:.0f} µs to a new row of an import, {adding[1]:.0f} µs to one change by hand")
    for who, kinds in figures.items():
        print(f"{who}: {_people()[who]}")
        for kind, (median, late, busy, empty, _) in kinds.items():
            print(f"  {kind:26} p50 {median:6.1f}  p95 {late:6.1f}  busy p95 {busy:6.1f} ms   {empty} without a hit")
    every = [kind for kinds in figures.values() for kind in kinds.values()]
    value = _ninety_five([time for kind in every for time in kind[4]])
    print(f"bare LIKE '%…%' LIMIT 20: p95 {bare:.1f} ms; all questions: p95 {value:.1f} ms, limit {LIMITS[vendor]} ms")
    return {
        "name": f"search over {loaded[0]:,} customers, {vendor}: p95 of all questions",
        "value": round(value, 1),
        "reference": round(bare, 1),
        "ratio": round(value / bare, 3),
        "unit": "ms",
        "slowest_kind_p95": round(max(kind[1] for kind in every), 1),
        "slowest_kind_busy_p95": round(max(kind[2] for kind in every), 1),
        "limit": LIMITS[vendor],
        "index_rows_per_second": round(built[0] / built[1]),
        "added_microseconds_per_imported_row": round(adding[0]),
    }
