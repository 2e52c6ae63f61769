"""What can need consent: each app declares its matters, the engine knows nothing of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yanzhen.platform import functions
from yanzhen.platform.actor import Actor

Content = Mapping[str, Any]
Words = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Matter:
    """A kind of decision.

    `function` is what those who may decide hold. `carry_out(approval, actor)` does what was approved, in the
    transaction of the last consent and in the name of the asker; without it the asker uses the consent afterwards.
    `describe(content, actor)` says the content in words. `current(approval)` gives the content as it stands now: when
    it no longer equals what was asked, the request falls. An `always` matter needs consent even when no rule fits.
    """

    name: str
    label: Any
    function: str
    carry_out: Callable[[Any, Actor], object] | None = None
    describe: Callable[[Content, Actor], Words] | None = None
    current: Callable[[Any], Content | None] | None = None
    always: bool = False


_registry: dict[str, Matter] = {}


def declare(matter: Matter) -> Matter:
    """Register a matter, so that rules can be made for it."""
    _registry[matter.name] = matter
    return matter


def get(name: str) -> Matter:
    return all_matters()[name]


def all_matters() -> dict[str, Matter]:
    """Every matter by its name."""
    functions.discover("nouns")
    return dict(sorted(_registry.items()))
