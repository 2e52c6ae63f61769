"""What is asked of the due list, read from an address or a program; odd values fall back to the usual ones."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from yanzhen.crm.enums.customers import Grade
from yanzhen.field.queries import due
from yanzhen.field.queries.due import Question

MOST_AHEAD = 92
EARLIEST, LATEST = 1950, 2200
NO_CLASS = "-"


def question_of(given: Mapping[str, Any]) -> Question:
    """The question in an address."""
    today = timezone.localdate()
    until = day_of(given.get("until"), due.horizon(today))
    grade, sort = str(given.get("grade") or ""), str(given.get("sort") or "")
    return Question(
        today,
        min(max(until, today), today + timedelta(days=MOST_AHEAD)),
        key_of(given.get("owner")),
        str(given.get("reason") or "")[:40],
        grade if grade in {*Grade.values, NO_CLASS} else "",
        text_of(given.get("city"), 60),
        text_of(given.get("search"), 80),
        str(given.get("planned") or "") in {"1", "true", "True", "on"},
        sort if sort in due.SORTS else "score",
    )


def address_of(question: Question) -> dict[str, str]:
    """The same as parameters of an address; what is usual is left out."""
    found = {
        "until": "" if question.until == due.horizon(question.today) else question.until.isoformat(),
        "owner": str(question.owner or ""), "reason": question.reason, "grade": question.grade,
        "city": question.city, "search": question.text, "planned": "1" if question.with_planned else "",
        "sort": "" if question.sort == "score" else question.sort,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def url_of(url: str, question: Question, **more: str) -> str:
    """The address of this question, with some parameters otherwise."""
    given = {name: value for name, value in {**address_of(question), **more}.items() if value}
    return f"{url}?{urlencode(given)}" if given else url


def day_of(value: Any, usual: date) -> date:
    """A day as it stands in an address; one that no calendar of ours holds is none."""
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value or ""))
    except ValueError:
        return usual
    return found if is_sensible(found) else usual


def is_sensible(day: date) -> bool:
    """Whether weeks and months around this day can be counted, and mean something."""
    return EARLIEST <= day.year <= LATEST


def key_of(value: Any) -> int | None:
    """A key as it stands in an address."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def text_of(value: Any, most: int) -> str:
    return str(value or "").replace("\x00", "").strip()[:most]
