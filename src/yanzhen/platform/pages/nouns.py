"""The declaration of a noun, from which its pages and its API are made."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Scoped
from yanzhen.platform.pages.fields import Field
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.search.declarations import Find


@dataclass(frozen=True)
class Action:
    """Something to do with one record beside editing it: confirm, cancel. `offered` says when it makes sense.

    An action with a `page` of its own is a link to that page and has no route made for it.
    """

    name: str
    label: Any
    service: Callable[..., Any]
    icon: str = "check"
    offered: Callable[[Any], bool] = lambda row: True
    primary: bool = False
    danger: bool = False
    page: str = ""

    @property
    def code(self) -> str:
        return self.service.function_code  # type: ignore[attr-defined,no-any-return]

    @staticmethod
    def leads_to(row: Any, made: Any) -> Any:
        """The key of the record to show afterwards: the one acted on, or the one of its kind that the act has made."""
        return made.pk if isinstance(made, type(row)) and made.pk is not None else row.pk


@dataclass(frozen=True)
class Tab:
    """Related records on the page of a record: the list of `noun` narrowed by its filter `by` to `value` of the row."""

    name: str
    label: Any
    noun: str
    by: str
    value: str = "pk"


@dataclass(frozen=True)
class Panel:
    """A tab with a body of its own, for those with the function `code`; `count` stands beside its name."""

    name: str
    label: Any
    code: str
    body: Callable[[Any, Actor], str]
    count: Callable[[Any, Actor], int | None] = lambda row, actor: None


@dataclass(frozen=True)
class Lines:
    """The rows of a document, shown and edited with it: order lines."""

    name: str
    label: Any
    fields: Sequence[Field]
    query: Callable[[Any], models.QuerySet[Any]]
    form: type[Any] | None = None


@dataclass(frozen=True)
class Noun:
    """One kind of record: its list, its fields, its form, its services, and what it is found by."""

    model: type[Scoped]
    slug: str
    icon: str
    list: ListSpec
    fields: Sequence[Field]
    services: Any = None
    form: type[Any] | None = None
    groups: Mapping[Any, Sequence[str]] = field(default_factory=dict)
    state: str = ""
    actions: Sequence[Action] = ()
    lines: Lines | None = None
    has_notes: bool = True
    may_change: Callable[[Any], bool] = lambda row: True
    may_remove: Callable[[Any], bool] = lambda row: True
    """Of those rows that may be changed."""
    is_led: Callable[[Any, Actor, str], bool] = lambda row, actor, code: True
    """Whether a function of `actor` reaches a row that more people see than may change it."""
    find: Find | None = None
    empty: Any = ""
    """What belongs here, in a sentence, while there is none."""

    @property
    def name(self) -> str:
        return self.model.noun()

    @property
    def tabs(self) -> Sequence["Tab | Panel"]:
        """Related lists on the record page."""
        return [tab for _order, tab in sorted(_tabs[self.name], key=lambda placed: placed[0])]

    def figures(self, row: Any, actor: Actor) -> Sequence[dict[str, Any]]:
        """The figures that matter about one record, at its head: label, value, hint, and a url where they lead on."""
        sources = sorted(_figures[self.name], key=lambda placed: placed[0])
        return [figure for _order, source in sources for figure in source(row, actor)]

    @property
    def app(self) -> str:
        return self.model._meta.app_label

    @property
    def model_name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def word(self) -> str:
        """The label as it stands inside a sentence."""
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def code(self, act: str) -> str:
        """The function that `act` (view, add, change, remove, export) on this noun needs."""
        return f"{self.app}.{act}_{self.model_name}"

    def offers(self, act: str) -> bool:
        """Whether this noun has the act at all: some are only read."""
        service = {"add": "create", "change": "change", "remove": "remove"}[act]
        return hasattr(self.services, service) and (act == "remove" or self.form is not None)

    def allows(self, act: str, actor: Actor) -> bool:
        return self.offers(act) and actor.can(self.code(act))

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.app}:{self.model_name}_{page}", args=args)

    def visible(self, actor: Actor) -> models.QuerySet[Any]:
        return self.list.query(actor)


Figures = Callable[[Any, Actor], list[dict[str, Any]]]
_nouns: dict[str, Noun] = {}
_tabs: dict[str, list[tuple[int, Tab | Panel]]] = defaultdict(list)
_figures: dict[str, list[tuple[int, Figures]]] = defaultdict(list)


def declare(noun: Noun) -> Noun:
    """Register a noun so that its pages, its API and links to it exist; its list learns all its fields."""
    noun = replace(noun, list=replace(noun.list, fields=noun.fields, noun=noun.name))
    _nouns[noun.name] = noun
    return noun


def relate(name: str, *tabs: Tab | Panel, figures: Figures | None = None, order: int = 50) -> None:
    """Add tabs and figures of a higher floor to the record page of a noun below, which knows nothing of them.

    A lower `order` stands further to the left; within one order the floors stand from below.
    """
    _tabs[name].extend((order, tab) for tab in tabs)
    if figures is not None:
        _figures[name].append((order, figures))


def get(name: str) -> Noun:
    """The declaration of a noun by its name, whether or not its app was looked into before."""
    if name not in _nouns:
        functions.discover("nouns")
    return _nouns[name]


def all_nouns() -> list[Noun]:
    functions.discover("nouns")
    return list(_nouns.values())
