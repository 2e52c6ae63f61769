"""Points of a lead: a sum of points that people set, fact by fact, each told with its evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from yanzhen.crm.calc.leads.assigning import place, split

PLACE, INDUSTRY, CATEGORY, SOURCE, BUDGET = "place", "industry", "category", "source", "budget"
PHONE, EMAIL, FORM, ANSWERED, QUOTE, SAMPLE, SILENT = (
    "phone", "email", "form", "answered", "quote", "sample", "silent",
)  # fmt: skip
DAYS = 30
"""Behaviour of so many days counts; filling in a form always does."""
COUNTED = (ANSWERED, QUOTE, SAMPLE)


@dataclass(frozen=True)
class Rule:
    """So many points for one fact; `value` is what the fact is compared with."""

    key: int
    fact: str
    value: str
    points: int


@dataclass(frozen=True)
class Facts:
    """What is known of a lead. `touches` counts what it did in the last 30 days by kind, forms at any time.

    `category` are the codes of the category and those above it; `silent_days` the days since anything happened.
    """

    province: str = ""
    city: str = ""
    industry: str = ""
    category: frozenset[str] = frozenset()
    source: str = ""
    budget: Decimal | None = None
    has_phone: bool = False
    has_email: bool = False
    touches: Mapping[str, int] = field(default_factory=dict)
    silent_days: int = 0


@dataclass(frozen=True)
class Part:
    """The points of one rule that holds, and what in the lead made it hold."""

    rule: Rule
    evidence: str

    @property
    def points(self) -> int:
        return self.rule.points


@dataclass(frozen=True)
class Score:
    """The sum, and the rules it is made of, the weightiest first. `total` is exactly Σ parts."""

    total: int
    parts: tuple[Part, ...]


def score(facts: Facts, rules: Sequence[Rule]) -> Score:
    """Add up the rules that hold."""
    found = [Part(rule, evidence) for rule in rules if (evidence := held_by(rule, facts))]
    found.sort(key=lambda part: (-abs(part.points), part.rule.fact, part.rule.key))
    return Score(sum(part.points for part in found), tuple(found))


def held_by(rule: Rule, facts: Facts) -> str:
    """What in the lead makes the rule hold; "" when nothing does."""
    wanted = split(rule.value)
    if rule.fact == PLACE:
        own = {place(name): name for name in (facts.province, facts.city) if name}
        return next((own[p] for one in wanted if (p := place(one)) in own), "")
    if rule.fact == INDUSTRY:
        return facts.industry if any(one.casefold() in facts.industry.casefold() for one in wanted) else ""
    if rule.fact == CATEGORY:
        return next((one for one in wanted if one in facts.category), "")
    if rule.fact == SOURCE:
        return facts.source if facts.source in wanted else ""
    if rule.fact == BUDGET:
        least = amount(rule.value)
        return f"{facts.budget:f}" if least is not None and facts.budget is not None and facts.budget >= least else ""
    return _behaviour(rule, facts)


def _behaviour(rule: Rule, facts: Facts) -> str:
    if rule.fact == PHONE:
        return "1" if facts.has_phone else ""
    if rule.fact == EMAIL:
        return "1" if facts.has_email else ""
    if rule.fact == SILENT:
        least = amount(rule.value)
        return str(facts.silent_days) if least is not None and facts.silent_days >= max(Decimal(1), least) else ""
    count = facts.touches.get(rule.fact, 0)
    return str(count) if count else ""


def amount(text: str) -> Decimal | None:
    """A number out of a value; None where there is none, or one that is not finite or too large."""
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 16 else None
