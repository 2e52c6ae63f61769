"""What of the list of opportunities a board shows: the same filters over what is open, for page and API alike."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yanzhen.crm.enums.opportunities import OpportunityState
from yanzhen.crm.models import Opportunity, Process
from yanzhen.crm.nouns.opportunities import OPPORTUNITIES
from yanzhen.crm.queries import board as queries
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.lists import ListQuery

Given = Mapping[str, str]
NOT_HERE = ("state", "process", "stage", "closed_on", "reason", "lead", "without_owner")
"""Filters of the list that make no sense on a board of open opportunities."""


def asked_of(given: Given, process: Process | None) -> dict[str, str]:
    """What of the address narrows the board."""
    known = ListQuery(OPPORTUNITIES.list, None, {}).known_parameters()  # type: ignore[arg-type]
    asked = {k: v.strip() for k, v in given.items() if k in known and v.strip()}
    for name in (*NOT_HERE, "sort", "cursor", "limit", "columns", "group", "view", "totals"):
        asked.pop(name, None)
    if process is not None:
        asked["process"] = str(process.pk)
    return asked


def who_of(given: Given) -> str:
    who = given.get("who", "")
    return who if who in queries.WHO else "all"


def rows_of(given: Given, actor: Actor, asked: dict[str, str]) -> QuerySet[Opportunity]:
    """The open opportunities on the board, within reach."""
    rows = ListQuery(OPPORTUNITIES.list, actor, asked).rows()
    return rows.filter(queries.whose(who_of(given), actor), state=OpportunityState.OPEN)


def cards_of(given: Given, actor: Actor, asked: dict[str, str]) -> QuerySet[Opportunity]:
    """The same rows for the cards of one stage: it names the process, which the index in their order does not hold."""
    return rows_of(given, actor, {k: v for k, v in asked.items() if k != "process"})


def place_of(text: str) -> tuple[date, int]:
    """Behind which card the next ones come: its day and its key."""
    day, _comma, key = text.partition(",")
    try:
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise ValueError(text)
        return date.fromisoformat(day), int(key)
    except ValueError as error:
        raise RuleBroken(_("The place on the board is not known any more; load the board again."), field="after",
                         code="after") from error  # fmt: skip
