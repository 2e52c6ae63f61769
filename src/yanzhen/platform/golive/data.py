"""Which data to bring and in what order, taken from the relations between the kinds of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.platform.actor import Actor
from yanzhen.platform.golive import checks
from yanzhen.platform.golive.checks import Check, Sum
from yanzhen.platform.imports import nouns
from yanzhen.platform.imports.nouns import Noun
from yanzhen.platform.models import GoLiveTotal

ROWS = "rows:"


def needed_by(noun: Noun) -> set[str]:
    """Kinds of record whose rows this one refers to."""
    targets = [*noun.targets.values(), *(noun.lines.targets.values() if noun.lines else ())]
    related = {t.related._meta.label_lower for t in targets if t.related is not None}
    return related - {noun.name}


def in_order() -> list[Noun]:
    """All kinds of record that can be imported, each after those it refers to; else as the apps declare them."""
    left = dict(nouns.importable())
    floors = {config.label: at for at, config in enumerate(apps.get_app_configs())}
    places = {name: (floors[name.split(".")[0]], at) for at, name in enumerate(nouns.declared())}
    found: list[Noun] = []
    while left:
        free = [n for n in left.values() if not needed_by(n) & set(left)] or list(left.values())
        first = min(free, key=lambda n: places[n.name])
        found.append(left.pop(first.name))
    return found


@dataclass(frozen=True)
class Comparison:
    """One figure of the old system beside the one of the books."""

    check: Check
    currency: str
    rows: int
    amount: Decimal | None
    wanted_rows: int | None
    wanted_amount: Decimal | None
    noted_by: str = ""

    @property
    def is_noted(self) -> bool:
        return self.wanted_rows is not None or self.wanted_amount is not None

    @property
    def rows_off(self) -> int | None:
        return None if self.wanted_rows is None else self.rows - self.wanted_rows

    @property
    def amount_off(self) -> Decimal | None:
        return None if self.wanted_amount is None else (self.amount or Decimal(0)) - self.wanted_amount

    @property
    def is_right(self) -> bool:
        """To the row and to the cent."""
        return self.is_noted and not self.rows_off and not self.amount_off


@dataclass(frozen=True)
class Stand:
    """One kind of record on its way into the books."""

    noun: Noun
    label: str
    rows: int | None
    needs: list[str]
    left_out: bool
    comparisons: list[Comparison]

    @property
    def is_done(self) -> bool:
        """Something is there, and whatever was compared is right."""
        noted = [c for c in self.comparisons if c.is_noted]
        return self.left_out or (bool(self.rows) and all(c.is_right for c in noted))


def rows_check(noun: Noun) -> Check:
    """How many rows there are; every kind of record has this one."""
    return Check(ROWS + noun.name, noun.name, _("Rows"), lambda actor: [Sum("", _visible(noun, actor).count())])


def check_of(name: str) -> Check | None:
    """A check by its name, declared or of rows."""
    if name.startswith(ROWS):
        noun = nouns.importable().get(name.removeprefix(ROWS))
        return rows_check(noun) if noun else None
    return checks.get(name)


def _visible(noun: Noun, actor: Actor) -> Any:
    return noun.model.objects.visible_to(actor)


def stands(actor: Actor, left_out: list[str]) -> list[Stand]:
    """Every kind of record in the order of bringing, with what is there and how it compares."""
    declared, totals = checks.declared(), _totals()
    found = []
    for noun in in_order():
        is_open = actor.can(noun.model.view_function())
        mine = [rows_check(noun), *declared.get(noun.name, ())] if is_open else []
        compared = [c for check in mine for c in _compared(check, actor, totals)]
        labels = [nouns.importable()[n].label for n in sorted(needed_by(noun)) if n in nouns.importable()]
        rows = _visible(noun, actor).count() if is_open else None
        found.append(Stand(noun, capfirst(noun.label), rows, labels, noun.name in left_out, compared))
    return found


def _totals() -> dict[str, dict[str, GoLiveTotal]]:
    found: dict[str, dict[str, GoLiveTotal]] = {}
    for total in GoLiveTotal.objects.all():
        found.setdefault(total.check_name, {})[total.currency] = total
    return found


def _compared(check: Check, actor: Actor, totals: Mapping[str, Mapping[str, GoLiveTotal]]) -> list[Comparison]:
    """The books beside the old system, one entry for each currency of either."""
    books = {s.currency: s for s in check.sums(actor)}
    noted = totals.get(check.name, {})
    found = []
    for currency in sorted({*books, *noted}) or [""]:
        book, total = books.get(currency, Sum(currency, 0, Decimal(0))), noted.get(currency)
        found.append(
            Comparison(
                check,
                currency,
                book.rows,
                book.amount,
                total.rows if total else None,
                total.amount if total else None,
                total.noted_by if total else "",
            )
        )
    return found


def is_empty() -> bool:
    """Whether nothing was brought yet: the books of a new firm."""
    own = {"accounts", "organization.company"}
    return not any(
        n.model._default_manager.exists()
        for n in nouns.importable().values()
        if n.name not in own and n.name.split(".")[0] not in own
    )
