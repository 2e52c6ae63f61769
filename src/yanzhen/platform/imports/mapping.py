"""The mapping: a TOML file that says which file fills which records, and which column which field.

It is checked as a whole before any data is read; each mistake is answered with what would be possible.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.platform.imports import nouns
from yanzhen.platform.imports.nouns import Noun, Target
from yanzhen.platform.imports.plans import PLACEHOLDER, FilePart, Join, Plan, Source, Step
from yanzhen.platform.imports.sources import Unreadable

__all__ = ["PLACEHOLDER", "FilePart", "Join", "Plan", "Source", "Step", "load", "parse", "single"]

COMPANY = "organization.company"
TOP_KEYS = ("name", "company", "steps")
COMPANY_KEYS = ("code", "name", "name_en", "currency")
STEP_KEYS = (
    "name", "noun", "file", "sheet", "encoding", "separator", "header", "rows", "distinct", "group", "leave_out",
    "joins", "fields", "lines", "key", "on_existing", "on_new", "on_duplicate",
    "corrections",
)  # fmt: skip
JOIN_KEYS = ("as", "file", "sheet", "encoding", "separator", "header", "on", "missing")
FIELD_KEYS = (
    "column", "const", "template", "first", "map", "format", "default", "missing", "lookup", "shift_months", "nearest",
)  # fmt: skip
NEAREST = ("", "month")
MOST_SHIFT = 1_200
SOURCES = ("column", "const", "template", "first")
MISSING = ("reject", "empty")
EXISTING = ("update", "skip", "refuse")
NEW = ("create", "skip", "refuse")
DUPLICATE = ("off", "mark", "refuse", "update")


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
    plain = {"name": name, **json.loads(json.dumps(content, default=str))}
    digest = digest or hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    return Plan(str(content.get("name", name)), tuple(steps), digest, plain)


def single(
    noun: str,
    *,
    columns: Mapping[str, str],
    keys: Iterable[str] = (),
    on_existing: str = "update",
    on_new: str = "create",
    on_duplicate: str = "off",
    relations: Mapping[str, str] | None = None,
    constants: Mapping[str, Any] | None = None,
    maps: Mapping[str, Mapping[str, str]] | None = None,
    formats: Mapping[str, str] | None = None,
    group: str = "",
    sheet: str = "",
    encoding: str = "",
    separator: str = "",
    header: int = 0,
    name: str = "",
) -> Plan:
    """A mapping of one file onto one noun, made in memory.

    `columns` says which header fills which field; the fields of a line are called `lines.<field>`. `relations` says how
    the records that a field refers to are named in the file: `code`, `name`, or `either` (the default). `constants`
    fill fields the file does not have, `maps` translate values of a field, `formats` read its dates. `keys` are fields
    that find a record again, where they are not the noun's own; `group` is the column that holds the rows of one
    document together (the column of its number when left out).
    """
    relations, maps, formats = relations or {}, maps or {}, formats or {}
    fields: dict[str, Any] = {f: {"const": value} for f, value in (constants or {}).items()}
    for column, target in columns.items():
        if target in fields and target not in (constants or {}):
            raise Unreadable(_("Two columns fill “{field}”; choose one of them.").format(field=target))
        plain = {"lookup": relations.get(target, "either"), "map": maps.get(target), "format": formats.get(target)}
        fields[target] = {"column": column, **{k: v for k, v in plain.items() if v}}
    declared = _noun(noun)
    head = {f: v for f, v in fields.items() if not f.startswith("lines.")}
    step: dict[str, Any] = {
        "noun": noun, "fields": head, "key": list(keys), "on_existing": on_existing, "on_new": on_new,
        "on_duplicate": on_duplicate, "sheet": sheet, "encoding": encoding, "separator": separator, "header": header,
    }  # fmt: skip
    if declared.lines:
        step["lines"] = {f.removeprefix("lines."): v for f, v in fields.items() if f.startswith("lines.")}
        step["group"] = group or next((c for c, f in columns.items() if f == declared.key[0]), "")
    return parse({"steps": [step]}, name or declared.label)


def _company_step(company: Mapping[str, Any]) -> Step:
    if not company.get("code") or not company.get("name"):
        raise Unreadable(_("[company] needs a code and a name."))
    sources = {key: Source(column=key) for key in company}
    noun = _noun(COMPANY)
    return Step(_("company"), noun, None, sources, rows=(dict(company),), key=noun.key)


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
        key=_key(raw, noun, where),
        on_existing=_one_of(raw, "on_existing", EXISTING, "update", where),
        on_new=_one_of(raw, "on_new", NEW, "create", where),
        on_duplicate=_one_of(raw, "on_duplicate", DUPLICATE, "off", where),
    )
    _complete(step, where)
    return step


def _key(raw: Mapping[str, Any], noun: Noun, where: str) -> tuple[str, ...]:
    """The fields that find a record again; a document is found by its number only."""
    given = raw.get("key") or ()
    names = (given,) if isinstance(given, str) else tuple(map(str, given))
    if not names or names == noun.key:
        return noun.key
    unknown = [n for n in names if n not in noun.targets]
    unfilled = [n for n in names if n not in raw.get("fields", {})]
    if unknown or unfilled or noun.lines:
        raise Unreadable(
            _("{where}: a record cannot be found by {fields}.").format(where=where, fields=", ".join(names))
        )
    return names


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
    if step.key != step.noun.key or step.on_duplicate != "off":
        # Records without a number get one; without any way to find them again, every import would make them anew.
        known |= set(step.noun.numbered)
    missing = [k for k in step.key if k not in step.fields and step.noun.targets[k].required and k not in known]
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
    header = raw.get("header", 0)
    if not isinstance(header, int) or not 0 <= header <= 1000:
        raise Unreadable(_("“header” is the number of a row, not “{value}”.").format(value=header))
    file, sheet, encoding, separator = (str(raw.get(k, "")) for k in ("file", "sheet", "encoding", "separator"))
    return FilePart(file, sheet, encoding, separator, header, _corrections(raw))


def _corrections(raw: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """New values for single cells, by row and column."""
    given = raw.get("corrections", {})
    if not isinstance(given, dict) or not all(str(n).isdecimal() and isinstance(c, dict) for n, c in given.items()):
        raise Unreadable(_("“corrections” hold cells by the number of their row and the name of their column."))
    return {int(number): {str(c): str(v) for c, v in cells.items()} for number, cells in given.items()}


def _join(raw: Mapping[str, Any], where: str) -> Join:
    _only(raw, JOIN_KEYS, f"{where} joins")
    on = raw.get("on")
    if not raw.get("as") or not raw.get("file") or not isinstance(on, dict) or not on:
        raise Unreadable(_("{where}: a join needs “as”, “file” and “on”.").format(where=where))
    return Join(str(raw["as"]), _part(raw), {str(a): str(b) for a, b in on.items()}, _missing(raw, where, "empty"))


def _missing(raw: Mapping[str, Any], where: str, default: str) -> str:
    return _one_of(raw, "missing", MISSING, default, where)


def _one_of(raw: Mapping[str, Any], name: str, choices: Iterable[str], default: str, where: str) -> str:
    value = str(raw.get(name) or default)
    if value not in tuple(choices):
        raise Unreadable(
            _("{where}: “{name}” is one of {choices}, not “{value}”.").format(
                where=where, name=name, choices=", ".join(choices), value=value
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
    found = {name: _source(value, f"{where}.{name}") for name, value in raw.items()}
    for name, source in found.items():
        if (source.shift_months or source.nearest) and not targets[name].is_date:
            message = _("{where}.{name}: only a date can be moved by months.")
            raise Unreadable(message.format(where=where, name=name))
        related = targets[name].related
        if related and source.lookup not in ("", "code", "either", *(f.name for f in related._meta.concrete_fields)):
            message = _("{where}.{name}: {noun} is not found by “{lookup}”.")
            noun = related._meta.verbose_name
            raise Unreadable(message.format(where=where, name=name, noun=noun, lookup=source.lookup))
    return found


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
    shift = raw.get("shift_months", 0)
    if not isinstance(shift, int) or isinstance(shift, bool) or abs(shift) > MOST_SHIFT:
        message = _("{where}: “shift_months” is a whole number of months, not “{value}”.")
        raise Unreadable(message.format(where=where, value=shift))
    return Source(
        shift_months=shift,
        nearest=_one_of(raw, "nearest", NEAREST, "", where),
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
