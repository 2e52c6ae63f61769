"""The mapping: a TOML file that says which file fills which records, and which column which field.

It is checked as a whole before any data is read; each mistake is answered with what would be possible.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.platform.imports import nouns
from yanzhen.platform.imports.nouns import Noun, Target
from yanzhen.platform.imports.sources import Unreadable

COMPANY = "organization.company"
TOP_KEYS = ("name", "company", "steps")
COMPANY_KEYS = ("code", "name", "name_en", "currency")
STEP_KEYS = (
    "name", "noun", "file", "sheet", "encoding", "separator", "rows", "distinct", "group", "leave_out", "joins",
    "fields", "lines",
)  # fmt: skip
JOIN_KEYS = ("as", "file", "sheet", "encoding", "separator", "on", "missing")
FIELD_KEYS = ("column", "const", "template", "first", "map", "format", "default", "missing", "lookup")
SOURCES = ("column", "const", "template", "first")
MISSING = ("reject", "empty")
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Source:
    """Where the value of one field comes from, and what is done to it on the way."""

    column: str = ""
    const: Any = None
    template: str = ""
    first: tuple["Source", ...] = ()
    map: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    default: Any = None
    missing: str = "reject"
    lookup: str = ""

    def columns(self) -> set[str]:
        """All columns that are read."""
        mine = {self.column} if self.column else set(PLACEHOLDER.findall(self.template))
        return mine.union(*(s.columns() for s in self.first))


@dataclass(frozen=True)
class FilePart:
    """A table of a file as the mapping names it."""

    file: str = ""
    sheet: str = ""
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class Join:
    """Columns of another file, found by equal values; named `<as>.<column>`."""

    name: str
    part: FilePart
    on: Mapping[str, str]
    missing: str


@dataclass(frozen=True)
class Step:
    """One file (or rows written in the mapping) that fills one noun."""

    name: str
    noun: Noun
    part: FilePart | None
    fields: Mapping[str, Source]
    rows: tuple[Mapping[str, Any], ...] = ()
    lines: Mapping[str, Source] = field(default_factory=dict)
    group: str = ""
    distinct: bool = False
    leave_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()

    def columns(self) -> set[str]:
        """All columns that the step reads, joined ones too."""
        used = {c for s in (*self.fields.values(), *self.lines.values()) for c in s.columns()}
        used |= set(self.leave_out) | ({self.group} if self.group else set())
        return used.union(*(set(j.on) for j in self.joins))


@dataclass(frozen=True)
class Plan:
    """A whole mapping, ready to run; `digest` changes with every letter of it."""

    name: str
    steps: tuple[Step, ...]
    digest: str


def load(path: Path) -> Plan:
    """Read and check a mapping."""
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise Unreadable(_("The mapping {file} cannot be read.").format(file=path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = _("The mapping {file} is not valid TOML: {reason}").format(file=path.name, reason=error)
        raise Unreadable(message) from error
    return parse(content, path.stem, hashlib.sha256(raw).hexdigest())


def parse(content: Mapping[str, Any], name: str, digest: str = "") -> Plan:
    """Turn the content of a TOML file into a checked mapping."""
    _only(content, TOP_KEYS, _("the mapping"))
    company = content.get("company", {})
    _only(company, COMPANY_KEYS, "[company]")
    steps = [_company_step(company)] if company else []
    given = content.get("steps", [])
    if not isinstance(given, list) or not (given or steps):
        raise Unreadable(_("The mapping has no [[steps]]."))
    steps += [_step(s, company) for s in given]
    names = [s.name for s in steps]
    for step_name in names:
        if names.count(step_name) > 1:
            raise Unreadable(_("Two steps are called “{name}”; give them different names.").format(name=step_name))
    return Plan(str(content.get("name", name)), tuple(steps), digest)


def _company_step(company: Mapping[str, Any]) -> Step:
    if not company.get("code") or not company.get("name"):
        raise Unreadable(_("[company] needs a code and a name."))
    sources = {key: Source(column=key) for key in company}
    return Step(_("company"), _noun(COMPANY), None, sources, rows=(dict(company),))


def _step(raw: Mapping[str, Any], company: Mapping[str, Any]) -> Step:
    name = str(raw.get("name") or raw.get("noun") or "")
    where = f"[[steps]] {name}"
    _only(raw, STEP_KEYS, where)
    noun = _noun(str(raw.get("noun", "")))
    sources = _sources(raw.get("fields", {}), noun.targets, f"{where} fields")
    lines = _sources(raw.get("lines", {}), noun.lines.targets if noun.lines else {}, f"{where} lines")
    rows = tuple(raw.get("rows", ()))
    if noun.lines and not (lines and raw.get("group")):
        raise Unreadable(
            _("{where}: this noun has lines, so it needs “group” (the column of its number) and “lines”.").format(
                where=where
            )
        )
    step = Step(
        name=name,
        noun=noun,
        part=None if rows else _part(raw),
        fields={**_of_company(noun, company), **sources},
        rows=rows,
        lines=lines,
        group=str(raw.get("group", "")),
        distinct=bool(raw.get("distinct", False)),
        leave_out={str(c): frozenset(map(str, v)) for c, v in raw.get("leave_out", {}).items()},
        joins=tuple(_join(j, where) for j in raw.get("joins", ())),
    )
    _complete(step, where)
    return step


def _of_company(noun: Noun, company: Mapping[str, Any]) -> dict[str, Source]:
    """The currency and the company of the whole mapping, for nouns that have such fields."""
    found: dict[str, Source] = {}
    if company.get("currency") and "currency" in noun.targets:
        found["currency"] = Source(const=company["currency"])
    for target in noun.targets.values():
        if company and target.related and target.related._meta.label_lower == COMPANY:
            found[target.name] = Source(const=company["code"])
    return found


def _complete(step: Step, where: str) -> None:
    """Refuse a step that can never make a whole record."""
    known = {*step.fields, *step.noun.derived}
    missing = [k for k in step.noun.key if k not in step.fields and step.noun.targets[k].required]
    missing += [n for n, t in step.noun.targets.items() if t.required and n not in known and n not in missing]
    if step.noun.lines:
        line_targets = step.noun.lines.targets
        computed = {*step.noun.lines.computed, step.noun.lines.position}
        missing += [n for n, t in line_targets.items() if t.required and n not in step.lines and n not in computed]
    if missing:
        raise Unreadable(
            _("{where}: {noun} needs {fields}.").format(where=where, noun=step.noun.name, fields=", ".join(missing))
        )


def _noun(name: str) -> Noun:
    known = nouns.importable()
    if name not in known:
        raise Unreadable(_("“{name}” cannot be imported. Possible: {nouns}.").format(name=name, nouns=", ".join(known)))
    return known[name]


def _part(raw: Mapping[str, Any]) -> FilePart:
    return FilePart(*(str(raw.get(k, "")) for k in ("file", "sheet", "encoding", "separator")))


def _join(raw: Mapping[str, Any], where: str) -> Join:
    _only(raw, JOIN_KEYS, f"{where} joins")
    on = raw.get("on")
    if not raw.get("as") or not raw.get("file") or not isinstance(on, dict) or not on:
        raise Unreadable(_("{where}: a join needs “as”, “file” and “on”.").format(where=where))
    return Join(str(raw["as"]), _part(raw), {str(a): str(b) for a, b in on.items()}, _missing(raw, where, "empty"))


def _missing(raw: Mapping[str, Any], where: str, default: str) -> str:
    value = str(raw.get("missing", default))
    if value not in MISSING:
        raise Unreadable(
            _("{where}: “missing” is one of {choices}, not “{value}”.").format(
                where=where, choices=", ".join(MISSING), value=value
            )
        )
    return value


def _sources(raw: Mapping[str, Any], targets: Mapping[str, Target], where: str) -> dict[str, Source]:
    unknown = [n for n in raw if n not in targets]
    if unknown:
        raise Unreadable(
            _("{where}: there is no field “{name}”. Possible: {fields}.").format(
                where=where, name=unknown[0], fields=", ".join(targets)
            )
        )
    return {name: _source(value, f"{where}.{name}") for name, value in raw.items()}


def _source(raw: Any, where: str) -> Source:
    if isinstance(raw, str):
        return Source(column=raw)
    if not isinstance(raw, dict):
        raise Unreadable(
            _("{where}: write the name of a column, or a table with column, const, template or first.").format(
                where=where
            )
        )
    _only(raw, FIELD_KEYS, where)
    given = [s for s in SOURCES if s in raw]
    if len(given) > 1 or not (given or "default" in raw):
        message = _("{where}: exactly one of {choices} is needed.")
        raise Unreadable(message.format(where=where, choices=", ".join(SOURCES)))
    return Source(
        column=str(raw.get("column", "")),
        const=raw.get("const"),
        template=str(raw.get("template", "")),
        first=tuple(_source(s, where) for s in raw.get("first", ())),
        map={str(a): str(b) for a, b in raw.get("map", {}).items()},
        format=str(raw.get("format", "")),
        default=raw.get("default"),
        missing=_missing(raw, where, "reject"),
        lookup=str(raw.get("lookup", "")),
    )


def _only(raw: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    if not isinstance(raw, dict):
        raise Unreadable(_("{where} must be a table.").format(where=where))
    unknown = [str(k) for k in raw if k not in tuple(allowed)]
    if unknown:
        raise Unreadable(
            _("{where}: “{name}” is not known. Possible: {choices}.").format(
                where=where, name=unknown[0], choices=", ".join(allowed)
            )
        )
