"""The store follows the database: partition by partition, never half, never for somebody else's database."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from yanzhen.analysis.tests import books as builder
from yanzhen.analysis.tests.books import Books, model
from yanzhen.figures.queries import sales
from yanzhen.platform import outbox, schedule, warehouse
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.models import OutboxRow
from yanzhen.platform.warehouse import engine, refreshing, store, writing
from yanzhen.platform.warehouse.extracts import by_block, by_month


@pytest.fixture
def fresh(books: Books) -> Iterator[Books]:
    """Two months of orders, copied."""
    builder.order(books, "A", date(2026, 1, 31), [(0, "2", "10.10", "4.04")])
    builder.order(books, "B", date(2026, 2, 1), [(1, "1", "5.00", None), (1, "1.5", "7.77", "1")])
    warehouse.rebuild()
    yield books
    store.manifest_path(store.folder()).unlink()


def by_month_sales() -> dict[str, str]:
    cube = sales.cube(SYSTEM, sales.Request(by=("month",), measures=("net_sales",)))
    return {item["month"]: item["net_sales"] for item in cube.items()}


def files() -> dict[str, str]:
    manifest = store.load(store.folder())
    assert manifest is not None
    return manifest.files["sales"]


def test_a_change_rewrites_only_its_month(fresh: Books) -> None:
    before = files()
    builder.order(fresh, "C", date(2026, 2, 28), [(2, "1", "100.00", "50")])
    outbox.facts_changed([("sales", "2026-02")])
    assert warehouse.refresh() == 3
    after = files()
    assert by_month_sales() == {"2026-01": "10.10", "2026-02": "112.77"}
    assert after["2026-01"] == before["2026-01"]
    assert after["2026-02"] != before["2026-02"]
    assert not OutboxRow.objects.exists()


def test_an_emptied_month_loses_its_file_and_a_new_month_gets_one(fresh: Books) -> None:
    moved = model("orders.Order").objects.get(number="A")
    moved.ordered_on = date(2026, 5, 5)
    moved.save(update_fields=["ordered_on"])
    outbox.facts_changed([("sales", "2026-01"), ("sales", "2026-05")])
    warehouse.refresh()
    assert sorted(files()) == ["2026-02", "2026-05"]
    assert by_month_sales() == {"2026-02": "12.77", "2026-05": "10.10"}


def test_star_means_everything(fresh: Books) -> None:
    for n in range(3):
        builder.order(fresh, f"D{n}", date(2025, n + 1, 1), [(0, "1", "1.00", None)])
    outbox.facts_changed([("*", "*")])
    warehouse.refresh()
    assert len(by_month_sales()) == 5
    assert not OutboxRow.objects.exists()


def test_refresh_without_news_does_nothing(fresh: Books) -> None:
    before = store.stamp(store.folder())
    assert warehouse.refresh() == 0
    assert store.stamp(store.folder()) == before


def test_a_death_before_the_rows_are_deleted_is_made_good_by_the_next_run(
    fresh: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.order(fresh, "C", date(2026, 2, 28), [(2, "1", "100.00", "50")])
    outbox.facts_changed([("sales", "2026-02")])

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(refreshing, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            warehouse.refresh()
    assert OutboxRow.objects.count() == 1
    warehouse.refresh()
    assert by_month_sales()["2026-02"] == "112.77"
    assert not OutboxRow.objects.exists()


def test_a_death_before_the_swap_leaves_the_old_figures(fresh: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    builder.order(fresh, "C", date(2026, 2, 28), [(2, "1", "100.00", "50")])
    outbox.facts_changed([("sales", "2026-02")])

    def die(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "swap", die)
        with pytest.raises(KeyboardInterrupt):
            warehouse.refresh()
    assert by_month_sales()["2026-02"] == "12.77"
    warehouse.refresh()
    assert by_month_sales()["2026-02"] == "112.77"


def test_what_fails_is_noted_and_does_not_hold_up_the_rest(fresh: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.people[0].name = "改名"
    fresh.people[0].save(update_fields=["name"])
    outbox.facts_changed([("employees", "all"), ("sales", "2026-13"), ("nothing", "all")])
    schedule.tick()
    left = OutboxRow.objects.order_by("payload")
    assert {row.payload["extract"] for row in left} == {"sales", "nothing"}
    assert all(row.attempts == 1 and row.failure and row.claimed_at for row in left)
    state = warehouse.freshness()
    assert state is not None
    assert (state.pending, state.failing) == (2, 2)
    names = engine.execute("SELECT name FROM employees")["name"].to_pylist()
    assert "改名" in names


def test_a_failed_row_waits_before_it_is_tried_again(fresh: Books) -> None:
    outbox.facts_changed([("sales", "2026-13")])
    warehouse.refresh()
    warehouse.refresh()
    assert OutboxRow.objects.get().attempts == 1
    OutboxRow.objects.update(claimed_at=timezone.now() - timedelta(seconds=3))
    warehouse.refresh()
    assert OutboxRow.objects.get().attempts == 2


def test_before_the_first_build_a_query_says_so(books: Books) -> None:
    with pytest.raises(warehouse.NotReady) as caught:
        by_month_sales()
    assert caught.value.status == 503
    assert warehouse.fresh_at() is None
    warehouse.refresh()
    assert by_month_sales() == {}
    store.manifest_path(store.folder()).unlink()


def test_freshness_is_the_moment_of_the_oldest_waiting_change(fresh: Books) -> None:
    assert (at := warehouse.fresh_at()) is not None
    assert timezone.now() - at < timedelta(seconds=5)
    outbox.facts_changed([("sales", "2026-02")])
    assert warehouse.fresh_at() == OutboxRow.objects.get().written_at
    assert warehouse.freshness().pending == 1


def test_a_new_form_of_an_extract_is_built_without_news(fresh: Books) -> None:
    base = store.folder()
    manifest = store.load(base)
    assert manifest is not None
    old = manifest.files["units"]["all"]
    manifest.versions["units"] = "as it was in an older release"
    store.swap(base, manifest)
    assert warehouse.refresh() == 4
    assert store.load(base).files["units"]["all"] != old


def test_replaced_files_stay_for_a_while_and_then_go(fresh: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    old = store.folder() / files()["2026-02"]
    outbox.facts_changed([("sales", "2026-02")])
    warehouse.refresh()
    assert old.exists()
    monkeypatch.setattr(store, "GRACE_SECONDS", -1)
    outbox.facts_changed([("sales", "2026-02")])
    warehouse.refresh()
    assert not old.exists()


def test_only_one_refreshes_at_a_time(fresh: Books) -> None:
    outbox.facts_changed([("sales", "2026-02")])
    with store.locked(store.folder(), wait=False):
        assert warehouse.refresh() == 0
        assert OutboxRow.objects.count() == 1
    assert warehouse.refresh() == 2


def test_a_stream_of_all_gives_what_the_partitions_give(fresh: Books) -> None:
    builder.random_orders(fresh, seed=3, count=60)
    warehouse.rebuild()
    streamed = engine.execute("SELECT * FROM sales ORDER BY line_id")
    outbox.facts_changed([("sales", key) for key in files()])
    warehouse.refresh()
    assert engine.execute("SELECT * FROM sales ORDER BY line_id") == streamed
    assert streamed["order_mark"].to_pylist().count(1) == len(
        set(streamed.filter(streamed["is_sale"])["order_id"].to_pylist())
    )


def test_threads_read_while_files_change(fresh: Books) -> None:
    sums: list[int] = []
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _round in range(30):
                sums.append(engine.execute("SELECT SUM(net_cents) AS s FROM sales")["s"][0].as_py())
        except BaseException as error:
            failures.append(error)

    house = engine.warehouse()
    readers = [threading.Thread(target=read) for _n in range(4)]
    original = engine.warehouse
    engine.warehouse = lambda: house  # other threads have no connection of the test's transaction
    try:
        for reader in readers:
            reader.start()
        for n in range(5):
            builder.order(fresh, f"X{n}", date(2026, 2, 3), [(0, "1", "1.00", None)])
            outbox.facts_changed([("sales", "2026-02")])
            warehouse.refresh()
    finally:
        for reader in readers:
            reader.join()
        engine.warehouse = original
    assert failures == []
    assert {int(s) for s in sums} <= {2287 + 100 * n for n in range(6)}


@pytest.mark.django_db(transaction=True)
def test_extraction_beside_open_connections_gives_the_same(books: Books) -> None:
    """Outside a transaction PostgreSQL is read by ADBC; the files must be as over Django's connection."""
    builder.random_orders(books, seed=5, count=40)
    warehouse.rebuild()
    names = sorted(refreshing.discovered())
    outside = {name: engine.execute(f"SELECT * FROM {name} ORDER BY ALL") for name in names}
    from django.db import transaction

    with transaction.atomic():
        warehouse.rebuild()
    assert {name: engine.execute(f"SELECT * FROM {name} ORDER BY ALL") for name in names} == outside
    assert outside["sales"].num_rows > 40
    store.manifest_path(store.folder()).unlink()


