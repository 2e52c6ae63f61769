"""Undoes a merge: records stand again, and what moved goes back as far as nobody has touched it since.

What cannot go back is said, not forced: rows that point elsewhere by now or are gone, fields of the kept record that
somebody has changed, a credit code or number that another customer took meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.crm.enums.merging import TRANSITIONS, MergeState
from yanzhen.crm.models import Customer, Merge, MergedRecord
from yanzhen.crm.permissions.matching import MERGE
from yanzhen.crm.queries import references
from yanzhen.crm.services import duplicates, identity, moving
from yanzhen.crm.services.merging import AT_ONCE
from yanzhen.crm.services.moving import Survey
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, outbox, people, search, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import snapshot
from yanzhen.platform.services import jobs

JOB = "undo_merge"


@writes.write("crm.merge_customers")
def undo(merge: Merge, *, actor: Actor, version: int | None = None) -> Merge:
    """Take a merge back; many rows become a job."""
    row = writes.locked(merge, version)
    if MergeState.UNDONE not in TRANSITIONS[row.state] or row.state == MergeState.UNDOING:
        raise RuleBroken(_("There is nothing to undo."), code="ended")
    _require_reach(row, actor)
    if row.moved <= AT_ONCE:
        carry_out(row, actor)
        return Merge.objects.get(pk=row.pk)
    row.state = MergeState.UNDOING
    row.job = jobs.start(
        kind=JOB, title=_("Undo: {title}").format(title=row.title), actor=actor, total=2 * row.moved,
        arguments={"merge": row.pk},
    )  # fmt: skip
    row.save(update_fields=["state", "job", "updated_at"])
    key, user_id = row.pk, actor.user_id
    transaction.on_commit(lambda: carry_on.enqueue(key, user_id))
    return row


def _require_reach(row: Merge, actor: Actor) -> None:
    """Whoever undoes a merge must reach all records that come back."""
    reach = actor.reach(MERGE)
    every = [row.survivor, *(record.customer for record in row.records.select_related("customer"))]
    if not reach.everything and any(
        one.owner_id not in reach.employee_ids and one.unit_id not in reach.unit_ids for one in every
    ):
        raise RuleBroken(_("Not all of these customers are within your reach."), code="reach")


def carry_out(made: Merge, actor: Actor) -> None:
    """The undoing itself, in one transaction, with its rows in the search index."""
    with transaction.atomic():
        row = writes.locked(made)
        if MergeState.UNDONE not in TRANSITIONS[row.state]:
            return
        records = list(row.records.select_related("customer").order_by("pk"))
        keys = sorted({row.survivor_id, *(record.customer_id for record in records)})
        locked = {c.pk: c for c in Customer.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
        kept = locked[row.survivor_id]
        if kept.merged_into_id is not None:
            said = _("“{record}” was itself merged since: undo that first.").format(record=kept)
            raise RuleBroken(said, code="later")
        told: dict[str, Any] = {"fields": _give_back(row, kept, actor), "records": []}
        for record in records:
            if locked[record.customer_id].merged_into_id == kept.pk:
                told["records"] += _stand_again(record, locked[record.customer_id])
        told |= _rows_back(row)
        _tell(row, kept, records, told, actor)


def _give_back(made: Merge, kept: Customer, actor: Actor) -> list[str]:
    """Restore the fields of the kept record; the labels of those that somebody has changed since."""
    now, values, changed = snapshot(kept), {}, []
    for name, after in made.after.items():
        field = Customer._meta.get_field(name)
        if now.get(name) != after:
            changed.append(capfirst(str(field.verbose_name)))  # type: ignore[union-attr]
        else:
            values[field.attname] = field.to_python(made.before.get(name))  # type: ignore[union-attr]
    if values:
        given = _free(values, kept)
        plain = {"name": given.get("name", kept.name), "phone": given.get("phone", kept.phone)}
        given |= duplicates.keys_of(plain)
        with transaction.atomic():
            writes.change(kept, actor=actor, verb="unmerge_fields", **given)
    return changed


def _free(values: Mapping[str, Any], kept: Customer) -> dict[str, Any]:
    """What another customer took meanwhile is left out."""
    given = {**values, **duplicates.keys_of({"phone": values.get("phone", kept.phone)})}
    try:
        identity.check(given, kept)
    except RuleBroken as broken:
        taken = {"phone": ("phone", "shares_phone", "shares_phone_because")}
        out = {name for field in broken.errors for name in taken.get(field, (field,))}
        return {name: value for name, value in values.items() if name not in out}
    return dict(values)


def _stand_again(record: MergedRecord, row: Customer) -> list[str]:
    """Let a merged record stand for itself again; what it had to leave to somebody else, in words."""
    said: list[str] = []
    if row.credit_code and _taken(row, credit_code=row.credit_code):
        said.append(_("{record}: its credit code belongs to another customer by now.").format(record=row))
        row.credit_code = ""
    if row.phone_key and not row.shares_phone and _taken(row, phone_key=row.phone_key, shares_phone=False):
        said.append(_("{record}: it shares its number with another customer by now.").format(record=row))
        row.shares_phone, row.shares_phone_because = True, _("after undoing a merge")
    row.merged_into = None
    row.version += 1
    row.save()
    search.touched(row)
    return said


def _taken(row: Customer, **values: Any) -> bool:
    return Customer.objects.filter(merged_into=None, **values).exclude(pk=row.pk).exists()


def _rows_back(made: Merge) -> dict[str, Any]:
    found, restored = Survey(), 0
    kept: dict[str, int] = {}
    for stretch in made.moves.order_by("-pk"):
        back, stayed = moving.back(stretch, found)
        restored += back
        if stayed:
            reference = references.by_name(stretch.noun_name, stretch.field)
            label = reference.label if reference is not None else stretch.noun_name
            kept[label] = kept.get(label, 0) + stayed
    for _count in moving.reindex(made.moves.all()):
        pass
    outbox.facts_changed(found.partitions)
    return {"restored": restored, "kept": kept}


def _tell(made: Merge, kept: Customer, records: list[MergedRecord], told: dict[str, Any], actor: Actor) -> None:
    made.state, made.undone_at, made.undone_by, made.undone = (
        MergeState.UNDONE, timezone.now(), actor.name[:150], told,
    )  # fmt: skip
    made.version += 1
    made.save()
    audit.record(actor, "unmerge", kept, after={"rows": told["restored"]})
    parts = set(kept.fact_partitions())
    for record in records:
        audit.record(actor, "unmerge", record.customer, after={"rows": told["restored"]})
        parts.update(record.customer.fact_partitions())
    outbox.facts_changed(parts)
    outbox.record("crm.customers_unmerged", {"merge": made.pk, "kept": kept.pk})


@task
def carry_on(key: int, user_id: int | None) -> None:
    """The job of a large undoing; may run twice."""
    made = Merge.objects.select_related("job", "survivor").get(pk=key)
    job, actor = made.job, people.directory().actor(user_id or 0)
    if job is None or not jobs.begin(job):
        return
    try:
        actor.require(MERGE)
        carry_out(made, actor)
        jobs.progress(job, job.total)
        jobs.finish(job)
    except Exception as error:
        Merge.objects.filter(pk=key, state=MergeState.UNDOING).update(state=MergeState.DONE)
        jobs.fail(job, jobs.in_words(error))
        raise
