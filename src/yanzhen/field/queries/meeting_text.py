"""The minutes of a meeting as plain lines, to be pasted into a messenger."""

from typing import Any

from django.utils.translation import gettext as _

from yanzhen.field.calc.workday.results import percent
from yanzhen.field.enums.coaching import ItemKind
from yanzhen.field.models import Meeting, MeetingItem
from yanzhen.field.queries import meetings, workday_shown, workday_text
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import listed


def of(row: Meeting, actor: Actor) -> str:
    """What was decided and who does what until when; figures only as their sum, since a group reads it."""
    items = meetings.items(row)
    parts: list[list[str]] = [
        _head(row),
        _part(_("Last time's actions"), [_action(one, True) for one in meetings.last_actions(row)]),
        _part(_("Figures"), [_sum(meetings.shown(row, actor).people)]),
        _part(_("Decided"), [f"{one.get_kind_display()} · {one.text}" for one in items if one.kind != ItemKind.ACTION]),
        _part(_("Actions"), [_action(one, False) for one in items if one.kind == ItemKind.ACTION]),
        _part(_("Minutes"), row.minutes.splitlines(), is_counted=False),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _head(row: Meeting) -> list[str]:
    guests = list(meetings.guests(row))
    there = [str(row.leader), *(str(one.employee) for one in guests if one.was_there is not False)]
    away = [str(one.employee) for one in guests if one.was_there is False]
    where = [f"{row.starts_at:%H:%M}" if row.starts_at else "", row.place]
    lines = [" ".join(one for one in (workday_text.titled(str(row)), str(row.unit), *where) if one)]
    lines.append(_("Present: {names}").format(names=listed(there)))
    if away:
        lines.append(_("Absent: {names}").format(names=listed(away)))
    return lines


def _part(title: str, lines: list[str], *, is_counted: bool = True) -> list[str]:
    told = [line for line in lines if line]
    if len(told) > 1 and is_counted:
        told = [f"{n}. {line}" for n, line in enumerate(told, 1)]
    return [workday_text.titled(title), *told] if told else []


def _action(one: MeetingItem, is_old: bool) -> str:
    due = f"{one.due_on:%Y-%m-%d}" if one.due_on else ""
    told = _("{what} – {who}, until {day}").format(what=one.text, who=one.owner or "", day=due)
    return f"{told} ({one.get_outcome_display()})" if is_old and one.outcome else told


def _sum(people: list[dict[str, Any]]) -> str:
    if not people:
        return ""
    found = meetings.totals(people)
    rate = workday_shown.percent(percent(found["reached"], found["done"]))
    return _("visits {done}/{planned}, success {rate}").format(done=found["done"], planned=found["planned"], rate=rate)
