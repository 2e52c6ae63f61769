from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.config.sample import company
from yanzhen.lib.errors import RuleBroken


class Command(BaseCommand):
    """Creates the sample company."""

    help = "Create the sample company, a furniture maker with 40 months of trade, in an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="1: 3 000 customers, 33 000 order lines")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another company")
        parser.add_argument("--today", type=date.fromisoformat, help="the last day of trade, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        scale, seed = options["scale"], options["seed"]
        if not 0.02 <= scale <= 1_000:
            raise CommandError(_("The scale is a number from 0.02 to 1000."))
        if seed < 0:
            raise CommandError(_("The seed cannot be negative."))
        today = options["today"] or timezone.localdate()
        if not 2000 <= today.year <= 2100:
            raise CommandError(_("The last day of trade lies between 2000 and 2100."))
        try:
            done = company.found(scale=scale, seed=seed, today=today, say=self._say)
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(
            _("The sample company is ready: {rows} rows in {seconds} s.").format(
                rows=f"{done['rows']:,.0f}", seconds=f"{done['seconds']:.1f}"
            )
        )

    def _say(self, line: str) -> None:
        self.stderr.write(line)
