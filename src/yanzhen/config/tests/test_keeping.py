"""Backup, restore and drill over the command, on whichever database the tests run."""

import os
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from yanzhen.platform.keeping import archive, databases, service
from yanzhen.platform.keeping.sealing import Damaged
from yanzhen.platform.models import BackupRun

KEY = b"a key of enough characters"


@contextmanager
def other_place(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty installation beside this one."""
    var = folder / "var"
    var.mkdir()
    with service._scratch(var) as url:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("YANZHEN_", "DATABASE_"))}
        yield {**kept, "YANZHEN_VAR": str(var), "DATABASE_URL": url, "YANZHEN_BACKUP_KEY": KEY.decode(),
               "YANZHEN_LANGUAGE": "en"}  # fmt: skip


def yanzhen(surroundings: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yanzhen.config.cli", *command],
        env=surroundings, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture
def books(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Path]:
    """A small book with an attached file, and folders of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.BACKUP_DIR, settings.BACKUP_KEY, settings.BACKUP_KEEP = tmp_path / "backups", KEY, 2
    # The test database has another name than the settings' one.
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", connection.settings_dict["NAME"])
    base, _, _name = str(settings.DATABASE_URL).rpartition("/")
    settings.DATABASE_URL = f"{base}/{connection.settings_dict['NAME']}"
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "合同.pdf").write_bytes(b"%PDF-1.4 signed")
    BackupRun.objects.create(kind="drill", who="an old row", message="雁阵 \t\\ tab, backslash\nand line")
    yield tmp_path
    shutil.rmtree(tmp_path / "files")


def test_what_was_backed_up_comes_back_in_an_empty_place(books: Path) -> None:
    written = service.write_archive(books / "b.yz", KEY)
    assert written.path.stat().st_mode & 0o777 == 0o600
    assert archive.checksum(written.path) == written.sha256
    with other_place(books) as there:
        done = yanzhen(there, "restore", str(written.path))
        assert done.returncode == 0, done.stderr
        assert f"{written.rows:,} rows" in done.stdout
        assert (Path(there["YANZHEN_VAR"]) / "files" / "合同.pdf").read_bytes() == b"%PDF-1.4 signed"
        again = yanzhen(there, "backup", str(books / "again.yz"))
        assert again.returncode == 0, again.stderr
        # The second archive holds the same rows, and one more: the audit row that tells of the restore.
        back = archive.unpack(books / "again.yz", _empty(books / "unpacked"), KEY)
        more = {t: n - written.manifest.tables[t] for t, n in back.tables.items() if n != written.manifest.tables[t]}
        assert more == {"platform_auditentry": 1}
        refused = yanzhen(there, "restore", str(written.path))
        assert refused.returncode == 1
        assert "not empty" in refused.stderr


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.once
def test_an_altered_backup_changes_nothing(books: Path) -> None:
    written = service.write_archive(books / "b.yz", KEY)
    data = bytearray(written.path.read_bytes())
    data[len(data) // 2] ^= 1
    written.path.write_bytes(data)
    with other_place(books) as there:
        done = yanzhen(there, "restore", str(written.path))
        assert done.returncode == 1
        assert "altered" in done.stderr
        assert "Traceback" not in done.stderr
        assert list((Path(there["YANZHEN_VAR"])).glob("files/*")) == []


def test_a_member_that_leads_out_of_the_folder_is_refused(books: Path) -> None:
    manifest = archive.Manifest("0", connection.vendor, [])
    (books / "evil").write_bytes(b"x")
    with archive.packing(books / "b.yz", KEY, manifest) as packer:
        packer.add("../evil", books / "evil")
    with pytest.raises(Damaged):
        archive.unpack(books / "b.yz", _empty(books / "out"), KEY)


def test_a_full_disk_leaves_no_half_backup(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full)
    from yanzhen.platform.actor import SYSTEM

    run = service.backup(actor=SYSTEM)
    assert (run.state, run.file) == ("failed", "")
    assert "The disk is full" in run.message
    assert list(settings.BACKUP_DIR.iterdir()) == []


@contextmanager
def little_room(most: int) -> Iterator[None]:
    """No file grows beyond so many bytes: the system itself refuses them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("most", [0, 256 << 10])
def test_a_disk_that_fills_up_is_told_and_leaves_nothing(
    books: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """At the first byte, and in the middle."""
    from yanzhen.platform.actor import SYSTEM

    (books / "files" / "noise").write_bytes(os.urandom(1 << 20))
    write = service.write_archive

    def short_of_room(*given: Any) -> Any:
        with little_room(most):
            return write(*given)

    monkeypatch.setattr(service, "write_archive", short_of_room)
    run = service.backup(actor=SYSTEM)
    assert (run.state, run.file, run.ended_at is None) == ("failed", "", False)
    assert "The disk is full" in run.message or "could not be written" in run.message
    assert list(settings.BACKUP_DIR.iterdir()) == []
    alert = apps.get_model("platform", "Alert").objects.get(kind="backup_failed", key__endswith=f":{run.pk}")
    assert alert.facts["error"] == run.message
    monkeypatch.undo()


def test_the_command_says_that_the_disk_is_full(books: Path, tmp_path: Path) -> None:
    (books / "files" / "noise").write_bytes(os.urandom(1 << 20))
    target = tmp_path / "mine" / "b.yzbackup"
    with pytest.raises(CommandError, match="nothing was left behind"), little_room(64 << 10):
        call_command("backup", str(target))
    assert list(target.parent.iterdir()) == []


def test_an_archive_without_its_checksum_does_not_stay(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "checksum", full)
    with pytest.raises(OSError, match="No space"):
        service.write_archive(books / "backups" / "b.yz", KEY)
    assert list(settings.BACKUP_DIR.iterdir()) == []


def test_whatever_breaks_a_backup_off_it_has_ended(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it would seem to go on for half a day, and no other would begin."""
    from yanzhen.platform.actor import SYSTEM

    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("columns")

    monkeypatch.setattr(databases, "write_out", broken)
    assert service.backup(actor=SYSTEM).state == "failed"


def test_the_drill_restores_the_newest_backup_and_the_oldest_are_forgotten(books: Path) -> None:
    from yanzhen.platform.actor import SYSTEM

    for _ in range(3):
        assert service.backup(actor=SYSTEM).state == "done"
    assert len(list(settings.BACKUP_DIR.glob("*.yzbackup"))) == 2
    run = service.drill(actor=SYSTEM)
    assert (run.state, run.message) == ("done", "Restored, counted and verified.")
    assert service.last("drill") == run


def test_a_backup_under_writes_is_one_moment(books: Path) -> None:
    """Two rows are always written together; no archive may hold one without the other."""
    stop = threading.Event()

    def write() -> None:
        from django.db import transaction

        try:
            while not stop.is_set():
                with transaction.atomic():
                    BackupRun.objects.create(kind="backup", who="pair")
                    BackupRun.objects.create(kind="backup", who="pair")
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(5):
            folder = _empty(books / str(number))
            _files, rows = databases.write_out(folder)
            counts.append(rows["platform_backuprun"] - 1)
    finally:
        stop.set()
        writer.join()
    assert [n % 2 for n in counts] == [0] * 5
    assert counts[-1] > counts[0]


def test_the_command_says_when_nothing_is_encrypted(
    books: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BACKUP_KEY = None
    call_command("backup", str(books / "plain.yz"))
    assert "NOT encrypted" in capsys.readouterr().out