def test_partitions_are_found_without_reading_everything(fresh: Books) -> None:
    def value(sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]

    builder.order(fresh, "OLD", date(1900, 1, 1), [(0, "1", "1.00", None)])
    builder.order(fresh, "FAR", date(9999, 12, 31), [(0, "1", "1.00", None)])
    months = by_month("orders_order", "ordered_on", "o")
    assert list(months.keys(value)) == ["1900-01", "2026-01", "2026-02", "9999-12"]
    assert months.condition("9999-12") == "o.ordered_on >= '9999-12-01'"
    for bad in ("2026-13", "2026-1", "x' OR 1=1 --", ""):
        with pytest.raises(ValueError, match="not a month"):
            months.condition(bad)
    blocks = by_block("crm_customer", "c", 1)
    keys = list(blocks.keys(value))
    assert keys == sorted({str(c.pk >> 1) for c in fresh.customers}, key=int)
    warehouse.rebuild()
    assert by_month_sales()["9999-12"] == by_month_sales()["1900-01"] == "1.00"


def test_amounts_survive_to_the_cent(fresh: Books) -> None:
    amounts = ["0.01", "-0.01", "0.29", "1.15", "2.675", "123456789012.34", "-99999999999.99"]
    amounts.remove("2.675")
    builder.order(fresh, "CENTS", date(2026, 3, 1), [(0, "0.001", a, a) for a in amounts])
    warehouse.rebuild()
    stored = engine.execute("SELECT net_cents, cost_cents, quantity FROM sales WHERE month = 202603 ORDER BY line_id")
    assert stored["net_cents"].to_pylist() == [1, -1, 29, 115, 12345678901234, -9999999999999]
    assert stored["cost_cents"].to_pylist() == stored["net_cents"].to_pylist()
    assert stored["quantity"].to_pylist() == [1] * 6


def test_writing_leaves_no_spool_behind(fresh: Books) -> None:
    assert not list(store.folder().glob("*.arrow"))
    assert writing.ROW_GROUP > 0


@pytest.mark.django_db
def test_a_company_that_moves_with_its_folder_keeps_its_figures(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def named(var: str, file: str) -> str:
        settings.VAR = var
        monkeypatch.setitem(connection.settings_dict, "NAME", file)
        return store.identity()

    here = named("/srv/a", "/srv/a/books.sqlite3")
    assert named("/srv/b", "/srv/b/books.sqlite3") == here
    assert named("/srv/b", "/srv/b/others.sqlite3") != here
    assert named("/srv/b", "/srv/a/books.sqlite3") != here
