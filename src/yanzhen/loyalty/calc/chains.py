"""Who brought whom: chains of referrals, drawn as a tree, and without a circle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """One referral: the customer who brought another one (None: a lead that is no customer yet)."""

    key: int
    referrer: int
    referred: int | None


@dataclass(frozen=True)
class Node:
    """A place in the tree: `depth` 0 is the root, `row` counts downwards; `link` led here."""

    customer: int | None
    depth: int
    row: int
    parent: int | None
    """The row of the parent."""
    link: int | None


def closes_circle(links: Iterable[Link], referrer: int, referred: int) -> bool:
    """Whether the one who is brought stands above whoever brings them, directly or over others."""
    above: Mapping[int, int] = {link.referred: link.referrer for link in links if link.referred is not None}
    step: int | None = referrer
    seen: set[int] = set()
    while step is not None and step not in seen:
        if step == referred:
            return True
        seen.add(step)
        step = above.get(step)
    return False


def root(links: Iterable[Link], customer: int) -> int:
    """Who stands at the beginning of the chain this customer is in."""
    above = {link.referred: link.referrer for link in links if link.referred is not None}
    seen: set[int] = set()
    while customer in above and customer not in seen:
        seen.add(customer)
        customer = above[customer]
    return customer


def tree(links: Iterable[Link], start: int, most: int = 200) -> list[Node]:
    """Everybody below `start`, depth first in the order of the referrals, at most so many places."""
    below: dict[int, list[Link]] = {}
    for link in sorted(links, key=lambda one: one.key):
        below.setdefault(link.referrer, []).append(link)
    nodes: list[Node] = []
    seen: set[int] = set()
    waiting: list[tuple[int | None, int, int | None, int | None]] = [(start, 0, None, None)]
    while waiting and len(nodes) < most:
        customer, depth, parent, key = waiting.pop()
        row = len(nodes)
        nodes.append(Node(customer, depth, row, parent, key))
        if customer is None or customer in seen:
            continue
        seen.add(customer)
        waiting += [(link.referred, depth + 1, row, link.key) for link in reversed(below.get(customer, []))]
    return nodes
