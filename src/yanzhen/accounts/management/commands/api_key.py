"""`yanzhen api-key --as NAME`: a key for a program that acts as this person; prints just the key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yanzhen.accounts.management.finding import person
from yanzhen.accounts.services import keys
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM


class Command(BaseCommand):
    help = "Make an API key that acts as a person. Prints the key, once, and nothing else."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as", dest="username", metavar="NAME", required=True, help="sign-in name of the person")
        parser.add_argument("--name", default="command line", help="what the key is for")
        parser.add_argument(
            "--scope",
            action="append",
            metavar="SCOPE",
            help="read, write, or the beginning of function codes, such as crm. (repeatable; default: read write)",
        )
        parser.add_argument("--days", type=int, default=365, help="how long it lasts (default: 365)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = person(options["username"])
        scopes = options["scope"] or ["read", "write"]
        try:
            _, secret = keys.issue(actor=SYSTEM, user=user, name=options["name"], scopes=scopes, days=options["days"])
        except RuleBroken as broken:
            raise CommandError("; ".join(map(str, broken.errors.values()))) from broken
        self.stdout.write(secret)
