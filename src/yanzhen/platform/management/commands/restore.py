"""`yanzhen restore FILE`: fill an empty installation from a backup."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.keeping import service
from yanzhen.platform.keeping.sealing import Damaged
from yanzhen.platform.management.commands.backup import read_key


class Command(BaseCommand):
    help = "Fill an empty database and folder from a backup; refuses any other place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("source", help="the backup")
        parser.add_argument("--key-file", default="", help="the key it was encrypted with (else YANZHEN_BACKUP_KEY)")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(options["source"])
        if not source.is_file():
            raise CommandError(f"There is no file {source}.")
        try:
            manifest = service.restore(source, read_key(options["key_file"]))
        except (RuleBroken, Damaged, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {sum(manifest.tables.values()):,} rows and {len(manifest.members):,} files of "
            f"{manifest.created_at}. Everybody signs in again."
        )
