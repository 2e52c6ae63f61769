"""Call lists: kept with their people and result codes, closed and opened again."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from yanzhen.field.enums.calls import CodeKind, ListState
from yanzhen.field.models import CallCode, CallList, CallListMember, CallTarget
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import Actor

Codes = Sequence[dict[str, Any]]
MOST_CODES = 9
USUAL = (
    CodeKind.NO_ANSWER, CodeKind.CALL_BACK, CodeKind.NOT_INTERESTED, CodeKind.INTERESTED, CodeKind.APPOINTMENT,
    CodeKind.WRONG_NUMBER, CodeKind.DO_NOT_CALL,
)  # fmt: skip
"""The results of a list for which none were named, in the order of their keys."""


@writes.write("field.add_calllist")
def create(*, actor: Actor, codes: Codes = (), people: Sequence[Any] = (), **values: Any) -> CallList:
    """Enter a list; without an owner it is the actor's, without result codes it gets the usual seven."""
    owner = values.get("owner") or employees.by_key(actor.employee_id)
    if owner is None:
        raise RuleBroken(_("Say whose list this is."), field="owner", code="owner")
    rows, callers = _codes(codes) or usual(), _people(people, owner, actor)
    values |= {"owner": owner, "unit": employees.unit_of(owner)}
    found = writes.create(CallList, actor=actor, details=_told(rows, callers), **values)
    _save(found, rows)
    _join(found, callers)
    return found


@writes.write("field.change_calllist")
def change(
    instance: CallList, *, actor: Actor, version: int | None = None, codes: Codes | None = None,
    people: Sequence[Any] | None = None, **values: Any,
) -> CallList:  # fmt: skip
    """Change a list; result codes and people, when given, replace those it had. Calls made keep their results."""
    before = _told(_codes_of(instance), _callers(instance))
    if values.get("owner") is None:
        values.pop("owner", None)
    elif values["owner"].pk != instance.owner_id:
        values["unit"] = employees.unit_of(values["owner"])
    row = writes.change(instance, actor=actor, version=version, **values)
    rows = _codes_of(row) if codes is None else _codes(codes) or usual()
    callers = _callers(row)
    callers = callers if people is None else _people(people, row.owner, actor, kept=callers)
    after = _told(rows, callers)
    if after != before:
        row.codes.all().delete()
        row.members.all().delete()
        _save(row, rows)
        _join(row, callers)
        row.version += 1
        row.save(update_fields=["version", "updated_at"])
        audit.record(actor, "change", row, before=before, after=after)
    return row


@writes.write("field.remove_calllist")
def remove(instance: CallList, *, actor: Actor, version: int | None = None) -> None:
    """Remove a list from which nobody has called."""
    row = writes.locked(instance, version)
    if CallTarget.objects.filter(call_list=row, attempts__isnull=False).exists():
        raise RuleBroken(_("There are calls from this list. Close it instead."), code="in_use")
    writes.remove(row, actor=actor)


@writes.write("field.change_calllist")
def close(call_list: CallList, *, actor: Actor) -> CallList:
    """Call from it no more."""
    return writes.change(call_list, actor=actor, verb="close_list", state=ListState.CLOSED)


@writes.write("field.change_calllist")
def reopen(call_list: CallList, *, actor: Actor) -> CallList:
    """Call from it again."""
    return writes.change(call_list, actor=actor, verb="reopen_list", state=ListState.OPEN)


def usual() -> list[CallCode]:
    """The usual results, with the words of the language in use."""
    return [CallCode(line_no=n, kind=kind, label=str(kind.label)) for n, kind in enumerate(USUAL, 1)]


def _codes(codes: Codes) -> list[CallCode]:
    if len(codes) > MOST_CODES:
        raise RuleBroken(_("A list has at most nine results: keys 1 to 9."), field="codes", code="many")
    return [CallCode(line_no=number, **code) for number, code in enumerate(codes, 1)]


def _codes_of(row: CallList) -> list[CallCode]:
    return list(row.codes.order_by("line_no"))


def _callers(row: CallList) -> list[Any]:
    return [m.employee for m in row.members.select_related("employee").order_by("employee_id")]


def _people(people: Sequence[Any], owner: Any, actor: Actor, kept: Sequence[Any] = ()) -> list[Any]:
    """People by row or by key, each once, without the owner; only those in reach, or who called from it before."""
    keys = {int(getattr(one, "pk", one)) for one in people} - {owner.pk}
    found = [one for one in kept if one.pk in keys]
    rest = keys - {one.pk for one in found}
    found += employees.visible(actor).filter(pk__in=rest).order_by("pk")
    if len(found) < len(keys):
        raise RuleBroken(_("Nobody with this key can be found."), field="people", code="unknown")
    return found


def _save(row: CallList, rows: Sequence[CallCode]) -> None:
    for code in rows:
        code.pk, code.call_list = None, row
    CallCode.objects.bulk_create(rows)


def _join(row: CallList, callers: Sequence[Any]) -> None:
    CallListMember.objects.bulk_create(CallListMember(call_list=row, employee=one) for one in callers)


def _told(rows: Sequence[CallCode], callers: Sequence[Any]) -> dict[str, str]:
    """Codes and people as the history tells them."""
    codes = [
        f"{n} {code.label} ({code.get_kind_display()}{f', {code.recall_minutes}' if code.recall_minutes else ''})"
        for n, code in enumerate(rows, 1)
    ]
    return {"codes": " / ".join(codes), "people": ", ".join(map(str, callers))}
