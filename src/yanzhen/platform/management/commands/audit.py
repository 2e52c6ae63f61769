"""`yanzhen audit verify`: is the trail still what was written? `yanzhen audit seal`: chain all rows now."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yanzhen.platform.trail import sealing, verifying


class Command(BaseCommand):
    help = "Check the audit trail (verify) or chain what is new (seal)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("verify", help="compute the chain again; exit code 1 where it is broken")
        check.add_argument("--head", type=Path, help="file of heads as it was sent to the second place")
        acts.add_parser("seal", help="chain all rows now instead of waiting for the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "seal":
            self.stdout.write(f"{sealing.everything():,} rows sealed.")
            return
        self._verify(options["head"])

    def _verify(self, path: Path | None) -> None:
        started = time.monotonic()
        try:
            heads = verifying.heads_of(path) if path else None
        except verifying.UnreadableHeads as error:
            raise CommandError(f"The file of heads cannot be read: {error}", returncode=2) from error
        found = verifying.verify(heads=heads, progress=self._progress)
        if sys.stderr.isatty():
            self.stderr.write("\r\x1b[K", ending="")
        seconds = time.monotonic() - started
        compared = f"{found.heads:,} heads compared, {found.unsealed:,} rows not sealed yet"
        if found.first is None:
            self.stdout.write(f"The trail is whole: {found.rows:,} rows in {seconds:.1f} s; {compared}.")
            self.stdout.write(f"Head {found.rows} {found.head}")
            return
        self.stdout.write(f"The trail is BROKEN ({found.rows:,} rows; {compared}). First broken row:")
        self.stdout.write(found.first.words())
        sys.exit(1)

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,}", ending="")
            self.stderr.flush()
