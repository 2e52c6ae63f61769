"""The bodies of the tabs: both sides of a collision case, what a merge moved, the working of a group of duplicates."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from yanzhen.crm.calc.claims import POINTS
from yanzhen.crm.enums.collisions import CaseOutcome, CaseState
from yanzhen.crm.models import CollisionCase, DuplicateGroup, Merge
from yanzhen.crm.queries import clean_up, collisions, duplicates
from yanzhen.crm.services.collisions import outcome_words
from yanzhen.platform.actor import Actor


def sides_context(case: CollisionCase, actor: Actor) -> dict[str, Any]:
    """Both sides beside each other, as `actor` may know them, for the tab and for the page of the decision."""
    found = collisions.sides(case)
    owner = collisions.proposed_owner(case, found.proposal)
    names = (collisions.shown_name(case.one, actor), collisions.shown_name(case.other, actor))
    keys = [
        collisions.current(c) if c is not None and name else 0
        for c, name in zip((case.one, case.other), names, strict=True)
    ]
    return {
        "case": case,
        "is_open": case.state == CaseState.OPEN,
        "names": names,
        "keys": keys,
        "reasons": duplicates.reasons_of(case.working),
        "lines": found.lines,
        "steps": {step.kind: step for step in found.proposal.steps},
        "points": POINTS,
        "proposal": found.proposal,
        "proposed": owner,
        "outcome": outcome_words(case) if case.state == CaseState.DECIDED else "",
        "may_merge": case.state == CaseState.DECIDED
        and case.outcome != CaseOutcome.APART
        and all(keys)
        and keys[0] != keys[1]
        and actor.can("crm.merge_customers"),
    }


def sides(case: CollisionCase, actor: Actor) -> str:
    """The tab of a case."""
    return render_to_string("crm/matching/sides.html", sides_context(case, actor))


def moves(merge: Merge, actor: Actor) -> str:
    """The tab of a merge: how many rows of which kind, which fields changed, and what an undoing left."""
    counts = merge.counts or {}
    undone = merge.undone or {}
    return render_to_string(
        "crm/matching/moves.html",
        {
            "merge": merge,
            "moved": sorted(counts.get("moved", {}).items()),
            "left": sorted(counts.get("left", {}).items()),
            "undone": undone,
            "kept": sorted(undone.get("kept", {}).items()),
            "job": merge.job,
        },
    )


def working(group: DuplicateGroup, actor: Actor) -> str:
    """The tab of a group: its customers beside each other, and each pair with the weight of each field."""
    rows = clean_up.members(group, actor)
    hidden = max(0, group.size - len(rows))
    return render_to_string(
        "crm/matching/working.html",
        {
            "rows": rows,
            "hidden": _("{count} more out of your reach, or no longer there.").format(count=hidden) if hidden else "",
            "pairs": clean_up.pairs(group, actor),
            "sees_phone": actor.can("crm.see_phone"),
        },
    )
