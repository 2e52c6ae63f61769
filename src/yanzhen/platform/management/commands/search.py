"""`yanzhen search rebuild`: make the index of the search again from the records."""

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yanzhen.platform.search import building, entries


class Command(BaseCommand):
    help = "Rebuild the search index, batch by batch; goes on where it stopped unless --anew is given."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild", "status"])
        parser.add_argument("--noun", action="append", default=[], help="only this kind, for example crm.customer")
        parser.add_argument("--anew", action="store_true", help="begin with the first record again")

    def handle(self, *args: Any, **options: Any) -> None:
        known = entries.nouns()
        if unknown := sorted(set(options["noun"]) - set(known)):
            raise CommandError(f"not searched: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        names = options["noun"] or sorted(known)
        if options["what"] == "status":
            waiting = set(building.waiting())
            for name in names:
                self.stdout.write(f"{name}: {'incomplete' if name in waiting else 'complete'}")
            return
        self._rebuild(names, anew=options["anew"])

    def _rebuild(self, names: list[str], *, anew: bool) -> None:
        waiting = [name for name in building.waiting() if name in names]
        if anew or not waiting:
            building.begin(names)
            waiting = names
        began, shown = perf_counter(), 0

        def say(name: str, rows: int) -> None:
            nonlocal shown
            if rows - shown >= 50_000:
                shown = rows
                self.stdout.write(f"{name}: {rows:,} records")

        rows = building.build(waiting, say)
        seconds = perf_counter() - began
        self.stdout.write(f"{rows:,} records in the index, {rows / max(seconds, 1e-9):,.0f} a second")
