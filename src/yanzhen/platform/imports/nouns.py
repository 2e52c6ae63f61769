"""What can be imported: each app declares its nouns in its `imports` room.

A target (one field to fill) takes its kind, length and checks from the model, so that there is one place for them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import NOT_PROVIDED

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record
from yanzhen.platform.imports import values
from yanzhen.platform.imports.values import BadValue, Cell

ALREADY_CHECKED = (
    validators.MaxLengthValidator,
    validators.DecimalValidator,
    validators.ProhibitNullCharactersValidator,
)
KEPT_BY_THE_SYSTEM = {"version", "created_at", "updated_at"}


@dataclass(frozen=True)
class Target:
    """A field that an import can fill."""

    field: models.Field[Any, Any]
    is_code: bool = False

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    @property
    def attribute(self) -> str:
        return self.field.attname

    @property
    def related(self) -> type[models.Model] | None:
        return self.field.related_model if isinstance(self.field, models.ForeignKey) else None  # type: ignore[return-value]

    @property
    def is_date(self) -> bool:
        return isinstance(self.field, models.DateField) and not isinstance(self.field, models.DateTimeField)

    @property
    def required(self) -> bool:
        """Whether a new row needs a value from the file."""
        return not self.field.blank and not self.field.null and self.field.default is NOT_PROVIDED

    @property
    def empty(self) -> Any:
        """What an empty cell means."""
        if self.field.default is not NOT_PROVIDED:
            return self.field.get_default()
        return None if self.field.null else ""

    def parser(self, pattern: str = "") -> Callable[[Cell], Any]:
        """How a cell becomes a value of this field; raises `BadValue`."""
        parse = self._plain_parser(pattern)
        extra = [v for v in self.field.validators if not isinstance(v, ALREADY_CHECKED)]
        if not extra or self.related:
            return parse

        def checked(raw: Cell) -> Any:
            value = parse(raw)
            try:
                for validator in extra:
                    validator(value)
            except ValidationError as error:
                raise BadValue(" ".join(error.messages)) from error
            return value

        return checked

    def _plain_parser(self, pattern: str) -> Callable[[Cell], Any]:
        f = self.field
        if self.related:
            return values.code
        if isinstance(f, models.DecimalField):
            places, digits = f.decimal_places, f.max_digits
            return lambda raw: values.number(raw, places, digits)
        if isinstance(f, models.DateField):
            return lambda raw: values.day(raw, pattern)
        if isinstance(f, models.BooleanField):
            return values.flag
        if isinstance(f, models.IntegerField):
            return values.whole
        if f.choices:
            choices = {str(name): label for name, label in f.flatchoices}  # type: ignore[attr-defined]
            return lambda raw: values.choice(raw, choices)
        length = f.max_length
        return (lambda raw: values.code(raw, length)) if self.is_code else (lambda raw: values.text(raw, length))


@dataclass(frozen=True)
class Lines:
    """The lines below a document: their model, their way up, and what the noun computes for them."""

    model: type[models.Model]
    parent: str
    position: str
    computed: frozenset[str] = frozenset()

    @cached_property
    def targets(self) -> dict[str, Target]:
        return {
            f.name: Target(f)
            for f in self.model._meta.concrete_fields
            if not f.primary_key and f.name != self.parent and f.editable
        }


@dataclass
class Draft:
    """One record out of the file before it is saved: values by field, lines, and where it came from."""

    numbers: list[int]
    values: dict[str, Any]
    lines: list[dict[str, Any]] = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)
    cells: list[list[Cell]] = field(default_factory=list)
    followed: set[str] = field(default_factory=set)
    instance: Any = None
    lines_differ: bool = False
    is_marked: bool = False
    given: set[str] = field(default_factory=set)
    before: dict[str, Any] = field(default_factory=dict)
    lines_before: list[dict[str, Any]] | None = None

    def title(self, noun: "Noun") -> str:
        """Its business key as text, for the trail and for people."""
        key = noun.key[0]
        if self.instance is not None and len(noun.key) == 1 and (code := getattr(self.instance, key, "")):
            return str(code)
        return str(self.values.get(noun.targets[key].attribute) or "")


@dataclass(frozen=True)
class Touch:
    """What followed in a record of another kind: values before and after, or only its versions."""

    noun: str
    key: int
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    versions: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Saved:
    """What one batch did to one noun; handed to its `after`, which notes in `touches` what followed elsewhere."""

    created: list[Any]
    updated: list[Any]
    actor: Actor
    touches: list[Touch] = field(default_factory=list)


@dataclass(frozen=True)
class Duplicate:
    """A record, or an earlier draft of the same batch, that a draft may repeat.

    `certain` when both cannot stand beside each other (the same credit code); `key` is None for a draft.
    """

    key: int | None
    title: str
    why: str
    field: str = ""
    certain: bool = False
    draft: Draft | None = None


@dataclass(frozen=True)
class Noun:
    """A kind of record that can be imported.

    `key` finds the record again; `codes` are texts kept letter by letter; `extra` fields are not for forms, but for
    imports, and those in `without` only for forms; `derived` names fields taken from a related record when the file
    has none (`{"unit": ("owner",)}`: the owner's unit); `trees` are relations to itself that must not run in circles.
    `complete` computes fields of a draft before it is compared, `check` refuses (`RuleBroken`) values that a stored row
    may not take, `after` does what follows from saved rows and names the
    partitions of the analysis engine that this touched. A noun whose rules reach beyond one row names its services
    `create`, `change` and `remove`; its rows are saved one by one through them. All others are saved in bulk.
    `numbered` gives numbers to records that come without one. `duplicates` finds, for drafts that would be new, the
    records they may repeat, by the place of the draft; `marked` is the field in which such a suspicion is kept.
    `settle` completes the drafts that will be new records, all of a batch at once.
    `loose` relations to this noun (`crm.customer.field`) do not keep a record from being taken back.
    """

    model: type[Record]
    key: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    derived: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trees: tuple[str, ...] = ()
    lines: Lines | None = None
    complete: Callable[[Draft], None] | None = None
    check: Callable[[Any, dict[str, Any]], None] | None = None
    after: Callable[[Saved], Iterable[tuple[str, str]] | None] | None = None
    create: Callable[..., Any] | None = None
    change: Callable[..., Any] | None = None
    remove: Callable[..., Any] | None = None
    numbered: Mapping[str, Callable[[int], list[str]]] = field(default_factory=dict)
    duplicates: "Callable[[Sequence[Draft]], Mapping[int, Duplicate]] | None" = None
    marked: str = ""
    loose: frozenset[str] = frozenset()
    settle: "Callable[[Sequence[Draft]], None] | None" = None

    @property
    def name(self) -> str:
        return self.model.noun()

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def targets(self) -> dict[str, Target]:
        codes = {*self.codes, *(k for k in self.key if k in {"code", "number"})}
        return {
            f.name: Target(f, f.name in codes)
            for f in self.model._meta.concrete_fields
            if not f.primary_key
            and f.name not in KEPT_BY_THE_SYSTEM | self.without
            and (f.editable or f.name in self.extra)
        }

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The stored names of all targets."""
        return frozenset(t.attribute for t in self.targets.values())

    @property
    def needed_functions(self) -> list[str]:
        app, name = self.name.split(".")
        return [f"{app}.add_{name}", f"{app}.change_{name}"]

    @property
    def change_function(self) -> str:
        return self.needed_functions[1]


_registry: dict[str, Noun] = {}


def declare(noun: Noun) -> Noun:
    """Make a noun importable."""
    _registry[noun.name] = noun
    return noun


def importable() -> dict[str, Noun]:
    """Every importable noun by name."""
    functions.discover("imports")
    return dict(sorted(_registry.items()))


def declared() -> list[str]:
    """The names of all importable nouns, as their apps declare them."""
    functions.discover("imports")
    return list(_registry)


def of_model(model: type[models.Model]) -> Noun | None:
    """The declaration for a model, if it can be imported."""
    return _registry.get(model._meta.label_lower)


def lookup_of(model: type[models.Model]) -> str:
    """The field by which other files name a row of `model`: its business code."""
    noun = of_model(model)
    if noun and len(noun.key) == 1:
        return noun.key[0]
    unique = {f.name for f in model._meta.concrete_fields if f.unique and isinstance(f, models.CharField)}
    return next((name for name in ("code", "number", "username") if name in unique), "pk")
