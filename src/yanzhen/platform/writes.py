"""Every write goes through here: permission, transaction, version, integrity, audit row, outbox rows."""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from yanzhen.lib.errors import FORM, RuleBroken, Stale
from yanzhen.platform import audit, narrowing, outbox, search, signing
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import Record, Scoped, snapshot
from yanzhen.platform.models import Counter

registry: set[str] = set()
"""Functions that guard a service, for the permission tests."""


def write[**P, R](code: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a service: check the function `code` of `actor`, then run in one transaction."""

    def decorate(service: Callable[P, R]) -> Callable[P, R]:
        registry.add(code)

        @wraps(service)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            actor: Actor = kwargs["actor"]  # type: ignore[assignment]
            actor.require(code)
            require_reach(actor, code, args[0] if args else None)
            with transaction.atomic():
                return service(*args, **kwargs)

        guarded.function_code = code  # type: ignore[attr-defined]
        return guarded

    return decorate


def require_reach(actor: Actor, code: str, row: Any) -> None:
    """Refuse to act on a row that one sees by one role, but may only change by another whose reach ends before it."""
    if not isinstance(row, Scoped) or row.pk is None or actor.is_system:
        return
    reach = actor.reach(code)
    if not reach.everything and reach != actor.reach(row.view_function()) and not signing.holds(row, reach):
        raise PermissionDenied(code)


def checked(instance: models.Model, changing: Collection[str] = ()) -> None:
    """Check fields and constraints; raise `RuleBroken` with one message per field.

    Inside `narrowing.narrowed` only what `changing` names is checked.
    """
    try:
        if changing and narrowing.is_narrow():
            narrowing.clean(instance, changing)
        else:
            instance.full_clean()
    except ValidationError as error:
        raise rule_broken(error) from error


def rule_broken(error: ValidationError) -> RuleBroken:
    """Translate Django's error into ours."""
    by_field: Mapping[str, list[Any]] = error.message_dict if hasattr(error, "error_dict") else {FORM: error.messages}
    return RuleBroken(
        code="invalid",
        errors={FORM if f == NON_FIELD_ERRORS else f: " ".join(map(str, m)) for f, m in by_field.items()},
    )


def create[R: Record](model: type[R], *, actor: Actor, details: Mapping[str, Any] | None = None, **values: Any) -> R:
    """Save a new row with its audit and outbox rows. Call inside a `@write` service.

    `details` are told in the audit row beside the fields: what belongs to the row but is stored elsewhere.
    """
    instance = model(**values)
    checked(instance)
    instance.save(force_insert=True)
    search.touched(instance, is_new=True)
    audit.record(actor, "create", instance, after={**snapshot(instance), **(details or {})})
    outbox.facts_changed(instance.fact_partitions())
    return instance


def locked[R: Record](instance: R, version: int | None = None) -> R:
    """Read the row again under a lock; refuse when `version` shows that somebody else was faster."""
    row: R = instance._meta.model._default_manager.select_for_update().get(pk=instance.pk)  # type: ignore[assignment]
    if version is not None and row.version != version:
        raise Stale(
            _("Somebody else changed this while you were editing. Your entries are kept below; reload to see theirs.")
        )
    return row


def change[R: Record](
    instance: R,
    *,
    actor: Actor,
    version: int | None = None,
    verb: str = "change",
    reason: str = "",
    also: Mapping[str, Any] | None = None,
    **values: Any,
) -> R:
    """Change fields of a row under its lock; an act that changes nothing writes nothing.

    `also` gives fields that are called as one of the arguments is: `reason`.
    """
    row = locked(instance, version)
    values |= also or {}
    before, partitions = snapshot(row), row.fact_partitions()
    derived = [name for name, value in values.items() if name in row.unaudited and getattr(row, name) != value]
    for name, value in values.items():
        setattr(row, name, value)
    checked(row, values)
    old, new = audit.differences(before, snapshot(row))
    if not new:
        if derived:
            row.save(update_fields=derived)
        return row
    row.version += 1
    row.save(update_fields=[*new, *derived, "version", "updated_at"])
    search.touched(row)
    audit.record(actor, verb, row, before=old, after=new, reason=reason)
    outbox.facts_changed([*partitions, *row.fact_partitions()])
    return row


def remove(
    instance: Record,
    *,
    actor: Actor,
    version: int | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Delete a row that nothing refers to; otherwise say what does. `details` as in `create`."""
    row = locked(instance, version)
    before, partitions = snapshot(row), row.fact_partitions()
    audit.record(actor, "remove", row, before={**before, **(details or {})}, reason=reason)
    search.removed(type(row), [row.pk])
    try:
        row.delete()
    except models.ProtectedError as error:
        users = sorted({str(o._meta.verbose_name_plural) for o in error.protected_objects})
        raise RuleBroken(
            _("“{record}” cannot be removed: {users} refer to it.").format(record=row, users=", ".join(users)),
            code="in_use",
        ) from error
    outbox.facts_changed(partitions)


def plain[R: Record](model: type[R]) -> tuple[Callable[..., R], Callable[..., R], Callable[..., None]]:
    """The services create, change and remove of a noun without rules of its own, each under its function."""
    app, name = model._meta.app_label, model._meta.model_name

    @write(f"{app}.add_{name}")
    def add(*, actor: Actor, **values: Any) -> R:
        return create(model, actor=actor, **values)

    @write(f"{app}.change_{name}")
    def edit(instance: R, *, actor: Actor, version: int | None = None, **values: Any) -> R:
        return change(instance, actor=actor, version=version, also=values)

    @write(f"{app}.remove_{name}")
    def drop(instance: R, *, actor: Actor, version: int | None = None) -> None:
        remove(instance, actor=actor, version=version)

    return add, edit, drop


def next_number(series: str, width: int = 4) -> str:
    """Give out the next number of a series, without gaps or doubles: SO-202611-0001."""
    return next_numbers(series, 1, width)[0]


def next_numbers(series: str, count: int, width: int = 4) -> list[str]:
    """Give out the next numbers of a series at once."""
    Counter.objects.get_or_create(series=series)
    Counter.objects.filter(series=series).update(last=models.F("last") + count)
    last = Counter.objects.get(series=series).last
    return [f"{series}-{number:0{width}d}" for number in range(last - count + 1, last + 1)]
