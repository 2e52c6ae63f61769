"""The clean-up: looks through all customers somebody sees for records of one firm, as a job, and keeps the groups.

Weights are learnt from the records themselves (`calc.matching`); nobody says beforehand which pairs are true. What
somebody said to be different firms is never proposed again.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils.translation import gettext as _

from yanzhen.crm.calc import grouping, matching
from yanzhen.crm.calc.grouping import Group
from yanzhen.crm.enums.merging import GroupState
from yanzhen.crm.models import Customer, DuplicateGroup, DuplicateMember
from yanzhen.crm.permissions.matching import MERGE
from yanzhen.crm.queries import apart as known_apart
from yanzhen.crm.queries import clean_up, merges
from yanzhen.crm.services import apart
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, people, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.services import jobs

JOB = "find_duplicates"
MOST_RECORDS = 200_000
"""So many records are compared at once: their pairs are held in memory."""
LEAST = 0.9
"""The smallest chance of a pair that is proposed: a page of wrong guesses is read by nobody."""
MOST_GROUPS = 2_000


@writes.write("crm.merge_customers")
def start(*, actor: Actor) -> Any:
    """Look through every customer that `actor` sees; answers with the job."""
    running = jobs.interrupted(JOB, user=actor.user_id)
    if running is not None:
        raise RuleBroken(_("Your last clean-up is still running."), code="running")
    count = Customer.objects.visible_to(actor).count()
    if count > MOST_RECORDS:
        raise RuleBroken(
            _(
                "At most {most} customers are compared at once; you see {count}. "
                "Somebody with a smaller reach, for example a regional manager, can start it for theirs."
            ).format(most=f"{MOST_RECORDS:,}", count=f"{count:,}"),
            code="most",
        )
    job = jobs.start(
        kind=JOB, title=_("Find duplicate customers"), actor=actor, total=count, arguments={"user": actor.user_id}
    )
    audit.record(actor, "find_duplicates", str(job.title), after={"rows": count}, noun=Customer.noun())
    key = job.pk
    transaction.on_commit(lambda: carry_on.enqueue(key))
    return job


@task
def carry_on(key: int) -> None:
    """The job itself; may run twice: groups of a run that broke off are found anew."""
    job = jobs.by_key(key)
    if not jobs.begin(job):
        return
    try:
        actor = people.directory().actor(job.user_id or 0)
        actor.require(MERGE)
        found = search(job, actor)
        jobs.log(job, _("{count} groups found.").format(count=found))
        jobs.finish(job)
    except jobs.Cancelled:
        return
    except Exception as error:
        jobs.fail(job, jobs.in_words(error))
        raise


def search(job: Any, actor: Actor) -> int:
    """Compare all and keep the groups; how many there are."""
    keys: list[int] = []
    records: list[tuple[str, ...]] = []
    for key, values in clean_up.book(actor):
        keys.append(key)
        records.append(values)
        if len(keys) % clean_up.READ == 0:
            jobs.proceed(job, len(keys) // 2, job.total)
    linked = matching.link(clean_up.FIELDS, records, least=LEAST)
    place = {key: at for at, key in enumerate(keys)}
    pairs = known_apart.pairs(keys)
    different = {(place[a], place[b]) for a, b in pairs if a in place and b in place}
    found = grouping.groups(linked.matches, most=merges.MOST, apart=different)[:MOST_GROUPS]
    with transaction.atomic():
        jobs.proceed(job, len(keys), len(keys))
        _replace(job, actor, found, keys)
    return len(found)


def _replace(job: Any, actor: Actor, found: list[Group], keys: list[int]) -> None:
    """The groups of this run in place of those of the last one that nobody has looked at."""
    DuplicateGroup.objects.filter(user_id=actor.user_id, state=GroupState.OPEN).delete()
    every = {key for group in found for key in (keys[at] for at in group.places)}
    names: dict[int, str] = {}
    wanted = sorted(every)
    for start_at in range(0, len(wanted), 500):
        rows = Customer.objects.filter(pk__in=wanted[start_at : start_at + 500])
        names |= dict(rows.values_list("pk", "name"))
    made = DuplicateGroup.objects.bulk_create(_row(job, actor, group, keys, names) for group in found)
    DuplicateMember.objects.bulk_create(
        DuplicateMember(group=row, customer_id=keys[at])
        for row, group in zip(made, found, strict=True)
        for at in group.places
        if keys[at] in names
    )


def _row(job: Any, actor: Actor, group: Group, keys: list[int], names: dict[int, str]) -> DuplicateGroup:
    members = [keys[at] for at in group.places]
    return DuplicateGroup(
        job=job,
        employee_id=actor.employee_id,
        user_id=actor.user_id,
        who=actor.name[:150],
        title=" = ".join(names.get(key, "?") for key in members)[:400],
        size=len(members),
        score=Decimal(f"{group.score:.2f}"),
        chance=Decimal(f"{group.chance:.6f}"),
        pairs=[_pair(match, keys) for match in group.matches],
    )


def _pair(match: Any, keys: list[int]) -> dict[str, Any]:
    return {
        "one": keys[match.pair[0]],
        "other": keys[match.pair[1]],
        "score": round(match.score, 2),
        "chance": match.chance,
        "reasons": [{"field": r.field, "level": r.level, "weight": round(r.weight, 2)} for r in match.reasons],
    }


@writes.write("crm.merge_customers")
def not_the_same(group: DuplicateGroup, *, actor: Actor, version: int | None = None) -> DuplicateGroup:
    """Say that the customers of a group are different firms; no two of them are proposed again."""
    row = writes.locked(group, version)
    if row.state != GroupState.OPEN:
        raise RuleBroken(_("This group has been dealt with already."), code="ended")
    rows = clean_up.members(row, actor)
    apart.say([one.pk for one in rows], actor=actor)
    for one in rows:
        if one.possible_duplicate_of_id in {other.pk for other in rows}:
            writes.change(one, actor=actor, verb="tell_apart", possible_duplicate_of=None)
    return writes.change(row, actor=actor, verb="tell_apart", state=GroupState.APART)
