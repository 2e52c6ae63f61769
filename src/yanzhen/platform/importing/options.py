"""What is decided about an import beside its columns, and the plan that follows from all of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import slots
from yanzhen.platform.importing.slots import Slot
from yanzhen.platform.imports import mapping, nouns
from yanzhen.platform.imports.mapping import Plan
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.models import FileImport

EXISTING = {
    "update": gettext_lazy("update them"),
    "skip": gettext_lazy("leave them as they are"),
    "refuse": gettext_lazy("refuse the row"),
}
NEW = {
    "create": gettext_lazy("create them"),
    "skip": gettext_lazy("pass them by"),
    "refuse": gettext_lazy("refuse the row"),
}
DUPLICATE = {
    "off": gettext_lazy("do not look"),
    "mark": gettext_lazy("create them and list them for checking"),
    "refuse": gettext_lazy("refuse the row"),
    "update": gettext_lazy("update the one that is there"),
}
LOOKUPS = {
    "either": gettext_lazy("by code or name"),
    "code": gettext_lazy("by code"),
    "name": gettext_lazy("by name"),
}
DEFAULTS = {"on_existing": "update", "on_new": "create", "on_duplicate": "off"}
CHOICES: dict[str, Mapping[str, Any]] = {"on_existing": EXISTING, "on_new": NEW, "on_duplicate": DUPLICATE}
LONGEST_CONSTANT = 200


def noun_of(name: str) -> Noun:
    """The declaration of a kind of record; 422 for one that cannot be imported."""
    found = nouns.importable().get(name)
    if found is None:
        raise RuleBroken(_("This cannot be imported."), field="noun", code="noun")
    return found


def allowed(actor: Actor) -> list[Noun]:
    """Kinds of record this person may bring in: those they may also create and edit by hand."""
    if not actor.can("platform.run_import"):
        return []
    return [n for n in nouns.importable().values() if all(actor.can(f) for f in n.needed_functions)]


def require(noun: Noun, actor: Actor) -> None:
    for function in ("platform.run_import", *noun.needed_functions):
        actor.require(function)


def checks_duplicates(noun: Noun) -> bool:
    """Whether this kind of record can be looked through for the same firm under another code."""
    return bool(getattr(noun, "duplicates", None))


def cleaned(noun: Noun, given: Mapping[str, Any]) -> dict[str, Any]:
    """Options as they are stored; refuses what is not offered."""
    found: dict[str, Any] = {}
    for name, offered in CHOICES.items():
        value = str(given.get(name) or DEFAULTS[name])
        if value not in offered:
            raise RuleBroken(_("Choose one of what is offered."), field=name, code="choice")
        found[name] = value
    if not checks_duplicates(noun):
        found["on_duplicate"] = "off"
    keys = [str(k) for k in given.get("keys") or []]
    if unknown := [k for k in keys if k not in noun.targets]:
        raise RuleBroken(_("There is no such field: {name}.").format(name=unknown[0][:60]), field="keys", code="key")
    found["keys"] = keys if keys and keys != list(noun.key) else []
    known = slots.of_noun(noun)
    constants = {str(k): str(v)[:LONGEST_CONSTANT] for k, v in dict(given.get("constants") or {}).items() if v != ""}
    if unknown := [k for k in constants if k not in known]:
        raise RuleBroken(
            _("There is no such field: {name}.").format(name=unknown[0][:60]), field="constants", code="constant"
        )
    return {**found, "constants": constants}


def columns(known: Mapping[str, Slot], header: list[str], given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """A mapping as it is stored; refuses unknown columns and fields, and a field filled twice."""
    found: dict[str, dict[str, str]] = {}
    used: set[str] = set()
    for column, entry in given.items():
        entry = {"slot": entry} if isinstance(entry, str) else dict(entry or {})
        slot, lookup = str(entry.get("slot") or ""), str(entry.get("lookup") or "")
        if not slot:
            continue
        if column not in header:
            raise RuleBroken(
                _("The file has no column “{name}”.").format(name=column[:60]), field="columns", code="column"
            )
        if slot not in known:
            raise RuleBroken(_("There is no such field: {name}.").format(name=slot[:60]), field="columns", code="field")
        if slot in used:
            message = _("Two columns fill “{field}”; choose one of them.").format(field=known[slot].label)
            raise RuleBroken(message, field="columns", code="doubled")
        used.add(slot)
        found[column] = {"slot": slot, **({"lookup": lookup} if lookup in LOOKUPS else {})}
    return found


def missing(draft: FileImport, known: Mapping[str, Slot]) -> list[Slot]:
    """Fields that every new record needs and that neither a column nor a fixed value fills."""
    filled = {entry["slot"] for entry in draft.mapping.values()} | set(draft.options.get("constants", {}))
    if draft.options.get("on_new") != "create":
        noun = noun_of(draft.noun_name)
        return [s for k, s in known.items() if k in (draft.options.get("keys") or noun.key) and k not in filled]
    return [s for k, s in known.items() if s.required and k not in filled]


def plan_of(draft: FileImport, actor: Actor) -> Plan:
    """The plan that the pipeline carries out."""
    noun = noun_of(draft.noun_name)
    require(noun, actor)
    known = slots.of_noun(noun, actor)
    if lacking := missing(draft, known):
        names = ", ".join(s.label for s in lacking)
        raise RuleBroken(_("Say what fills {fields}.").format(fields=names), field="columns", code="missing")
    if unseen := [e["slot"] for e in draft.mapping.values() if e["slot"] not in known]:
        raise RuleBroken(_("You may not see this."), field=unseen[0], code="masked")
    entries = dict(draft.mapping)
    made = mapping.single(
        noun.name,
        columns={column: entry["slot"] for column, entry in entries.items()},
        keys=draft.options.get("keys") or (),
        on_existing=draft.options.get("on_existing", "update"),
        on_new=draft.options.get("on_new", "create"),
        on_duplicate=draft.options.get("on_duplicate", "off"),
        relations={e["slot"]: e["lookup"] for e in entries.values() if e.get("lookup")},
        constants=draft.options.get("constants") or {},
        maps={k: slots.choice_words(s) for k, s in known.items() if s.kind == "choice" and k in _filled(entries)},
        sheet=draft.sheet,
        encoding=draft.options.get("encoding", ""),
        separator=draft.options.get("separator", ""),
        header=draft.header_row,
        name=draft.file_name,
    )
    return _corrected(made, draft.corrections)


def _filled(entries: Mapping[str, Mapping[str, str]]) -> set[str]:
    return {e["slot"] for e in entries.values()}


def _corrected(plan: Plan, corrections: Mapping[str, Any]) -> Plan:
    """The same plan over the file with what was corrected on the page."""
    if not corrections:
        return plan
    content = json.loads(json.dumps(plan.content))
    content["steps"][0]["corrections"] = corrections
    return mapping.parse(content, plan.name)


def digest(draft: FileImport) -> str:
    """What exactly would be imported: file, place, mapping, options, corrections. A preview holds for this alone."""
    names = ("digest", "noun_name", "sheet", "header_row", "mapping", "options", "corrections")
    parts = [getattr(draft, name) for name in names]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
