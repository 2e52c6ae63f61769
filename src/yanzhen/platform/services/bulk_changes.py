"""Many records changed in one go: first looked at, then done row by row by the noun's own service, then undone.

Each row is changed, or refused, by itself, together with the line that tells of it: nothing is ever half there. A long
change runs as a job; started again after a worker's death, it goes on with the rows that have no line yet.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, people, writes
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record, snapshot
from yanzhen.platform.models import BulkChange, BulkRow
from yanzhen.platform.models.bulk_changes import BulkState, Outcome
from yanzhen.platform.pages import nouns
from yanzhen.platform.pages.fields import listed
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.services import jobs
from yanzhen.platform.writes import write

MOST_ROWS = 10_000
AT_ONCE = 200
"""Rows changed while the person waits; more become a job. As many are tried out for the preview."""
SAMPLE = 10
STEP = 50
KEEP_PREVIEWS = timedelta(days=1)
JOB = "bulk_change"


@dataclass
class Preview:
    """What a bulk change would do."""

    bulk: BulkChange
    changing: int = 0
    same: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    sample: list[tuple[str, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    tried: int = 0
    leaving: int = 0


def fields_of(noun: Noun, actor: Actor) -> dict[str, forms.Field]:
    """The fields that may get one value for many records: those of the form that the actor sees and that may repeat."""
    if noun.form is None or not hasattr(noun.services, "change"):
        return {}
    unique = {f.name for f in noun.model._meta.concrete_fields if f.unique}
    form = noun.form(None, actor=actor)
    return {n: f for n, f in form.fields.items() if n != "version" and n not in unique}


def cleaned(noun: Noun, actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the shape the service takes; refused at their fields."""
    fields, values, errors = fields_of(noun, actor), {}, {}
    if not given:
        raise RuleBroken(_("Choose at least one field to change."), field="values", code="values")
    for name, raw in given.items():
        if name not in fields:
            errors[name] = _("This field cannot be changed for many records at once.")
            continue
        try:
            values[name] = fields[name].clean(_plain(fields[name], raw))
        except ValidationError as error:
            errors[name] = " ".join(error.messages)
    if errors:
        raise RuleBroken(code="invalid", errors=errors)
    return values


def _plain(field: forms.Field, raw: Any) -> Any:
    """What a program gave, in the shape a form field reads: dates know text alone, and few fields know lists."""
    several = getattr(field.widget, "allow_multiple_selected", False)
    if isinstance(raw, dict) or (isinstance(raw, list) and not several):
        raise ValidationError(_("This has the wrong shape."), code="shape")
    temporal = isinstance(field, forms.DateField | forms.DateTimeField)
    return str(raw) if temporal and raw is not None and not isinstance(raw, str) else raw


