"""`yanzhen import --mapping M PATH`: bring in a folder or a file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.accounts.queries import actors, users
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.imports import mapping, pipeline
from yanzhen.platform.imports.pipeline import Report

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
SHOWN_REJECTS = 20
REJECTED, REFUSED = 1, 2


class Command(BaseCommand):
    help = "Import csv and xlsx files. Exit code 0: all rows are in; 1: some were rejected; 2: nothing could be begun."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mapping", required=True, help="a mapping that comes along, or the path of a .toml file")
        parser.add_argument("--as", dest="username", help="act in the name of this person, with their rights")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")
        parser.add_argument("--language", choices=("zh-hans", "en"), help="language of the messages")
        parser.add_argument("path", type=Path, help="folder with the files, or one file")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = _actor(options["username"])
        # The system itself speaks the language of the installation.
        spoken = actor.language if actor.user_id else settings.LANGUAGE_CODE
        with translation.override(options["language"] or spoken):
            self._import(actor, options)

    def _import(self, actor: Actor, options: dict[str, Any]) -> None:
        try:
            if not options["path"].exists():
                raise RuleBroken(_("There is no file {file}.").format(file=options["path"]))
            plan = mapping.load(_mapping(options["mapping"]))
            report = pipeline.run(
                plan, options["path"], actor=actor, dry_run=options["dry_run"], watch=self._watch(options["verbosity"])
            )
        except RuleBroken as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except PermissionDenied as error:
            message = _("You lack the right: {function}").format(function=error)
            raise CommandError(message, returncode=REFUSED) from error
        self._tell(report, options["dry_run"])
        if report.total.rejected:
            sys.exit(REJECTED)

    def _watch(self, verbosity: int) -> Any:
        """A line that counts, where somebody watches."""
        if not (verbosity and self.stderr.isatty()):
            return None

        def watch(step: str, done: int, total: int) -> None:
            self.stderr.write(f"\r{step}: {done:,} / {total:,}\033[K", ending="\r" if done < total else "\n")

        return watch

    def _tell(self, report: Report, dry_run: bool) -> None:
        if report.was_continued:
            self.stdout.write(_("Continued after an interruption."))
        for step in report.steps:
            c = step.counts
            source = f"{step.file} ({step.encoding.upper()})" if step.encoding else step.file
            line = _(
                "{step} ← {file}: {read} rows, {created} created, {updated} updated, {unchanged} unchanged, "
                "{rejected} rejected"
            ).format(step=step.name, file=source, **vars(c))
            self.stdout.write(line + (_(", {left_out} left out").format(left_out=c.left_out) if c.left_out else ""))
        for rejection in report.rejections[:SHOWN_REJECTS]:
            self.stdout.write(f"  {pipeline.in_words(rejection)}")
        if report.rejected_file:
            self.stdout.write(_("All rejected rows: {file}").format(file=report.rejected_file))
        if report.was_cancelled:
            self.stdout.write(_("Cancelled; the same command continues where it stopped."))
        self.stdout.write(pipeline.summary(report))
        if dry_run:
            self.stdout.write(_("This was a trial: nothing was kept."))


def _mapping(name: str) -> Path:
    """A file of the user's, or one that comes along."""
    path = Path(name)
    if path.suffix == ".toml":
        return path
    own = MAPPINGS / f"{name}.toml"
    if not own.is_file() or own.parent != MAPPINGS:
        known = ", ".join(sorted(p.stem for p in MAPPINGS.glob("*.toml")))
        message = _("There is no mapping “{name}”. Give the path of a .toml file, or one of: {known}.")
        raise RuleBroken(message.format(name=name, known=known))
    return own


def _actor(username: str | None) -> Actor:
    if not username:
        return SYSTEM
    user = users.by_name(username)
    if user is None or not user.is_active:
        raise CommandError(_("Nobody signs in as “{name}”.").format(name=username), returncode=REFUSED)
    return actors.actor_of(user)
