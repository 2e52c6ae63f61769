"""`yanzhen backup`: write everything of this installation into one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yanzhen.platform import audit
from yanzhen.platform.actor import SYSTEM
from yanzhen.platform.keeping import service
from yanzhen.platform.keeping.sealing import Damaged
from yanzhen.platform.services import jobs


def read_key(path: str) -> bytes | None:
    """The key in a file, else the one of the environment."""
    if not path:
        return settings.BACKUP_KEY
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise CommandError(f"The key cannot be read: {error}") from error
    if len(key) < 16:
        raise CommandError("The key has at least 16 characters.")
    return key


class Command(BaseCommand):
    help = "Write database, attached files and the installation's key into one checked file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("target", nargs="?", help="the file to write; by default one in the folder of backups")
        parser.add_argument("--key-file", default="", help="key to encrypt with (else YANZHEN_BACKUP_KEY)")

    def handle(self, *args: Any, **options: Any) -> None:
        key = read_key(options["key_file"])
        name = f"yanzhen-{timezone.localtime():%Y%m%d-%H%M%S}{service.SUFFIX}"
        target = Path(options["target"]) if options["target"] else settings.BACKUP_DIR / name
        if target.exists():
            raise CommandError(f"{target} exists already.")
        try:
            written = service.write_archive(target, key)
        except (OSError, Damaged) as error:
            raise CommandError(f"The backup failed, nothing was left behind: {jobs.in_words(error)}") from error
        audit.record(SYSTEM, "backup", target.name, after={"file": target.name, "rows": written.rows})
        sealed = "encrypted" if key else "NOT encrypted: give --key-file or YANZHEN_BACKUP_KEY"
        self.stdout.write(f"{target}  {written.size:,} bytes, {written.rows:,} rows, {sealed}\nsha256 {written.sha256}")
