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

    `function` is what those who may decide hold. What `carries_out` it does what was approved; without such an act the
    asker uses the consent afterwards.
    `describe(content, actor)` says the content in words. `current(approval)` gives the content as it stands now: when
    it no longer equals what was asked, the request falls. An `always` matter needs consent even when no rule fits.
    """

    name: str
    label: Any
    function: str
    describe: Callable[[Content, Actor], Words] | None = None
    current: Callable[[Any], Content | None] | None = None
    always: bool = False


Act = Callable[[Any, Actor], object]
_registry: dict[str, Matter] = {}
_acts: dict[str, Act] = {}


def declare(matter: Matter) -> Matter:
    """Register a matter, so that rules can be made for it."""
    _registry[matter.name] = matter
    return matter


def carries_out(matter: Matter) -> Callable[[Act], Act]:
    """Decorates `act(approval, actor)`, which does what was approved: in the transaction of the last consent and in the
    name of the asker. It stands with the services that write, which ask the matter for consent themselves.
    """

    def register(act: Act) -> Act:
        _acts[matter.name] = act
        return act

    return register


def act_of(matter: Matter) -> Act | None:
    """What is done with the last consent, if anything."""
    return _acts.get(matter.name)


def get(name: str) -> Matter:
    return all_matters()[name]


def all_matters() -> dict[str, Matter]:
    """Every matter by its name."""
    functions.discover("nouns")
    return dict(sorted(_registry.items()))
