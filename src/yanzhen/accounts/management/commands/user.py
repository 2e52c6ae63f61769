"""`yanzhen user …`: people who sign in, from the terminal of the installation."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.management.finding import person
from yanzhen.accounts.models import User
from yanzhen.accounts.queries import belongings
from yanzhen.accounts.queries import users as known
from yanzhen.accounts.services import leaving, links, roles, users
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import SYSTEM


class Command(BaseCommand):
    help = "People who sign in: create, invite, deactivate, activate, list; or a one-time sign-in link."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
        create = acts.add_parser("create", help="enter a person and print the link by which they set a password")
        create.add_argument("username")
        create.add_argument("--role", required=True, help=f"for example {', '.join(roles.STANDARD_ROLES)}")
        create.add_argument("--reach", choices=ReachLevel.values, help="whose rows: default is usual for the role")
        create.add_argument("--unit", metavar="CODE", help="where the reach begins, if not the person's own unit")
        create.add_argument("--employee", metavar="NUMBER", help="staff number of the person")
        create.add_argument("--name", default="", help="name to show")
        for act, text in (
            ("invite", "print a new link by which a person sets a password"),
            ("link", "print a link that signs a person in once, within a day"),
            ("deactivate", "end a person's access, sessions, keys and links"),
            ("activate", "let a person back in"),
        ):
            made = acts.add_parser(act, help=text)
            made.add_argument("username")
            if act == "deactivate":
                made.add_argument("--new-owner", metavar="NAME", help="who gets everything that is in this name")
        acts.add_parser("list", help="who there is")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except RuleBroken as broken:
            raise CommandError("; ".join(map(str, broken.errors.values()))) from broken

    def _create(self, options: dict[str, Any]) -> None:
        roles.ensure_standard_roles(actor=SYSTEM)
        number = options["employee"]
        employee = employees.by_number(number) if number else None
        if number and employee is None:
            raise CommandError(f"There is no employee with the number “{number}”.")
        user = users.create(
            actor=SYSTEM,
            username=options["username"],
            display_name=options["name"],
            employee=employee,
            role=options["role"],
            reach=options["reach"],
            unit=options["unit"],
        )
        self._print(users.invite(user, actor=SYSTEM))

    def _invite(self, options: dict[str, Any]) -> None:
        self._print(users.invite(person(options["username"]), actor=SYSTEM))

    def _link(self, options: dict[str, Any]) -> None:
        self._print(links.sign_in_link(actor=SYSTEM, user=person(options["username"])))

    def _deactivate(self, options: dict[str, Any]) -> None:
        user, heir = person(options["username"]), options["new_owner"]
        owners = {"*": person(heir)} if heir else {}
        leaving.check(user, owners)
        users.deactivate(user, actor=SYSTEM)
        self.stdout.write(f"{user.username} has no access any more.")
        if heir:
            moved, refused = leaving.move_all(user, owners["*"], actor=SYSTEM)
            self.stdout.write(f"{moved} records went to {heir}, {refused} were refused.")
        for held in belongings.of(user):
            self.stdout.write(f"In this name still: {held.noun.plural} ({held.count}).")

    def _activate(self, options: dict[str, Any]) -> None:
        user = users.activate(person(options["username"]), actor=SYSTEM)
        self.stdout.write(f"{user.username} has access again.")

    def _list(self, options: dict[str, Any]) -> None:
        for user in User.objects.order_by("username"):
            state = "active" if user.is_active else "inactive"
            self.stdout.write(f"{user.username}\t{user.display_name}\t{', '.join(known.role_labels(user))}\t{state}")

    def _print(self, path: str) -> None:
        self.stdout.write(f"http://{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}{path}")
