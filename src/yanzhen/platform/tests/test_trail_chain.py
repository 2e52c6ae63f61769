"""The chain over the audit rows: sealed apart from writing, and every way to tamper with it is found and named."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.models import AuditEntry, AuditHead, AuditSeal
from yanzhen.platform.trail import canonical, sealing, triggers, verifying

ANN = Actor(user_id=7, name="安")


def write(count: int = 10) -> None:
    for number in range(count):
        audit.record(
            ANN, "change", f"记录 {number}", before={"n": number}, after={"n": number + 1, "价": "1.50"}, noun="x.y"
        )


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def chain(db: None) -> list[int]:
    """Ten sealed rows; their keys."""
    sealing.forget()
    write()
    sealing.everything()
    return list(AuditSeal.objects.order_by("position").values_list("entry_id", flat=True))


def broken() -> verifying.Break:
    found = verifying.verify().first
    assert found is not None
    return found


def test_a_chain_that_nobody_touched_is_whole(chain: list[int]) -> None:
    found = verifying.verify()
    assert (found.first, found.rows, found.unsealed) == (None, AuditEntry.objects.count(), 0)


def test_digests_are_those_of_the_rows(chain: list[int]) -> None:
    """Worked out again by hand, from the model and not from the SQL that sealing reads by."""
    before = canonical.START
    for seal in AuditSeal.objects.order_by("position"):
        e = AuditEntry.objects.get(pk=seal.entry_id)
        moment = e.happened_at.strftime("%Y-%m-%d %H:%M:%S.%f")
        values = [1, e.pk, moment, e.user_id, e.who, e.verb, e.noun_name, e.object_id, e.title]
        content = json.dumps(
            [*values, e.before, e.after, e.reason], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
        assert seal.digest == canonical.digest(before, content)
        before = seal.digest


def test_neither_rows_nor_seals_can_be_changed_or_deleted(chain: list[int]) -> None:
    statements = [
        "UPDATE platform_auditentry SET who = 'x'", "DELETE FROM platform_auditentry",
        "UPDATE platform_auditseal SET digest = 'x'", "DELETE FROM platform_auditseal",
    ]  # fmt: skip
    if connection.vendor == "postgresql":
        statements += ["TRUNCATE platform_auditentry", "TRUNCATE platform_auditseal CASCADE"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            sql(statement)
    for rows in (AuditEntry.objects.all(), AuditSeal.objects.all()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            rows.delete()
    assert verifying.verify().is_whole


@pytest.mark.parametrize(
    "change", ["who = 'somebody else'", "title = 'x'", "user_id = 8", "happened_at = '2020-01-01 00:00:00'",
               "after = '{}'", "reason = 'x'", "object_id = 5"],
)  # fmt: skip
def test_a_changed_row_is_named(chain: list[int], change: str) -> None:
    with triggers.lifted():
        sql(f"UPDATE platform_auditentry SET {change} WHERE id = %s", chain[3])
    found = broken()
    assert (found.kind, found.position, found.entry_id) == (verifying.CHANGED, 4, chain[3])
    assert f"Row {chain[3]} (" in found.words()


def test_the_first_of_several_is_named_with_when_who_and_what(chain: list[int]) -> None:
    with triggers.lifted():
        sql("UPDATE platform_auditentry SET verb = 'v' WHERE id IN (%s, %s)", chain[7], chain[5])
    found = broken()
    assert (found.entry_id, found.who, found.verb, found.title) == (chain[5], "安", "v", "记录 5")
    assert found.when.endswith("UTC")


def test_a_missing_row_is_named(chain: list[int]) -> None:
    with triggers.lifted():
        sql("DELETE FROM platform_auditentry WHERE id = %s", chain[4])
    found = broken()
    assert (found.kind, found.position, found.entry_id) == (verifying.MISSING, 5, chain[4])


def test_a_row_deleted_with_its_seal_leaves_a_gap(chain: list[int]) -> None:
    with triggers.lifted():
        sql("DELETE FROM platform_auditentry WHERE id = %s", chain[4])
        sql("DELETE FROM platform_auditseal WHERE entry_id = %s", chain[4])
    found = broken()
    assert (found.kind, found.position) == (verifying.SEAL_MISSING, 5)


def test_a_row_put_in_below_sealed_ones_is_named(chain: list[int]) -> None:
    with triggers.lifted():
        sql("DELETE FROM platform_auditseal WHERE position = 10")
        sql("DELETE FROM platform_auditentry WHERE id = %s", chain[2])
        sql("INSERT INTO platform_auditentry (id, happened_at, who, verb, noun_name, title, before, after, reason) "
            "VALUES (%s, '2026-01-01 00:00:00', 'x', 'create', '', 'forged', '{}', '{}', '')", chain[2])  # fmt: skip
    assert broken().kind == verifying.CHANGED


def test_a_row_dated_back_is_named_even_when_it_was_sealed(chain: list[int]) -> None:
    sql("INSERT INTO platform_auditentry (happened_at, who, verb, noun_name, title, before, after, reason) "
        "VALUES ('2026-01-01 00:00:00', 'x', 'create', '', 'forged', '{}', '{}', '')")  # fmt: skip
    sealing.everything()
    found = broken()
    assert (found.kind, found.title, found.position) == (verifying.INSERTED, "forged", 11)


def test_a_row_put_in_past_the_worker_is_named(chain: list[int]) -> None:
    low = chain[0] - 1
    sql("INSERT INTO platform_auditentry (id, happened_at, who, verb, noun_name, title, before, after, reason) "
        "VALUES (%s, '2026-01-01 00:00:00', 'x', 'create', '', 'forged', '{}', '{}', '')", low)  # fmt: skip
    found = broken()
    assert (found.kind, found.entry_id) == (verifying.INSERTED, low)


def test_rows_that_changed_places_are_named(chain: list[int]) -> None:
    with triggers.lifted():
        sql("UPDATE platform_auditseal SET entry_id = -1 WHERE position = 3")
        sql("UPDATE platform_auditseal SET entry_id = %s WHERE position = 7", chain[2])
        sql("UPDATE platform_auditseal SET entry_id = %s WHERE position = 3", chain[6])
    found = broken()
    assert (found.kind, found.position, found.entry_id) == (verifying.REORDERED, 3, chain[6])
    assert str(chain[2]) in found.detail


def test_a_changed_seal_is_told_from_a_changed_row(chain: list[int]) -> None:
    with triggers.lifted():
        sql("UPDATE platform_auditseal SET digest = %s WHERE position = 6", "f" * 64)
    assert (broken().kind, broken().position) == (verifying.SEAL_CHANGED, 6)


def test_a_chain_made_anew_differs_from_the_head_sent_away(chain: list[int], tmp_path: Path, capsys: Any) -> None:
    last = AuditSeal.objects.get(position=10)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(json.dumps({"position": 10, "digest": last.digest}) + "\n")
    with triggers.lifted():
        sql("UPDATE platform_auditentry SET who = 'nobody' WHERE id = %s", chain[1])
        sql("DELETE FROM platform_auditseal")
        sealing.forget()
        sealing.everything()
    assert verifying.verify(heads=[]).is_whole, "the twin: without the head nothing is to be seen"
    found = verifying.verify(heads=verifying.heads_of(kept)).first
    assert found is not None
    assert (found.kind, found.position) == (verifying.HEAD_DIFFERS, 10)
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", head=kept)
    assert ended.value.code == 1
    assert "BROKEN" in capsys.readouterr().out


def test_a_trail_cut_off_at_its_end_differs_from_the_head(chain: list[int]) -> None:
    AuditHead.objects.create(
        position=10, digest=AuditSeal.objects.get(position=10).digest, place="p", sent_at="2026-01-01T00:00Z"
    )
    with triggers.lifted():
        sql("DELETE FROM platform_auditseal WHERE position > 8")
        sql("DELETE FROM platform_auditentry WHERE id > %s", chain[7])
    assert broken().kind == verifying.HEAD_DIFFERS


def test_missing_triggers_are_told(chain: list[int]) -> None:
    triggers.drop()
    assert broken().kind == verifying.TRIGGERS
    triggers.install()
    assert verifying.verify().is_whole


def test_the_command_says_that_all_is_well(chain: list[int], capsys: Any) -> None:
    call_command("audit", "verify")
    assert "The trail is whole: 10 rows" in capsys.readouterr().out


def test_a_file_of_heads_that_is_none_is_refused(chain: list[int], tmp_path: Path) -> None:
    for text in ("no json", "[1]", '{"position": "x", "digest": 1}', "{}"):
        (tmp_path / "h").write_text(text)
        with pytest.raises(verifying.UnreadableHeads):
            verifying.heads_of(tmp_path / "h")


def test_odd_values_seal_and_verify(db: None) -> None:
    for value in ("\u0001", "𠮷", "'\"\\", 2**70, -1.5e300, [None, {"b": 1, "a": [2]}], "x" * 5000):
        audit.record(SYSTEM, "change", "odd", after={"v": value}, noun="x.y")
    sealing.everything()
    assert verifying.verify().is_whole


def _in_thread(work: Any) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_are_all_sealed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four writers and two sealers side by side: each row has one seal, and the chain holds."""
    sealing.forget()
    monkeypatch.setattr(sealing, "MARGIN_SECONDS", 0.0)
    done = threading.Event()

    def write_many() -> None:
        for _turn in range(25):
            with transaction.atomic():
                write(2)

    def keep_sealing() -> None:
        while not done.is_set():
            sealing.tick()

    sealers = [_in_thread(keep_sealing), _in_thread(lambda: [sealing.seal() for _ in range(20)])]
    writers = [_in_thread(write_many) for _ in range(4)]
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    sealing.everything()
    found = verifying.verify()
    assert (found.first, found.rows, found.unsealed) == (None, 200, 0)


