"""`yanzhen report sales`: the figures of the analysis as text for programs or as a file."""

import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlencode

import orjson
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from yanzhen.accounts.queries import actors, users
from yanzhen.analysis import forms, lists
from yanzhen.figures.queries import sales
from yanzhen.figures.queries.dimensions import DIMENSIONS
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import warehouse
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.exporting import marks, permits
from yanzhen.platform.pages import exports

REFUSED = 2


class Command(BaseCommand):
    help = "Print figures: the same query and the same figures as the pages and the API. Exit code 2: refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=("sales",), help="which report")
        parser.add_argument("--by", default="", help=f"dimensions, separated by commas: {', '.join(DIMENSIONS)}")
        parser.add_argument("--measures", default="", help=f"figures, separated by commas: {', '.join(sales.MEASURES)}")
        parser.add_argument("--from", dest="start", default="", help="first day, YYYY-MM-DD")
        parser.add_argument("--to", dest="end", default="", help="last day, YYYY-MM-DD")
        parser.add_argument("--filter", action="append", default=[], help="dimension=keys, for example region=3")
        parser.add_argument("--currency", default="", help="only this currency")
        parser.add_argument("--sort", default="", help="dimension or measure; -net_sales sorts downwards")
        parser.add_argument("--format", choices=("json", "csv", "xlsx"), default="json")
        parser.add_argument("--as", dest="username", help="see what this person may see")
        parser.add_argument("--language", choices=("zh-hans", "en"), help="language of heads and names")
        parser.add_argument("--reason", default="", help="what the figures are for; needed for many rows")
        parser.add_argument("--output", type=Path, help="write into this file instead of printing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actor = _actor(options["username"])
            with translation.override(options["language"] or actor.language):
                self._report(actor, options)
        except RuleBroken as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        except PermissionDenied as error:
            message = _("You lack the right: {function}").format(function=error)
            raise CommandError(message, returncode=REFUSED) from error

    def _report(self, actor: Actor, options: dict[str, Any]) -> None:
        if options["format"] == "xlsx" and options["output"] is None and sys.stdout.isatty():
            raise RuleBroken(_("A workbook needs a file: add --output FILE."))
        question = forms.request_of(_parameters(options))
        warehouse.refresh(wait=True)
        pages = list(_pages(actor, replace(question, limit=sales.MAX_LIMIT)))
        permit = _permit(actor, pages, options)
        with _target(options["output"]) as target:
            _write(target, pages, options["format"], permit)


def _permit(actor: Actor, pages: list[sales.Cube], options: dict[str, Any]) -> permits.Permit:
    """What leaves by this door is charged and written down like what leaves by the pages."""
    asked = {name: value for name, value in _parameters(options).items() if value}
    wanted = permits.Wanted(
        title=_("Sales report"),
        rows=pages[0].total,
        file_format=options["format"],
        noun="analysis.sales",
        query=urlencode(asked),
        reason=options["reason"],
        door=permits.ExportDoor.REPORT,
    )
    return permits.permit(wanted, actor=actor)


def _actor(username: str | None) -> Actor:
    if not username:
        return SYSTEM
    user = users.by_name(username)
    if user is None:
        raise RuleBroken(_("There is no user {name}.").format(name=username))
    return actors.actor_of(user)


def _parameters(options: dict[str, Any]) -> dict[str, str]:
    found = {name: options[name] for name in ("by", "measures", "currency", "sort")}
    found |= {"from": options["start"], "to": options["end"]}
    for given in options["filter"]:
        name, _sign, keys = given.partition("=")
        if name not in DIMENSIONS:
            message = _("Filter by a dimension, for example region=3; not by “{name}”.").format(name=name)
            raise RuleBroken(message, field="filter")
        found[name] = keys
    return found


def _pages(actor: Actor, question: sales.Request) -> Iterator[sales.Cube]:
    """All rows, in pages that memory holds easily."""
    while True:
        cube = sales.cube(actor, question)
        yield cube
        if not cube.next:
            return
        question = replace(question, cursor=cube.next)


@contextmanager
def _target(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdout.buffer
        return
    try:
        with path.open("wb") as file:
            yield file
    except OSError as error:
        raise RuleBroken(_("{file} cannot be written: {reason}").format(file=path, reason=error.strerror)) from error


def _write(target: BinaryIO, pages: list[sales.Cube], kind: str, permit: permits.Permit) -> None:
    """The figures; what a person takes along bears their mark, what the system asks for itself does not."""
    if kind == "json":
        first = pages[0]
        items = [item for page in pages for item in page.items()]
        body = {"items": items, "total": first.total, "totals": first.written_totals(), "fresh_at": first.fresh_at}
        target.write(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
        return
    heads = lists.heads(pages[0])
    rows: Iterator[Any] = (cells for page in pages for cells in lists.values(page))
    words = ""
    if permit.user_id is not None:
        rows, words = marks.marked(rows, permit.code, lambda cells: range(len(cells))), permit.words
    if kind == "csv":
        for line in exports.csv_lines(heads, rows, words):
            target.write(line.encode())
        return
    shutil.copyfileobj(exports.xlsx_file(heads, rows, words), target)
