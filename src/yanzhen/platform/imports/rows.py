"""From rows of files to drafts of records: joins, columns, single values, groups of lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.platform.exporting import marks
from yanzhen.platform.imports import joins, values
from yanzhen.platform.imports.keys import Keys
from yanzhen.platform.imports.nouns import Draft, Target
from yanzhen.platform.imports.plans import PLACEHOLDER, Source, Step
from yanzhen.platform.imports.sources import Row, Table
from yanzhen.platform.imports.values import BadValue, Cell

type Getter = Callable[[list[Cell]], Cell]


@dataclass(frozen=True)
class Rejection:
    """A row that was not imported, and why."""

    file: str
    row: int
    column: str
    reason: str
    cells: list[Cell]


class Rejected(Exception):
    """The draft in hand cannot be made; `row` and `column` say where."""

    def __init__(self, row: int, column: str, reason: str):
        self.row, self.column, self.reason = row, column, reason
        super().__init__(reason)


@dataclass
class Inline:
    """Rows written in the mapping itself, in the shape of a table."""

    step: Step
    digest: str = ""
    encoding: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        self.name = _("mapping")
        self.header = list(dict.fromkeys(str(k) for row in self.step.rows for k in row))

    def rows(self) -> Iterator[Row]:
        for number, row in enumerate(self.step.rows, start=1):
            yield Row(number, [row.get(column) for column in self.header])


@dataclass(frozen=True)
class FieldReader:
    """Reads one field of one row."""

    target: Target
    source: Source
    get: Getter
    parse: Callable[[Cell], Any]
    column: str
    is_derived: bool = False
    is_numbered: bool = False

    def read(self, cells: list[Cell]) -> Any:
        """The value, or the code of a related record; raises `BadValue`."""
        raw = self.get(cells)
        if raw is None or raw == "" or values.is_empty(raw):
            if self.is_derived or self.is_numbered or not self.target.required:
                if self.is_numbered:
                    return None
                return None if self.target.related or self.is_derived else self.target.empty
            raise BadValue(_("is empty, but needed"))
        return self.parse(raw)


class Reader:
    """One step with its file open: checked columns, and its drafts in a fixed order."""

    def __init__(self, step: Step, path: Path):
        self.step = step
        self.table: Table | Inline = Inline(step) if step.part is None else joins.open_part(step.part, path)
        self._joins = [(j, joins.open_part(j.part, path)) for j in step.joins]
        self.header = [*self.table.header]
        for join, table in self._joins:
            self.header += [f"{join.name}.{column}" for column in table.header]
        self._position = {column: i for i, column in enumerate(self.header) if column}
        self.keys = Keys()

    @property
    def file(self) -> str:
        return self.table.name

    @property
    def digests(self) -> list[str]:
        return [self.table.name, self.table.digest, *(t.digest for _join, t in self._joins)]

    def problems(self) -> list[str]:
        """Columns that the mapping names and the files lack, in sentences."""
        found = [self._lacking(self.table, c) for c in sorted(self.step.columns()) if c not in self._position]
        for join, table in self._joins:
            found += [self._lacking(table, c) for c in join.on.values() if c not in table.header]
        return found

    @staticmethod
    def _lacking(table: Table | Inline, column: str) -> str:
        return _("{file} has no column “{column}”. It has: {columns}.").format(
            file=table.name, column=column, columns=", ".join(c for c in table.header if c)
        )

    # -- rows ----------------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many rows there are; for a grouped file also whether the rows of a group stand together."""
        total, previous = 0, None
        self.is_sorted = True
        for row in self.table.rows():
            total += 1
            if self.step.group:
                key = self._group_key(row)
                if key != previous:
                    self.is_sorted &= self.keys.add(key, row.number) is None
                previous = key
        return total

    @cached_property
    def _group_column(self) -> int:
        return self._position[self.step.group]

    def _group_key(self, row: Row) -> str:
        cell = row.cells[self._group_column] if self._group_column < len(row.cells) else ""
        return cell.strip() if isinstance(cell, str) else str(cell)

    def bundles(self) -> Iterator[list[Row]]:
        """Rows that make one record together: the lines of a group, else single rows. Always in the same order."""
        rows = self.table.rows()
        if not self.step.group:
            yield from ([row] for row in rows)
            return
        if not self.is_sorted:
            rows = self.keys.in_order_of_key((self._group_key(row), row) for row in rows)
        for _key, members in groupby(rows, self._group_key):
            yield list(members)

    # -- drafts --------------------------------------------------------------------------------------------------------

    @cached_property
    def _fields(self) -> list[FieldReader]:
        return [self._field(self.step.noun.targets[n], s) for n, s in self.step.fields.items()]

    @cached_property
    def _lines(self) -> list[FieldReader]:
        lines = self.step.noun.lines
        return [self._field(lines.targets[n], s) for n, s in self.step.lines.items()] if lines else []

    @cached_property
    def _head_columns(self) -> list[int]:
        return sorted({self._position[c] for s in self.step.fields.values() for c in s.columns()})

    def _field(self, target: Target, source: Source) -> FieldReader:
        return FieldReader(
            target,
            source,
            self._getter(source, source.default if target.name not in self.step.noun.derived else None),
            _moving(target.parser(source.format), source),
            ", ".join(sorted(source.columns())) or target.label,
            target.name in self.step.noun.derived,
            target.name in self.step.noun.numbered,
        )

    def _getter(self, source: Source, default: Any = None) -> Getter:
        get = self._plain_getter(source)
        if source.map:
            mapping, unmapped = source.map, get

            def get(cells: list[Cell]) -> Cell:
                raw = unmapped(cells)
                return mapping.get("" if values.is_empty(raw) else values.text(raw), raw)

        if default is None:
            return get
        inner = get

        def with_default(cells: list[Cell]) -> Cell:
            raw = inner(cells)
            return default if values.is_empty(raw) else raw

        return with_default

    def _plain_getter(self, source: Source) -> Getter:
        if source.column:
            position = self._position[source.column]
            return lambda cells: cells[position]
        if source.template:
            return self._template(source.template)
        if source.first:
            getters = [self._getter(s, s.default) for s in source.first]
            return lambda cells: next((c for g in getters if not values.is_empty(c := g(cells))), None)
        return lambda cells: source.const

    def _template(self, template: str) -> Getter:
        names = PLACEHOLDER.findall(template)
        positions = {name: self._position[name] for name in names}

        def fill(cells: list[Cell]) -> Cell:
            found = {name: values.text(cells[p]) for name, p in positions.items()}
            if not any(found.values()):
                return None
            return " ".join(PLACEHOLDER.sub(lambda m: found[m[1]], template).split())

        return fill

    @cached_property
    def _leave_out(self) -> list[tuple[int, frozenset[str]]]:
        return [(self._position[c], wanted) for c, wanted in self.step.leave_out.items()]

    def is_left_out(self, row: Row) -> bool:
        """Whether the mapping says to pass this row by, or it is the last line of an export, which says whose it is."""
        return marks.is_signature(row.cells) or any(
            position < len(row.cells) and values.shortened(row.cells[position] or "").strip() in wanted
            for position, wanted in self._leave_out
        )

    def draft(self, bundle: list[Row]) -> Draft:
        """Make a record out of its rows, or raise `Rejected`."""
        wide = [self._wide(row) for row in bundle]
        self._same_head(bundle, wide)
        draft = Draft([row.number for row in bundle], self._read(self._fields, bundle[0].number, wide[0]))
        draft.cells = [row.cells for row in bundle]
        for reader in self._fields:
            if reader.is_derived and reader.source.default is not None:
                draft.defaults[reader.target.name] = reader.parse(reader.source.default)
        if self._lines:
            draft.lines = [self._read(self._lines, row.number, cells) for row, cells in zip(bundle, wide, strict=True)]
        return draft

    def is_double(self, draft: Draft) -> bool:
        """Whether this row repeats an earlier one word for word; raises `Rejected` when it contradicts it.

        Only a step of distinct values takes repetitions; elsewhere a key may stand in one row only.
        """
        key = tuple(draft.values.get(name) for name in self.step.key)
        if not any(part not in (None, "") for part in key):
            return False
        seen = self.keys.add(key, draft.numbers[0], sorted(draft.values.items()))
        if seen is None:
            return False
        row, is_same = seen
        if self.step.distinct and is_same:
            return True
        shown = " / ".join(str(k) for k in key if k is not None)
        if self.step.distinct:
            reason = _("“{value}” is described differently in row {row}").format(value=values.shortened(shown), row=row)
        else:
            reason = _("“{value}” is in row {row} already").format(value=values.shortened(shown), row=row)
        column = ", ".join(sorted(self.step.fields[self.step.key[0]].columns()))
        raise Rejected(draft.numbers[0], column, reason)

    def _same_head(self, bundle: list[Row], wide: list[list[Cell]]) -> None:
        for position in self._head_columns if len(wide) > 1 else ():
            for row, cells in zip(bundle[1:], wide[1:], strict=True):
                if cells[position] != wide[0][position]:
                    raise Rejected(
                        row.number,
                        self.header[position],
                        _("the rows of “{group}” differ: “{one}” here, “{other}” in row {row}").format(
                            group=self._group_key(row),
                            one=values.shortened(cells[position] or ""),
                            other=values.shortened(wide[0][position] or ""),
                            row=bundle[0].number,
                        ),
                    )

    @staticmethod
    def _read(readers: list[FieldReader], number: int, cells: list[Cell]) -> dict[str, Any]:
        found = {}
        for reader in readers:
            try:
                found[reader.target.name] = reader.read(cells)
            except BadValue as error:
                raise Rejected(number, reader.column, str(error)) from error
        return found

    def _wide(self, row: Row) -> list[Cell]:
        """The cells of a row with those of the joined files behind them."""
        width, cells = len(self.table.header), row.cells
        if len(cells) != width:
            if (len(cells) < width and self._is_text) or any(not values.is_empty(c) for c in cells[width:]):
                raise Rejected(
                    row.number,
                    "",
                    _("the row has {cells} cells, the header {columns}").format(cells=len(cells), columns=width),
                )
            cells = (cells + [None] * width)[:width]
        for join, index, columns in self._indexes:
            key = tuple(joins.key(cells[self._position[c]]) for c in join.on)
            found = index.get(key)
            if found is None and join.missing == "reject":
                raise Rejected(
                    row.number,
                    ", ".join(join.on),
                    _("“{value}” is not in {file}").format(value=" / ".join(key), file=join.part.file),
                )
            cells = cells + (found or [None] * columns)
        return cells

    @property
    def _is_text(self) -> bool:
        return isinstance(self.table, Table) and not self.table.is_spreadsheet

    @cached_property
    def _indexes(self) -> list[tuple[Any, dict[tuple[str, ...], list[Cell]], int]]:
        return [(join, joins.index(join.on, table), len(table.header)) for join, table in self._joins]


def _moving(parse: Callable[[Cell], Any], source: Source) -> Callable[[Cell], Any]:
    """The parser of a date that the mapping moves to another calendar; any other as it is."""
    if not source.shift_months and not source.nearest:
        return parse
    return lambda raw: values.moved(parse(raw), source.shift_months, to_month=source.nearest == "month")
