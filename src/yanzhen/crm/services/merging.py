"""Makes several records of one firm one: all that points at them moves to the one that is kept, in one transaction.

The others stay as records that lead to the kept one: their address and their code still find it. Rows are looked at
before anything is locked, and the search index follows afterwards; in between everything happens or nothing. A merge of
many rows is a job. What it moved is kept, so that it can be undone (`unmerging`).
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.calc import names
from yanzhen.crm.enums.merging import TRANSITIONS, GroupState, MergeState
from yanzhen.crm.models import Customer, DuplicateGroup, Merge, MergedRecord
from yanzhen.crm.permissions.matching import DECIDE, MERGE
from yanzhen.crm.queries import merges, references
from yanzhen.crm.services import identity, moving
from yanzhen.crm.services.moving import Survey
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform import audit, outbox, people, search, signing, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import snapshot
from yanzhen.platform.services import jobs

AT_ONCE = 2_000
"""Rows moved while the person waits; more become a job."""
JOB = "merge_customers"


@writes.write("crm.merge_customers")
def merge(
    rows: Sequence[Customer],
    *,
    actor: Actor,
    survivor: Customer,
    chosen: Mapping[str, int] | None = None,
    versions: Mapping[int, int] | None = None,
    reason: str = "",
    case: Any = None,
) -> Merge:
    """Merge these customers into `survivor`. `chosen` says for a field whose value is kept, by key of the record.

    `versions` are those that were previewed: somebody else's change in between is not merged away unseen. Answers with
    the merge: done, or waiting for its job.
    """
    locked = _require_unmerged([*rows, survivor], versions)
    survivor = locked.pop(survivor.pk)
    away = list(locked.values())
    check(away, survivor, actor)
    chosen = _checked_choice(chosen or {}, {survivor.pk, *locked})
    made = Merge.objects.create(
        survivor=survivor,
        title=_title(survivor, away),
        chosen=chosen,
        reason=reason.strip()[:300],
        case=case,
        user_id=actor.user_id,
        who=actor.name[:150],
    )
    MergedRecord.objects.bulk_create(MergedRecord(merge=made, customer=row) for row in away)
    total = sum(count for _reference, count in references.counts([row.pk for row in away]))
    if total > AT_ONCE:
        made.job = jobs.start(kind=JOB, title=made.title, actor=actor, total=2 * total, arguments={"merge": made.pk})
        made.save(update_fields=["job"])
        key = made.pk
        transaction.on_commit(lambda: carry_on.enqueue(key))
        return made
    found = Survey()
    for _count in moving.survey(found, [row.pk for row in away]):
        pass
    carry_out(made, actor, found, versions)
    for _count in moving.reindex(made.moves.all()):
        pass
    made.refresh_from_db()
    return made


def check(away: Sequence[Customer], survivor: Customer, actor: Actor) -> None:
    """Refuse what cannot be merged, or not by this person."""
    if not away:
        raise RuleBroken(_("Choose at least two customers."), field="ids", code="two")
    if len(away) >= merges.MOST:
        raise RuleBroken(_("At most {most} records at once.").format(most=merges.MOST), field="ids", code="most")
    reach = actor.reach(MERGE)
    if not actor.is_system and any(not signing.holds(row, reach) for row in [*away, survivor]):
        raise RuleBroken(_("Not all of these customers are within your reach."), field="ids", code="reach")
    owners = {row.owner_id for row in [*away, survivor]}
    if len(owners) > 1 and not may_choose_owner(actor):
        raise RuleBroken(
            _("These customers have different owners: a manager decides whose it is, in a collision case."),
            field="owner",
            code="owners",
        )


def may_choose_owner(actor: Actor) -> bool:
    """Whether `actor` may decide between different owners."""
    return actor.can(DECIDE)


def _checked_choice(chosen: Mapping[str, int], keys: set[int]) -> dict[str, int]:
    known = {field.name for field in merges.choosable()}
    wrong = {name: _("Choose one of the records.") for name, key in chosen.items() if key not in keys}
    wrong |= {name[:60]: _("There is no such field.") for name in chosen if name not in known}
    if wrong:
        raise RuleBroken(code="invalid", errors=wrong)
    return dict(chosen)


def _title(survivor: Customer, away: Sequence[Customer]) -> str:
    gone = ", ".join(f"{row.name} ({row.code})" for row in away)
    return f"{gone} → {survivor.name} ({survivor.code})"[:400]


def _require_unmerged(rows: Sequence[Customer], versions: Mapping[int, int] | None) -> dict[int, Customer]:
    """The customers under their locks; refused when somebody was faster."""
    locked = _locked([row.pk for row in rows])
    for row in locked.values():
        if row.merged_into_id is not None:
            by = MergedRecord.objects.filter(customer=row, merge__state=MergeState.DONE).select_related("merge").last()
            raise RuleBroken(
                _("{who} has merged “{record}” already.").format(who=by.merge.who if by else "?", record=row),
                code="merged",
            )
        if versions is not None and versions.get(row.pk, row.version) != row.version:
            raise Stale(_("“{record}” has changed since you looked. Look again before you merge.").format(record=row))
    return locked


def _locked(keys: Sequence[int]) -> dict[int, Customer]:
    rows = Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def carry_out(made: Merge, actor: Actor, found: Survey, versions: Mapping[int, int] | None = None) -> None:
    """The merge itself, in one transaction."""
    with transaction.atomic():
        made = writes.locked(made)
        if MergeState.DONE not in TRANSITIONS[made.state]:
            return
        records = {record.customer_id: record for record in made.records.order_by("pk")}
        rows = _require_unmerged([made.survivor, *(record.customer for record in records.values())], versions)
        kept = rows.pop(made.survivor_id)
        values = _values(kept, rows, made.chosen)
        _lead_away(kept, rows, records)
        _take_over(made, kept, values, actor)
        result = moving.Moved()
        for key in rows:
            part = moving.move(made, key, kept.pk, found, {*rows, kept.pk})
            for book, more in ((result.counts, part.counts), (result.left, part.left)):
                for label, number in more.items():
                    book[label] = book.get(label, 0) + number
        _tell(made, kept, rows, result, actor, found)


def _values(kept: Customer, rows: Mapping[int, Customer], chosen: Mapping[str, int]) -> dict[str, Any]:
    """What the kept record takes from the others; days of the first and last order are the widest."""
    every = {kept.pk: kept, **rows}
    values: dict[str, Any] = {}
    for name, key in chosen.items():
        for part in (name, *merges.TOGETHER.get(name, ())):
            values[part] = getattr(every[key], part)
    if "since_on" not in chosen:
        values["since_on"] = min((row.since_on for row in every.values() if row.since_on), default=None)
    values["last_order_on"] = max((row.last_order_on for row in every.values() if row.last_order_on), default=None)
    codes = [kept.former_codes, *(f"{row.code} {row.former_codes}" for row in rows.values())]
    values["former_codes"] = " ".join(" ".join(codes).split())[:400]
    values["name_key"] = names.name_key(values.get("name", kept.name))
    values["phone_key"] = names.phone_key(values.get("phone", kept.phone))
    if kept.possible_duplicate_of_id in rows:
        values["possible_duplicate_of"] = None
    return values


def _lead_away(kept: Customer, rows: Mapping[int, Customer], records: Mapping[int, MergedRecord]) -> None:
    """The others lead to the kept one from now on; their code and number are free for it."""
    for key, row in rows.items():
        records[key].before = snapshot(row)
        records[key].save(update_fields=["before"])
        row.merged_into = kept
        row.version += 1
        row.save(update_fields=["merged_into", "version", "updated_at"])


def _take_over(made: Merge, kept: Customer, values: Mapping[str, Any], actor: Actor) -> None:
    """Let the kept record take what was chosen, and keep what it had for an undoing."""
    before = snapshot(kept)
    with identity.told(values, kept):
        row = writes.change(kept, actor=actor, reason=made.reason, **values)
    made.before, made.after = audit.differences(before, snapshot(row))
    kept.refresh_from_db()


def _tell(
    made: Merge, kept: Customer, rows: Mapping[int, Customer], result: moving.Moved, actor: Actor, found: Survey
) -> None:
    made.state, made.done_at = MergeState.DONE, timezone.now()
    made.counts = {"moved": result.counts, "left": result.left}
    made.moved, made.left = sum(result.counts.values()), sum(result.left.values())
    made.version += 1
    made.save()
    gone = [f"{row.name} ({row.code})" for row in rows.values()]
    audit.record(actor, "merge", kept, after={"merged": gone, "rows": made.moved, **result.counts}, reason=made.reason)
    for row in rows.values():
        audit.record(actor, "merged_away", row, after={"merged_into": kept.pk}, reason=made.reason)
    search.removed(Customer, list(rows))
    search.touched(kept)
    parts = {part for row in [kept, *rows.values()] for part in row.fact_partitions()}
    outbox.facts_changed(found.partitions | parts)
    outbox.record("crm.customers_merged", {"merge": made.pk, "kept": kept.pk, "merged": sorted(rows)})
    DuplicateGroup.objects.filter(members__customer__in=list(rows), state=GroupState.OPEN).update(
        state=GroupState.MERGED
    )


@task
def carry_on(key: int) -> None:
    """The job of a merge of many rows; may run twice: what is done is not done again."""
    made = Merge.objects.select_related("job", "survivor").get(pk=key)
    job, actor = made.job, people.directory().actor(made.user_id or 0)
    if job is None or not jobs.begin(job):
        return
    done = 0
    try:
        if made.state == MergeState.WAITING:
            actor.require(MERGE)
            found = Survey()
            for count in moving.survey(found, list(made.records.values_list("customer_id", flat=True))):
                done += count
                if jobs.is_cancelled(job):
                    _fail(made, _("Stopped; nothing was changed."))
                    return
                jobs.progress(job, done)
            carry_out(made, actor, found)
        for count in moving.reindex(made.moves.order_by("pk")):
            done += count
            jobs.progress(job, done)
        jobs.log(job, _("{moved} rows moved.").format(moved=f"{Merge.objects.get(pk=key).moved:,}"))
        jobs.finish(job)
    except Exception as error:
        _fail(made, jobs.in_words(error))
        raise


def _fail(made: Merge, reason: str) -> None:
    Merge.objects.filter(pk=made.pk, state=MergeState.WAITING).update(state=MergeState.FAILED)
    if made.job is not None:
        jobs.fail(made.job, reason)


def sweep() -> int:
    """Move what was written for a merged customer by somebody who had it open at that very moment."""
    since = timezone.now() - timedelta(hours=1)
    moved = 0
    for made in Merge.objects.filter(state=MergeState.DONE, done_at__gte=since).select_related("survivor"):
        moved += _sweep_one(made)
    return moved


def _sweep_one(made: Merge) -> int:
    keys = list(made.records.values_list("customer_id", flat=True))
    late = sum(count for _reference, count in references.counts(keys)) - made.left
    if late <= 0:
        return 0
    with transaction.atomic():
        row = writes.locked(made)
        if row.state != MergeState.DONE:
            return 0
        found, before = Survey(), row.moved
        for key in keys:
            part = moving.move(row, key, row.survivor_id, found, {*keys, row.survivor_id})
            row.moved += sum(part.counts.values())
        row.save(update_fields=["moved"])
        outbox.facts_changed(found.partitions)
    return row.moved - before
