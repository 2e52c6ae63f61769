"""The question in an address, the same for page, API and report."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from yanzhen.figures.queries import sales
from yanzhen.figures.queries.dimensions import DIMENSIONS
from yanzhen.lib.errors import RuleBroken

PLAIN = ("by", "from", "to", "measures", "currency", "sort", "limit", "cursor")
PARAMETERS = frozenset((*PLAIN, *DIMENSIONS))


def words(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(word for part in text.split(",") if (word := part.strip()))


def day(text: str, field: str) -> date | None:
    """A date written 2026-01-31; nothing for nothing."""
    if not text.strip():
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError as error:
        message = _("“{text}” is not a date such as 2026-01-31.").format(text=text[:40])
        raise RuleBroken(message, field=field, code="date") from error


def limit(text: str) -> int:
    """How many rows at once."""
    if not text.strip():
        return sales.DEFAULT_LIMIT
    if not re.fullmatch(r"\d{1,9}", text.strip()):
        message = _("The limit is a whole number from 1 to {most}.").format(most=sales.MAX_LIMIT)
        raise RuleBroken(message, field="limit", code="invalid_limit")
    return int(text)


def currency(text: str) -> str:
    """A currency code, or nothing."""
    code = text.strip()
    if code and not re.fullmatch(r"[A-Z]{3}", code):
        raise RuleBroken(_("A currency has three capital letters."), field="currency", code="currency")
    return code


def request_of(parameters: Mapping[str, str]) -> sales.Request:
    """Read a question; `RuleBroken` names the parameter that makes no sense."""
    if unknown := sorted(set(parameters) - PARAMETERS):
        message = _("There is no such parameter. There are: {all}.").format(all=", ".join(sorted(PARAMETERS)))
        raise RuleBroken(message, field=unknown[0][:60], code="parameter")
    return sales.Request(
        by=words(parameters.get("by", "")),
        measures=words(parameters.get("measures", "")),
        start=day(parameters.get("from", ""), "from"),
        end=day(parameters.get("to", ""), "to"),
        filters=filters_of(parameters),
        currency=currency(parameters.get("currency", "")),
        order=words(parameters.get("sort", "")),
        limit=limit(parameters.get("limit", "")),
        cursor=parameters.get("cursor", ""),
    )


def filters_of(parameters: Mapping[str, str], codes: Iterable[str] = DIMENSIONS) -> dict[str, tuple[str, ...]]:
    """The filters of an address."""
    return {code: given for code in codes if (given := words(parameters.get(code, "")))}
