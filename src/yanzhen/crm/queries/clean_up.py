"""What the clean-up compares, and the groups of likely duplicates it found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.crm.calc.book import Field
from yanzhen.crm.calc.comparing import Kind
from yanzhen.crm.models import Customer, DuplicateGroup
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import ScopedQuerySet

FIELDS = (
    Field("name", Kind.FIRM),
    Field("phone", Kind.PHONE),
    Field("credit_code", Kind.CODE),
    Field("address", Kind.ADDRESS),
)
READ = 5_000


def visible(actor: Actor) -> ScopedQuerySet[DuplicateGroup]:
    """The groups that somebody's own clean-up found."""
    return DuplicateGroup.objects.visible_to(actor).naming("job").order_by("-score", "-pk")


def book(actor: Actor) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every customer that `actor` sees, by key, with what is compared; numbers only for those who may see them."""
    names = [field.name for field in FIELDS]
    hidden = {name for name in names if masks.is_hidden(Customer, name, actor)}
    rows = Customer.objects.visible_to(actor).order_by("pk").values_list("pk", *names)
    for key, *values in rows.iterator(chunk_size=READ):
        yield key, tuple("" if n in hidden else v or "" for n, v in zip(names, values, strict=True))


@dataclass(frozen=True)
class Pair:
    """Two customers of a group with the working of their score, in words."""

    one: str
    other: str
    score: float
    chance: float
    reasons: tuple[tuple[str, str, float], ...]
    prior: float
    """What is known before anything is compared, in bits: the rest of the score."""


def members(group: DuplicateGroup, actor: Actor) -> list[Customer]:
    """The customers of a group that still stand and that `actor` sees."""
    keys = group.members.values_list("customer_id", flat=True)
    rows = Customer.objects.visible_to(actor).filter(pk__in=list(keys))
    return list(rows.select_related("owner", "unit").order_by("pk"))


def pairs(group: DuplicateGroup, actor: Actor) -> list[Pair]:
    """The pairs of a group in words; of customers out of reach nothing is told."""
    names = {row.pk: f"{row.name} ({row.code})" for row in members(group, actor)}
    return [
        Pair(
            names[p["one"]],
            names[p["other"]],
            p["score"],
            p["chance"],
            tuple(_words(p["reasons"], actor)),
            _prior(p),
        )
        for p in group.pairs
        if p["one"] in names and p["other"] in names
    ]


def _prior(pair: dict[str, Any]) -> float:
    return round(float(pair["score"]) - sum(float(reason["weight"]) for reason in pair["reasons"]), 1)


def _words(reasons: Sequence[dict[str, Any]], actor: Actor) -> Iterator[tuple[str, str, float]]:
    for reason in reasons:
        if not masks.is_hidden(Customer, reason["field"], actor):
            field = Customer._meta.get_field(reason["field"])
            yield str(field.verbose_name), level(reason["level"]), round(reason["weight"], 1)  # type: ignore[union-attr]


def level(name: str) -> str:
    """How far two values agree, in words."""
    words = {
        "differs": _("differs"),
        "alike": _("alike"),
        "contained": _("one holds the other"),
        "sounds the same": _("sounds the same"),
        "nearly the same": _("nearly the same"),
        "the same": _("the same"),
        "same house number": _("same house number"),
        "same ending": _("same ending"),
        "one digit off": _("one digit off"),
        "one sign off": _("one sign off"),
    }
    return str(words.get(name, name))
