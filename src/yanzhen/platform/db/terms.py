"""The column that holds the terms of a search entry."""

from collections.abc import Sequence
from typing import Any

from django.db import models


class TermsField(models.Field):  # type: ignore[type-arg]
    """Numbers of terms: an array on PostgreSQL, hexadecimal words on SQLite, whose full-text table reads them."""

    def db_type(self, connection: Any) -> str:
        return "integer[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return stored_terms(value, connection.vendor)


def stored_terms(terms: Sequence[int], vendor: str) -> str:
    """Terms as the database takes them."""
    if vendor == "postgresql":
        return "{" + ",".join(map(str, terms)) + "}"
    return " ".join(f"{term & 0xFFFFFFFF:x}" for term in terms)
