"""Backup, restore and drill, as the commands, the page, the API and the schedule call them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.keeping import archive, databases
from yanzhen.platform.keeping.archive import Manifest
from yanzhen.platform.keeping.sealing import Damaged
from yanzhen.platform.models import BackupRun
from yanzhen.platform.models.keeping import BackupKind, BackupState
from yanzhen.platform.services import jobs
from yanzhen.platform.trail import alerts

log = structlog.get_logger(__name__)

SUFFIX = ".yzbackup"
KEY_FILE = "secret.key"
FILES = "files"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NEW = timedelta(hours=12)
"""An installation this young has nothing to keep yet, and people look at it for the first time."""
NIGHT_FROM = 2
DRILL_SECONDS = 6 * 3600
GIVEN_UP = timedelta(hours=12)


@dataclass(frozen=True)
class Written:
    """One archive on the disk."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest

    @property
    def rows(self) -> int:
        return sum(self.manifest.tables.values())


def write_archive(target: Path, key: bytes | None) -> Written:
    """Write everything of this installation into one file; an unfinished one never bears its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    manifest = Manifest(version=version("yanzhen"), vendor=connection.vendor, migrations=databases.applied())
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        members, manifest.tables = databases.write_out(Path(folder))
        with archive.packing(target, key, manifest) as packer:
            for name, path in members.items():
                packer.add(name, path)
                path.unlink()
            for name, path in _attached():
                packer.add(name, path)
    try:
        sha = archive.checksum(target)
        _beside(target).write_text(f"{sha}  {target.name}\n", encoding="ascii")
    except OSError:
        target.unlink()
        _beside(target).unlink(missing_ok=True)
        raise
    return Written(target, target.stat().st_size, sha, manifest)


def _beside(target: Path) -> Path:
    return target.with_name(target.name + ".sha256")


def _attached() -> Iterator[tuple[str, Path]]:
    """The files people attached, and the key by which stored secrets are read.

    They are read after the database: what a row of it names was written before that row.
    """
    if (settings.VAR / KEY_FILE).exists():
        yield KEY_FILE, settings.VAR / KEY_FILE
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file():
            yield f"{FILES}/{path.relative_to(root).as_posix()}", path


def restore(source: Path, key: bytes | None) -> Manifest:
    """Fill this empty installation from an archive. Nothing is touched before every byte was checked."""
    _check_empty()
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR) as folder:
        unpacked = Path(folder)
        manifest = archive.unpack(source, unpacked, key)
        if manifest.vendor != connection.vendor:
            raise Damaged(
                _("This backup is of {theirs}, this installation uses {ours}.").format(
                    theirs=manifest.vendor, ours=connection.vendor
                )
            )
        databases.read_in(unpacked, manifest.tables, manifest.migrations)
        if (unpacked / FILES).is_dir():
            shutil.copytree(unpacked / FILES, settings.MEDIA_ROOT, dirs_exist_ok=True)
        if (unpacked / KEY_FILE).exists() and not os.environ.get("YANZHEN_SECRET_KEY"):
            shutil.copyfile(unpacked / KEY_FILE, settings.VAR / KEY_FILE)
            (settings.VAR / KEY_FILE).chmod(0o600)
    shutil.rmtree(settings.VAR / "warehouse", ignore_errors=True)
    with transaction.atomic():
        # Who was signed in then signs in again: somebody may have left since.
        Session.objects.all().delete()
        audit.record(SYSTEM, "restore", source.name, after={"file": source.name, "rows": sum(manifest.tables.values())})
    return manifest


def _check_empty() -> None:
    if not databases.is_empty():
        raise RuleBroken(_("The database is not empty. A backup is restored into an empty place only."), code="full")
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir() and any(root.iterdir()):
        raise RuleBroken(_("The folder of attached files is not empty."), code="full")


# -- Runs that are kept in the books -----------------------------------------------------------------------------------


def backup(*, actor: Actor, folder: Path | None = None) -> BackupRun:
    """Back up now into the folder of backups, keep the newest ones, and write down how it went."""
    folder = folder or settings.BACKUP_DIR
    run = BackupRun.objects.create(kind=BackupKind.BACKUP, who=actor.name)
    with _noted(run, actor):
        name = f"yanzhen-{timezone.localtime():%Y%m%d-%H%M%S}-{run.pk}{SUFFIX}"
        written = write_archive(folder / name, settings.BACKUP_KEY)
        run.file, run.size, run.sha256 = name, written.size, written.sha256
        run.rows, run.is_encrypted = written.rows, bool(settings.BACKUP_KEY)
        _forget_old(folder)
    return run


def _forget_old(folder: Path) -> None:
    for path in sorted(folder.glob(f"yanzhen-*{SUFFIX}"))[: -settings.BACKUP_KEEP]:
        path.unlink()
        _beside(path).unlink(missing_ok=True)


def drill(*, actor: Actor) -> BackupRun:
    """Restore the newest backup into a place of its own, check it there, and clear that place away."""
    run = BackupRun.objects.create(kind=BackupKind.DRILL, who=actor.name)
    with _noted(run, actor):
        newest = max(settings.BACKUP_DIR.glob(f"yanzhen-*{SUFFIX}"), default=None)
        if newest is None:
            raise Damaged(_("There is no backup to restore yet."))
        run.file, run.size = newest.name, newest.stat().st_size
        run.is_encrypted = bool(settings.BACKUP_KEY)
        _restore_elsewhere(newest)
        run.message = _("Restored, counted and verified.")
    return run


def _restore_elsewhere(newest: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".drill-", dir=settings.VAR) as place, _scratch(Path(place)) as url:
        surroundings = {**os.environ, "YANZHEN_VAR": place, "DATABASE_URL": url, "YANZHEN_LOG_LEVEL": "ERROR"}
        for name in ("DATABASE_URL_FILE", "YANZHEN_PREPARE", "YANZHEN_TESTING"):
            surroundings.pop(name, None)
        if settings.BACKUP_KEY:
            surroundings["YANZHEN_BACKUP_KEY"] = settings.BACKUP_KEY.decode()
        for command in (["restore", str(newest)], ["audit", "verify"]):
            done = subprocess.run(
                [sys.executable, "-m", "yanzhen.config.cli", *command],
                env=surroundings, capture_output=True, text=True, timeout=DRILL_SECONDS, check=False,
            )  # fmt: skip
            if done.returncode:
                raise Damaged((done.stderr or done.stdout).strip()[-400:])


@contextmanager
def _scratch(place: Path) -> Iterator[str]:
    """The address of an empty database for the drill."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{place / 'drill.sqlite3'}"
        return
    name = f"yanzhen_drill_{os.getpid()}"
    quoted = connection.ops.quote_name(name)
    with databases._postgres() as raw:
        raw.autocommit = True
        try:
            raw.execute(f"CREATE DATABASE {quoted}")
        except Exception as error:
            raise Damaged(_("The drill needs a database account that may create databases.")) from error
        try:
            yield settings.DATABASE_URL.rpartition("/")[0] + f"/{name}"
        finally:
            raw.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


