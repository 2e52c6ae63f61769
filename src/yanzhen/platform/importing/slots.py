"""What of a noun a column can fill, as people read it: fields of the record and, for documents, of its lines."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.imports import nouns
from yanzhen.platform.imports.nouns import Noun, Target

LINES = "lines."
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Slot:
    """One field that a column can fill; `key` names it in a stored mapping."""

    key: str
    target: Target
    model: type[models.Model]
    required: bool
    label: str

    @property
    def is_line(self) -> bool:
        return self.key.startswith(LINES)

    @property
    def kind(self) -> str:
        """What a cell must hold, in one word for programs."""
        f = self.target.field
        if self.target.related:
            return "reference"
        if f.choices:
            return "choice"
        for kinds, word in KINDS:
            if isinstance(f, kinds):
                return word
        return "text"

    @property
    def lookups(self) -> list[str]:
        """By what a related record may be named: its code first, its name where it has one."""
        related = self.target.related
        if related is None:
            return []
        found = [nouns.lookup_of(related)]
        names = {f.name for f in related._meta.concrete_fields}
        return found + [n for n in ("name",) if n in names and n not in found]


KINDS: tuple[tuple[Any, str], ...] = (
    (models.DateField, "date"),
    (models.BooleanField, "yes_no"),
    (models.DecimalField, "number"),
    (models.IntegerField, "whole"),
    (models.EmailField, "email"),
)


def of_noun(noun: Noun, actor: Actor | None = None) -> dict[str, Slot]:
    """Every slot of a noun by its key; without those whose content `actor` may not see."""
    pairs: list[tuple[str, Target, type[models.Model], bool]] = [
        (name, target, noun.model, _needed(noun, name, target))
        for name, target in noun.targets.items()
        if name != noun.marked
    ]
    if noun.lines is not None:
        lines = noun.lines
        free = {*lines.computed, lines.position}
        pairs += [(LINES + n, t, lines.model, t.required and n not in free) for n, t in lines.targets.items()]
    if actor is not None:
        pairs = [p for p in pairs if not _is_hidden(p[2], p[1].name, actor)]
    doubled = Counter(str(target.label) for _k, target, _m, _r in pairs)
    return {
        key: Slot(key, target, model, required, _label(noun, key, target, doubled[target.label] > 1))
        for key, target, model, required in pairs
    }


def _needed(noun: Noun, name: str, target: Target) -> bool:
    return target.required and name not in noun.derived and name not in noun.numbered


def _is_hidden(model: Any, name: str, actor: Actor) -> bool:
    return hasattr(model, "masks") and masks.is_hidden(model, name, actor)


def _label(noun: Noun, key: str, target: Target, doubled: bool) -> str:
    label = capfirst(target.label)
    return _("{field} of the line").format(field=label) if doubled and key.startswith(LINES) else label


def labels(noun: Noun) -> dict[str, set[str]]:
    """Each slot's labels in all languages."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        with override(language):
            for key, slot in of_noun(noun).items():
                found.setdefault(key, set()).add(slot.label)
    return found


def noun_labels(model: type[models.Model]) -> set[str]:
    """What a kind of record is called, in all languages."""
    found = set()
    for language in LANGUAGES:
        with override(language):
            found |= {str(model._meta.verbose_name), str(model._meta.verbose_name_plural)}
    return found


def choice_words(slot: Slot) -> dict[str, str]:
    """Every word by which a choice may be written, in all languages, to its stored name."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            for name, label in slot.target.field.flatchoices:  # type: ignore[attr-defined]
                found[str(label)] = str(name)
                found[str(name)] = str(name)
    return found
