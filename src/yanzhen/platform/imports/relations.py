"""Finding related records by their business code, many at a time."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from yanzhen.platform import forwarding
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.base import Scoped
from yanzhen.platform.imports import nouns
from yanzhen.platform.imports.nouns import Draft, Noun, Target
from yanzhen.platform.imports.plans import Source
from yanzhen.platform.imports.rows import Rejected
from yanzhen.platform.imports.values import shortened

CHUNK = 5_000
KEPT = 200_000
"""Codes remembered per relation; a longer list is looked up again."""
AMBIGUOUS = object()
NAMES = ("name", "name_en", "display_name")


class Relations:
    """Keys of related records by model, field and code; what is not there is asked for again next time."""

    def __init__(self, actor: Actor = SYSTEM) -> None:
        self.actor = actor
        self._known: dict[tuple[type[models.Model], str], dict[str, Any]] = {}

    def load(self, model: type[models.Model], lookup: str, codes: Iterable[str]) -> None:
        known = self._known.setdefault((model, lookup), {})
        wanted = sorted({c for c in codes if c not in known})
        if len(known) + len(wanted) > KEPT:
            known.clear()
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            rows = model.objects.visible_to(self.actor) if issubclass(model, Scoped) else model._default_manager.all()
            if lookup == "pk":
                some = [code for code in some if code.isdecimal() and len(code) < 19]
            found = rows.filter(**{f"{lookup}__in": some}).order_by("pk").values_list(lookup, "pk")
            for code, pk in found:
                known[str(code)] = pk if str(code) not in known or known[str(code)] == pk else AMBIGUOUS
            if lookup == nouns.lookup_of(model):
                merged = forwarding.by_code(model, lookup, [code for code in some if code not in known])
                reached = set(rows.filter(pk__in=merged.values()).values_list("pk", flat=True)) if merged else set()
                known.update({code: pk for code, pk in merged.items() if pk in reached})

    def find(self, target: Target, source: Source, code: str) -> Any:
        """The key of the record that `code` names; None when the mapping lets it be missing."""
        model = target.related
        assert model is not None
        pk = None
        for lookup in lookups_of(model, source):
            pk = self._known.get((model, lookup), {}).get(code)
            if pk is not None:
                break
        if pk is AMBIGUOUS:
            raise LookupError(
                _("more than one {noun} is called “{value}”").format(noun=_label(model), value=shortened(code))
            )
        if pk is None and source.missing == "reject":
            raise LookupError(_("there is no {noun} “{value}”").format(noun=_label(model), value=shortened(code)))
        return pk

    def load_for(self, noun: Noun, fields: dict[str, Source], lines: dict[str, Source], drafts: list[Draft]) -> None:
        """Ask once per relation for all codes of a batch."""
        for name, source in fields.items():
            target = noun.targets[name]
            if target.related:
                codes = {
                    c for d in drafts for c in (d.values.get(name), d.defaults.get(name)) if isinstance(c, str) and c
                }
                self._load_each(target.related, source, codes)
        for name, source in lines.items():
            target = noun.lines.targets[name]  # type: ignore[union-attr]
            if target.related:
                codes = {line[name] for d in drafts for line in d.lines if line[name]}
                self._load_each(target.related, source, codes)

    def _load_each(self, model: type[models.Model], source: Source, codes: set[str]) -> None:
        """By code first; by name only what no code names."""
        for lookup in lookups_of(model, source):
            self.load(model, lookup, codes)
            codes = codes - self._known[model, lookup].keys()

    def resolve(self, noun: Noun, fields: dict[str, Source], lines: dict[str, Source], draft: Draft) -> None:
        """Put keys in the place of codes; raise `Rejected` for a code that names nothing."""
        draft.values = self._resolved(noun.targets, fields, draft.values, draft.numbers[0])
        if noun.lines:
            targets = noun.lines.targets
            draft.lines = [
                self._resolved(targets, lines, line, number)
                for line, number in zip(draft.lines, draft.numbers, strict=True)
            ]
        for name, code in draft.defaults.items():
            if noun.targets[name].related:
                draft.defaults[name] = self._key(noun.targets[name], fields[name], code, draft.numbers[0])

    def _resolved(
        self, targets: dict[str, Target], sources: dict[str, Source], values: dict[str, Any], number: int
    ) -> dict[str, Any]:
        found = {}
        for name, value in values.items():
            target = targets[name]
            if target.related and value is not None:
                value = self._key(target, sources[name], value, number)
            found[target.attribute] = value
        return found

    def _key(self, target: Target, source: Source, code: str, number: int) -> Any:
        try:
            return self.find(target, source, code)
        except LookupError as error:
            column = ", ".join(sorted(source.columns())) or target.label
            raise Rejected(number, column, str(error.args[0])) from error


def lookups_of(model: type[models.Model], source: Source) -> list[str]:
    """The fields by which a file names a record: its code, its name, or either."""
    code = nouns.lookup_of(model)
    has = {f.name for f in model._meta.concrete_fields}
    names = [name for name in NAMES if name in has]
    if source.lookup == "either":
        return list(dict.fromkeys([code, *names]))
    if source.lookup == "code":
        return [code]
    return [source.lookup] if source.lookup else [code]


def _label(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)
