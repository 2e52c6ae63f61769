"""Who acts, what they may do and whose rows they reach. Built by `accounts`, used by every floor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Reach:
    """Whose rows a function opens: everything, or those of some people and some units."""

    everything: bool = False
    employee_ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()

    def __or__(self, other: "Reach") -> "Reach":
        if self.everything or other.everything:
            return EVERYTHING
        return Reach(employee_ids=self.employee_ids | other.employee_ids, unit_ids=self.unit_ids | other.unit_ids)


EVERYTHING = Reach(everything=True)
NOTHING = Reach()


@dataclass(frozen=True)
class StandIn:
    """Somebody absent whom the actor stands in for: what that opens, beside what is the actor's `own`."""

    user_id: int
    name: str
    until: date
    functions: Mapping[str, Reach]
    own: Mapping[str, Reach]


@dataclass(frozen=True)
class Actor:
    """One person, key or the system itself, for the length of a request, a job or a command."""

    user_id: int | None
    name: str
    employee_id: int | None = None
    functions: Mapping[str, Reach] = field(default_factory=dict)
    is_system: bool = False
    language: str = "zh-hans"
    amount_unit: str = "yuan"
    rise_colour: str = "red"
    role_label: str = ""
    standing_in: tuple[StandIn, ...] = ()
    seen_by: "Actor | None" = None
    """Who sees the product as this person does; whatever is written down names both."""

    def can(self, code: str) -> bool:
        return self.is_system or code in self.functions

    def require(self, code: str) -> None:
        """Raise `PermissionDenied` (403) when the function is missing."""
        if not self.can(code):
            raise PermissionDenied(code)

    def reach(self, code: str) -> Reach:
        """Rows that the function opens; nothing when the function is missing."""
        return EVERYTHING if self.is_system else self.functions.get(code, NOTHING)


SYSTEM = Actor(user_id=None, name="system", is_system=True)
NOBODY = Actor(user_id=None, name="nobody")
