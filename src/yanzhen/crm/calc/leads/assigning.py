"""To whom a lead goes: the first rule whose conditions all hold and who has somebody free.

Plain and deterministic: the same rules, loads and leads give the same people, so that a dry run tells what would be.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

PERSON, ROUND_ROBIN, LEAST_LOAD = "person", "round_robin", "least_load"
SEPARATORS = re.compile(r"[,，;；、\n]+")
_ENDINGS = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$")


@dataclass(frozen=True)
class Rule:
    """One rule. Empty conditions hold for every lead; `members` are the people it gives to, in their order.

    `last` is who got the last lead of a rule that gives in turn. `categories` holds the one named and those below it.
    """

    key: int
    name: str
    target: str
    members: tuple[int, ...]
    places: frozenset[str] = frozenset()
    industries: tuple[str, ...] = ()
    categories: frozenset[int] = frozenset()
    last: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What rules look at of one lead."""

    key: int
    province: str = ""
    city: str = ""
    industry: str = ""
    category: int | None = None


@dataclass(frozen=True)
class Given:
    """Which rule gave a lead to whom; both None where no rule did. `full` are rules that fitted with nobody free."""

    lead: int
    rule: int | None
    member: int | None
    full: tuple[int, ...] = ()


def split(text: str) -> tuple[str, ...]:
    """The parts of a list written with commas, Chinese ones too; empty parts fall away."""
    return tuple(part for one in SEPARATORS.split(text) if (part := one.strip()))


def place(name: str) -> str:
    """A province or city without its kind: 浙江省 and 浙江 are one, so are 杭州市 and 杭州."""
    plain = "".join(name.split()).casefold()
    return _ENDINGS.sub("", plain) if len(plain) > 2 else plain


def holds(rule: Rule, lead: Wanted) -> bool:
    """Whether all conditions of a rule hold for a lead. An industry holds when either names the other in part."""
    if rule.places and not rule.places & {place(lead.province), place(lead.city)} - {""}:
        return False
    if rule.categories and lead.category not in rule.categories:
        return False
    return not rule.industries or _in_industry(rule.industries, lead.industry)


def _in_industry(wanted: Sequence[str], industry: str) -> bool:
    own = industry.strip().casefold()
    return bool(own) and any(one.casefold() in own or own in one.casefold() for one in wanted)


def choose(rule: Rule, loads: Mapping[int, int], most: int) -> int | None:
    """Who of a rule's people gets the next lead; None when all hold `most` already (0: without limit).

    In turn: the one after the last in their order. Fewest: who holds fewest, the earlier in the order among equals.
    """
    free = [member for member in rule.members if not most or loads.get(member, 0) < most]
    if not free:
        return None
    if rule.target == LEAST_LOAD:
        return min(free, key=lambda member: (loads.get(member, 0), rule.members.index(member)))
    if rule.target == ROUND_ROBIN and rule.last in rule.members:
        start = rule.members.index(rule.last) + 1
        order = rule.members[start:] + rule.members[:start]
        return next(member for member in order if member in free)
    return free[0] if rule.target == ROUND_ROBIN else rule.members[0] if rule.members[0] in free else None


def give(rules: Sequence[Rule], lead: Wanted, loads: Mapping[int, int], most: int) -> Given:
    """The first rule that fits and has somebody free."""
    full: list[int] = []
    for rule in rules:
        if holds(rule, lead):
            member = choose(rule, loads, most)
            if member is not None:
                return Given(lead.key, rule.key, member, tuple(full))
            full.append(rule.key)
    return Given(lead.key, None, None, tuple(full))


def dry_run(rules: Sequence[Rule], leads: Sequence[Wanted], loads: Mapping[int, int], most: int) -> list[Given]:
    """What the rules would have given of these leads, one after another: loads grow and turns move on as they would."""
    turned, held, found = {rule.key: rule for rule in rules}, Counter(dict(loads)), []
    for lead in leads:
        given = give(list(turned.values()), lead, held, most)
        found.append(given)
        if given.rule is not None and given.member is not None:
            held[given.member] += 1
            turned[given.rule] = replace(turned[given.rule], last=given.member)
    return found
