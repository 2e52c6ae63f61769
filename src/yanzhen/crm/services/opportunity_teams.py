"""Who works on an opportunity, and whose it is by how many percent: always exactly a hundred."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from yanzhen.crm.calc import deals
from yanzhen.crm.models import Opportunity, OpportunityMember
from yanzhen.crm.queries import opportunities
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

TEAM = "team"
"""How the history calls it."""
MOST = 20


def begin(opportunity: Opportunity) -> None:
    """A new opportunity is its owner's alone."""
    if opportunity.owner is not None:
        OpportunityMember.objects.create(opportunity=opportunity, employee=opportunity.owner, share=Decimal(100))


def hand_over(opportunity: Opportunity, former: int | None) -> None:
    """Where the former owner was the whole team, the new one is."""
    if former != opportunity.owner_id:
        team = list(opportunity.members.all())
        if [member.employee_id for member in team] == [former]:
            opportunity.members.update(employee=opportunity.owner_id)


@writes.write("crm.change_opportunity")
def put(
    opportunity: Opportunity, *, actor: Actor, members: Sequence[Mapping[str, Any]], version: int | None = None
) -> Opportunity:
    """Put a team in the place of the former: `employee` and `share` in percent of each; the shares make exactly 100."""
    row = writes.locked(opportunity, version)
    _check(members)
    before = _told(row)
    row.members.all().delete()
    made = [OpportunityMember(opportunity=row, employee=m["employee"], share=m["share"]) for m in members]
    for member in made:
        writes.checked(member)
    OpportunityMember.objects.bulk_create(made)
    after = _told(row)
    if after != before:
        Opportunity.objects.filter(pk=row.pk).update(version=F("version") + 1)
        audit.record(actor, "change", row, before={TEAM: before}, after={TEAM: after})
    return Opportunity.objects.get(pk=row.pk)


def _check(members: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(members) <= MOST:
        raise RuleBroken(_("A team has from 1 to {most} people.").format(most=MOST), field="members", code="members")
    seen: set[int] = set()
    for place, member in enumerate(members):
        if member["employee"].pk in seen:
            raise RuleBroken(_("Nobody is in a team twice."), field=f"members.{place}.employee", code="twice")
        seen.add(member["employee"].pk)
        if not 0 < member["share"] <= 100:
            raise RuleBroken(_("A share is above 0 and up to 100 %."), field=f"members.{place}.share", code="share")
    missing = deals.missing_share([member["share"] for member in members])
    if missing:
        words = _("The shares make {sum} %, not 100 %: {missing} % are missing.")
        if missing < 0:
            words = _("The shares make {sum} %, not 100 %: {missing} % are too much.")
        told = {"sum": f"{100 - missing:f}", "missing": f"{abs(missing):f}"}
        raise RuleBroken(words.format(**told), field="members", code="split")


def _told(opportunity: Opportunity) -> str:
    return "; ".join(f"{m.employee} {m.share.normalize():f} %" for m in opportunities.members(opportunity))