@contextmanager
def _noted(run: BackupRun, actor: Actor) -> Iterator[None]:
    """Write down how a run ended; a failure is told to those who keep the backups."""
    try:
        yield
    except Exception as error:  # whatever it was: a run that seems to go on keeps the next one from its turn
        if not isinstance(error, OSError | Damaged | DatabaseError | subprocess.TimeoutExpired):
            log.exception("a backup or drill broke off", kind=run.kind)
        connections["default"].close_if_unusable_or_obsolete()
        run.state, run.message = BackupState.FAILED, jobs.in_words(error)[:500]
        alerts.raise_alert("backup_failed", key=str(run.pk), facts={"error": run.message})
    else:
        run.state = BackupState.DONE
    run.ended_at = timezone.now()
    run.save()
    audit.record(actor, run.kind, run, after={"file": run.file, "rows": run.rows, "state": run.state})


# -- What the clock asks for ----------------------------------------------------------------------------------------


def last(kind: str) -> BackupRun | None:
    """The last one of its kind that went well."""
    return BackupRun.objects.filter(kind=kind, state=BackupState.DONE).order_by("-pk").first()


def due() -> str:
    """What the clock asks for now: a backup each night, a drill each week; nothing where backups are switched off."""
    now = timezone.now()
    if not settings.BACKUP_NIGHTLY or timezone.localtime(now).hour < NIGHT_FROM:
        return ""
    if databases.set_up_at() > now - NEW:
        return ""
    begun = BackupRun.objects.filter(started_at__gt=now - DAY + timedelta(hours=1))
    if not begun.filter(kind=BackupKind.BACKUP).exists():
        return BackupKind.BACKUP
    newest = last(BackupKind.DRILL)
    if (newest is None or newest.started_at < now - WEEK) and not begun.filter(kind=BackupKind.DRILL).exists():
        return BackupKind.DRILL if last(BackupKind.BACKUP) is not None else ""
    return ""
