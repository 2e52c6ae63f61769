"""Which fields a list shows, in which order and how wide: `columns=code,name:240,owner`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.fields import Field

MOST_COLUMNS, NARROWEST, WIDEST = 40, 48, 900


@dataclass(frozen=True)
class Column:
    """A field in its place, with a width in pixels where one was set."""

    field: Field
    width: int = 0

    @property
    def text(self) -> str:
        return f"{self.field.name}:{self.width}" if self.width else self.field.name


def chosen(text: str, fields: Mapping[str, Field]) -> list[Column]:
    """The columns that a parameter names; refused where it names none of the list, or one twice."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    if len(names) > MOST_COLUMNS:
        raise _wrong(_("At most {most} columns.").format(most=MOST_COLUMNS))
    columns = [_column(name, fields) for name in names]
    if len({c.field.name for c in columns}) < len(columns):
        raise _wrong(_("A column is named twice."))
    return columns


def _column(text: str, fields: Mapping[str, Field]) -> Column:
    name, colon, width = text.partition(":")
    if name not in fields:
        raise _wrong(_("This list has no column “{name}”.").format(name=name[:40]))
    if colon and not (width.isascii() and width.isdigit() and len(width) < 5 and NARROWEST <= int(width) <= WIDEST):
        raise _wrong(
            _("The width of a column is a number from {least} to {most}.").format(least=NARROWEST, most=WIDEST)
        )
    return Column(fields[name], int(width) if colon else 0)


def _wrong(message: str) -> RuleBroken:
    return RuleBroken(message, field="columns", code="columns")


def written(columns: Iterable[Column]) -> str:
    """The parameter that names these columns."""
    return ",".join(c.text for c in columns)


def still_known(text: str, fields: Mapping[str, Field], fallback: Sequence[Field]) -> list[Column]:
    """Columns remembered earlier, without those that the list no longer has."""
    kept = ",".join(part for part in text.split(",") if part.partition(":")[0] in fields)
    try:
        columns = chosen(kept, fields)
    except RuleBroken:
        columns = []
    return columns or [Column(f) for f in fallback]