def _stored(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return value if value is None or isinstance(value, bool | int | str | list) else str(value)


# -- Before ------------------------------------------------------------------------------------------------------------


def _require(noun: Noun, actor: Actor) -> None:
    actor.require(noun.code("view"))
    actor.require(noun.code("change"))


@write("platform.change_in_bulk")
def preview(*, actor: Actor, noun: Noun, rows: models.QuerySet[Any], values: Mapping[str, Any]) -> Preview:
    """Look at what would change, without changing it. `rows` are visible to the actor; the door has narrowed them.

    The first rows that would change are really changed and taken back, so that the rules themselves are heard.
    """
    _require(noun, actor)
    wanted = cleaned(noun, actor, values)
    pairs = list(rows.order_by("pk").values_list("pk", "version")[: MOST_ROWS + 1])
    if not pairs:
        raise RuleBroken(_("No record is selected."), field="ids", code="none")
    if len(pairs) > MOST_ROWS:
        raise RuleBroken(_("At most {most} records at once.").format(most=f"{MOST_ROWS:,}"), field="ids", code="most")
    bulk = BulkChange.objects.create(
        noun_name=noun.name,
        title=_title(noun, actor, wanted),
        employee_id=actor.employee_id,
        user_id=actor.user_id,
        who=actor.name,
        values={n: _stored(v) for n, v in wanted.items()},
        selection=pairs,
        total=len(pairs),
    )
    return _looked_at(Preview(bulk), noun, actor, wanted)


def _title(noun: Noun, actor: Actor, values: Mapping[str, Any]) -> str:
    fields = fields_of(noun, actor)
    words = listed(str(fields[n].label or n) for n in values)
    return f"{noun.plural}: {words}"[:200]


def _looked_at(found: Preview, noun: Noun, actor: Actor, wanted: Mapping[str, Any]) -> Preview:
    trial: list[Any] = []
    keys = [pk for pk, _version in found.bulk.selection]
    for start in range(0, len(keys), 500):
        for row in noun.visible(actor).filter(pk__in=keys[start : start + 500]).order_by("pk"):
            if not noun.may_change(row):
                found.refused.append((str(row), _("Its state allows no change any more.")))
            elif all(_stored(_value(row, n)) == _stored(v) for n, v in wanted.items()):
                found.same += 1
            else:
                found.changing += 1
                if len(trial) < AT_ONCE:
                    trial.append(row)
    _try_out(found, trial, noun, actor, wanted)
    return found


def _value(row: Any, name: str) -> Any:
    """A field of a row by key, so that no relation is read."""
    return getattr(row, row._meta.get_field(name).attname)


def _try_out(found: Preview, trial: Sequence[Any], noun: Noun, actor: Actor, wanted: Mapping[str, Any]) -> None:
    found.tried = len(trial)
    changed: list[int] = []
    with transaction.atomic():
        for row in trial:
            title = str(row)
            try:
                with transaction.atomic():
                    old, new = _changed(noun, actor, row, row.version, wanted)
            except RuleBroken as broken:
                found.changing -= 1
                found.refused.append((title, _reason(broken)))
                continue
            changed.append(row.pk)
            if len(found.sample) < SAMPLE:
                found.sample.append((title, old, new))
        found.leaving = len(changed) - noun.visible(actor).filter(pk__in=changed).count()
        transaction.set_rollback(True)


def _changed(
    noun: Noun, actor: Actor, row: Any, version: int, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Change one row by its service; the fields that came out different, before and after."""
    before = snapshot(row)
    noun.services.change(row, actor=actor, version=version, **values)
    return audit.differences(before, snapshot(noun.model._base_manager.get(pk=row.pk)))


def _reason(broken: RuleBroken) -> str:
    return " ".join(str(m) for m in broken.errors.values())[:500]


# -- Doing it ----------------------------------------------------------------------------------------------------------


@write("platform.change_in_bulk")
def run(bulk: BulkChange, *, actor: Actor) -> BulkChange:
    """Carry out what was previewed, once; more than a few hundred rows become a job."""
    noun = nouns.get(bulk.noun_name)
    _require(noun, actor)
    row = BulkChange.objects.select_for_update().get(pk=bulk.pk)
    if row.user_id != actor.user_id or row.state != BulkState.PREVIEWED:
        raise RuleBroken(_("This change has been carried out already, or is not yours."), code="ended")
    row.state, row.started_at = BulkState.RUNNING, timezone.now()
    row.save(update_fields=["state", "started_at", "updated_at"])
    audit.record(actor, "bulk_change", row, after={"rows": row.total, "fields": sorted(row.values)}, noun=noun.name)
    return _now_or_later(row, noun, actor, row.total, execute)


def _now_or_later(row: BulkChange, noun: Noun, actor: Actor, total: int, act: Callable[..., None]) -> BulkChange:
    if total > AT_ONCE:
        row.job = jobs.start(kind=JOB, title=row.title, actor=actor, total=total, arguments={"bulk": row.pk})
        row.save(update_fields=["job"])
        carry_on.enqueue(row.pk, act.__name__)
    else:
        act(row, noun, actor)
    row.refresh_from_db()
    return row


@task
def carry_on(key: int, act: str) -> None:
    """The job of a long change or of a long undoing; may run twice."""
    bulk = BulkChange.objects.select_related("job").get(pk=key)
    assert bulk.user_id is not None
    {"execute": execute, "take_back": take_back}[act](
        bulk, nouns.get(bulk.noun_name), people.directory().actor(bulk.user_id)
    )


def execute(bulk: BulkChange, noun: Noun, actor: Actor) -> None:
    """Change each row that has no line yet."""
    try:
        values = cleaned(noun, actor, bulk.values)
    except RuleBroken as broken:
        _finish(bulk, BulkState.STOPPED, failed=_reason(broken))
        return
    done = set(bulk.rows.values_list("object_id", flat=True))
    left = [(pk, version) for pk, version in bulk.selection if pk not in done]
    stopped = _steps(bulk, left, len(done), lambda pair: _one(bulk, noun, actor, *pair, values))
    _finish(bulk, BulkState.STOPPED if stopped else BulkState.DONE)


def _steps[T](bulk: BulkChange, items: Sequence[T], done: int, act: Callable[[T], None]) -> bool:
    """Act on each item, telling the job how far it is; True when somebody stopped it."""
    for number, item in enumerate(items):
        if bulk.job is not None and number % STEP == 0:
            if jobs.is_cancelled(bulk.job):
                return True
            jobs.progress(bulk.job, done + number)
        act(item)
    if bulk.job is not None:
        jobs.progress(bulk.job, done + len(items))
    return False


def _one(bulk: BulkChange, noun: Noun, actor: Actor, pk: int, version: int, values: Mapping[str, Any]) -> None:
    line = BulkRow(bulk=bulk, object_id=pk, record=f"#{pk}", outcome=Outcome.REFUSED)
    row = noun.visible(actor).filter(pk=pk).first()
    if row is None:
        line.reason = _("It is no longer there, or out of your reach.")
    else:
        line.record = str(row)[:200]
        try:
            with transaction.atomic():
                if not noun.may_change(row):
                    raise RuleBroken(_("Its state allows no change any more."))
                line.before, line.after = _changed(noun, actor, row, version, values)
                line.outcome = Outcome.CHANGED if line.after else Outcome.SAME
                line.save()
                return
        except RuleBroken as broken:
            line.reason = _reason(broken.settle())
            line.before, line.after, line.outcome, line.pk = {}, {}, Outcome.REFUSED, None
    line.save()


def _finish(bulk: BulkChange, state: str, failed: str = "") -> None:
    counts = Counter(bulk.rows.values_list("outcome", flat=True))
    changed = counts[Outcome.CHANGED] + counts[Outcome.UNDONE] + counts[Outcome.LEFT]
    BulkChange.objects.filter(pk=bulk.pk).update(
        state=state,
        changed=changed,
        same=counts[Outcome.SAME],
        refused=counts[Outcome.REFUSED],
        undone=counts[Outcome.UNDONE],
        left=counts[Outcome.LEFT],
        ended_at=timezone.now(),
        version=models.F("version") + 1,
    )
    if bulk.job is not None:
        if failed:
            jobs.log(bulk.job, failed, "bad")
        text = _("{changed} changed, {same} were so already, {refused} refused.")
        refused = counts[Outcome.REFUSED]
        jobs.log(bulk.job, text.format(changed=changed, same=counts[Outcome.SAME], refused=refused))
        jobs.finish(bulk.job, failed=bool(failed))


# -- Undoing it --------------------------------------------------------------------------------------------------------


@write("platform.change_in_bulk")
def undo(bulk: BulkChange, *, actor: Actor) -> BulkChange:
    """Give every row back what it had, except where somebody changed the same fields since."""
    noun = nouns.get(bulk.noun_name)
    _require(noun, actor)
    row = BulkChange.objects.select_for_update().get(pk=bulk.pk)
    if row.state not in {BulkState.DONE, BulkState.STOPPED} or not row.changed:
        raise RuleBroken(_("There is nothing to undo."), code="ended")
    row.state, row.job = BulkState.RUNNING, None
    row.save(update_fields=["state", "job", "updated_at"])
    audit.record(actor, "bulk_undo", row, after={"rows": row.changed}, noun=noun.name)
    if row.changed > AT_ONCE and actor.user_id != row.user_id:
        raise RuleBroken(_("A change this large is undone by whoever made it."), code="not_yours")
    return _now_or_later(row, noun, actor, row.changed, take_back)


def take_back(bulk: BulkChange, noun: Noun, actor: Actor) -> None:
    """Undo each line that still says changed. Whoever made the change reaches also what it took out of reach."""
    own = actor.user_id is not None and actor.user_id == bulk.user_id
    rows = noun.model._default_manager.all() if own else noun.visible(actor)
    lines = list(bulk.rows.filter(outcome=Outcome.CHANGED))
    stopped = _steps(bulk, lines, 0, lambda line: _back(line, rows, noun, actor, bulk.values))
    _finish(bulk, BulkState.STOPPED if stopped else BulkState.UNDONE)


def _back(line: BulkRow, rows: models.QuerySet[Any], noun: Noun, actor: Actor, asked: Iterable[str]) -> None:
    try:
        with transaction.atomic():
            row = rows.filter(pk=line.object_id).first()
            if row is None:
                raise RuleBroken(_("It is no longer there, or out of your reach."))
            now = snapshot(row)
            if any(now.get(name) != value for name, value in line.after.items()):
                raise RuleBroken(_("Somebody has changed it since."))
            if not noun.may_change(row):
                raise RuleBroken(_("Its state allows no change any more."))
            _restore(row, line, noun, actor, asked)
            BulkRow.objects.filter(pk=line.pk).update(outcome=Outcome.UNDONE, reason="")
    except RuleBroken as broken:
        BulkRow.objects.filter(pk=line.pk).update(outcome=Outcome.LEFT, reason=_reason(broken.settle()))


def _restore(row: Any, line: BulkRow, noun: Noun, actor: Actor, asked: Iterable[str]) -> None:
    """By the service first; what it works out anew (a unit from an owner) is then put back to the letter."""
    old = {name: _read(noun.model, name, line.before[name]) for name in asked if name in line.before}
    noun.services.change(row, actor=actor, version=row.version, **old)
    again = noun.model._default_manager.get(pk=row.pk)
    now = snapshot(again)
    rest = {n: _read(noun.model, n, v) for n, v in line.before.items() if now.get(n) != v}
    if rest:
        writes.change(cast(Record, again), actor=actor, **rest)


def _read(model: type[models.Model], name: str, value: Any) -> Any:
    """A stored value as the field holds it."""
    described: Any = model._meta.get_field(name)
    if isinstance(described, models.ForeignKey):
        return None if value is None else described.related_model._base_manager.get(pk=value)
    return described.to_python(value)


def forget() -> int:
    """Remove previews that came to nothing."""
    stale = BulkChange.objects.filter(state=BulkState.PREVIEWED, created_at__lt=timezone.now() - KEEP_PREVIEWS)
    return stale.delete()[0]


def label_of(noun: Noun, name: str) -> str:
    """The name of a field as its form says it."""
    return capfirst(str(noun.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
