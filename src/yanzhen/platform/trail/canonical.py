"""An audit row as bytes that are the same on both databases, and the links of the chain over them."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

VERSION = 1
START = "0" * 64
"""What stands in the place of the digest before the first."""
FIELDS = ("id", "happened_at", "user_id", "who", "verb", "noun_name", "object_id", "title", "before", "after", "reason")


def columns(table: str = "e") -> str:
    """The columns of an audit row as SQL reads them: the moment as text to the microsecond, JSON as it is stored."""
    moment = f"to_char({table}.happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    if connection.vendor == "sqlite":
        moment = f"{table}.happened_at"
    special = {"happened_at": moment, "before": f"{table}.before", "after": f"{table}.after"}
    if connection.vendor == "postgresql":
        special |= {"before": f"{table}.before::text", "after": f"{table}.after::text"}
    return ", ".join(special.get(name, f"{table}.{name}") for name in FIELDS)


def of(row: Sequence[Any]) -> bytes:
    """The canonical bytes of a row as `columns` read it."""
    pk, moment, user, who, verb, noun, record, title, before, after, reason = row
    moment = str(moment)
    if len(moment) < 26:  # SQLite leaves out a fraction of nothing
        moment = f"{moment}.000000"[:26] if len(moment) == 19 else moment
    parts = [VERSION, pk, moment, user, who, verb, noun, record, title, _values(before), _values(after), reason]
    try:
        return orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # half a character, or a number beyond 64 bits
        return repr(parts).encode("utf-8", "surrogatepass")


def _values(text: Any) -> Any:
    if text == "{}":
        return {}
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, TypeError):
        return f"{text}"


def digest(before: str, content: bytes) -> str:
    """The next link: sha256(digest before ‖ content), in hex."""
    link = hashlib.sha256(before.encode("ascii", "replace"))
    link.update(content)
    return link.hexdigest()