@pytest.mark.django_db(transaction=True)
def test_a_row_committed_late_with_a_lower_key_is_sealed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, so keys appear in their order")
    sealing.forget()
    monkeypatch.setattr(sealing, "MARGIN_SECONDS", 0.0)
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(1)
            written.set()
            go_on.wait(timeout=120)

    thread = _in_thread(slow)
    written.wait(timeout=120)
    write(5)
    for _turn in range(4):
        sealing.tick()
    assert AuditSeal.objects.count() == 5
    assert sealing._floor.key == 0, "the floor waits for the transaction that is still running"
    go_on.set()
    thread.join()
    for _turn in range(4):
        sealing.tick()
    late = AuditEntry.objects.order_by("pk").first()
    assert late is not None
    assert AuditSeal.objects.get(position=6).entry_id == late.pk
    assert verifying.verify().is_whole
    # Transaction numbers are the whole server's: what another database of it has open holds the floor back too.
    with connection.cursor() as cursor:
        elsewhere = "datname <> current_database() AND backend_xid IS NOT NULL"
        cursor.execute(f"SELECT COUNT(*) FROM pg_stat_activity WHERE {elsewhere}")
        others = cursor.fetchone()[0]
    assert others or sealing._floor.key > 0


@pytest.mark.django_db(transaction=True)
def test_a_floor_that_asks_nobody_misses_the_late_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: with the floor at the newest key sealed, the late row is never looked at again."""
    if connection.vendor != "postgresql":
        pytest.skip("as above")
    sealing.forget()
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(1)
            written.set()
            go_on.wait(timeout=120)

    thread = _in_thread(slow)
    written.wait(timeout=120)
    write(5)
    sealing.tick()
    sealing._floor.key = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    go_on.set()
    thread.join()
    sealing.tick()
    assert AuditSeal.objects.count() == 5
    sealing.forget()
    sealing.tick()
    assert AuditSeal.objects.count() == 6
