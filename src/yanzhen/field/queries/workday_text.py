"""The report of a day or a week as plain lines, to be pasted into a messenger."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yanzhen.field.calc.workday import shares
from yanzhen.field.enums.coaching import TimePart
from yanzhen.field.models import Visit
from yanzhen.field.queries import workday_shown as shown
from yanzhen.field.queries.workdays import Figures, Report
from yanzhen.platform.actor import Actor


def visits(actor: Actor, person: Any, on: date) -> list[Visit]:
    """The visits of a day in the order in which they were made, those still to come after them."""
    rows = list(Visit.objects.visible_to(actor).filter(owner=person, day=on).select_related("customer"))
    return sorted(rows, key=_in_order)


def _in_order(row: Visit) -> tuple[Any, ...]:
    came, begins = row.arrived_at, row.starts_at
    return (
        came is None, came or timezone.now(), begins is None, str(begins), row.sequence is None, row.sequence, row.pk
    )  # fmt: skip


def hours(row: Visit) -> str:
    """From when to when somebody was there, or the hour that is planned."""
    if row.arrived_at is None:
        return f"{row.starts_at:%H:%M}" if row.starts_at else ""
    left = f"{timezone.localtime(row.left_at):%H:%M}" if row.left_at else "…"
    return f"{timezone.localtime(row.arrived_at):%H:%M} – {left}"


def day(report: Report, person: Any, on: date, actor: Actor) -> str:
    """The day of one person: figures, visits one by one, where the time went, the remark."""
    figures, written = report.of(), report.written.get((person.pk, on))
    lines = [
        f"{titled(_('Day report'))} {person} {date_format(on, 'Y-m-d D')}",
        _figures(report, figures, actor),
        *(f"{n}. {_visit(row)}" for n, row in enumerate(visits(actor, person, on), 1)),
    ]
    if figures.minutes.total:
        lines.append(_("Time: {parts}").format(parts=_time(figures)))
    if written is not None and written.remark:
        lines.append(_("Remark: {text}").format(text=written.remark))
    return _joined(lines)


def days(report: Report, actor: Actor, person: Any | None, title: str) -> str:
    """A period: of one person by day, of a team by person, and the sum."""
    span = str(report.first) if report.first == report.last else f"{report.first} – {report.last}"
    lines = [f"{titled(title)} {span}{f' {person}' if person is not None else ''}"]
    if person is None:
        lines += [_said(str(one), _figures(report, report.of(one.pk), actor)) for one in report.people]
    else:
        done = ((on, report.of(day=on)) for on in report.days)
        lines += [_said(date_format(on, "n-j D"), _figures(report, one, actor)) for on, one in done if _is_any(one)]
        told = sorted(report.written.items(), key=lambda pair: pair[0][1])
        lines += [f"{date_format(on, 'n-j')} {row.remark}" for (_who, on), row in told if row.remark]
    if len(lines) > 2:
        lines.append(_("Together: {figures}").format(figures=_figures(report, report.of(), actor)))
    return _joined(lines)


def titled(title: str) -> str:
    """The head of lines in a chat."""
    return _("[{title}]").format(title=title)


def _said(name: str, words: str) -> str:
    return _("{name}: {words}").format(name=name, words=words)


def _is_any(figures: Figures) -> bool:
    return bool(figures.tally.planned or any(figures.counts.values()) or figures.minutes.total)


def _figures(report: Report, figures: Figures, actor: Actor) -> str:
    tally = figures.tally
    told = [_("visits {done}/{planned}").format(done=tally.done, planned=tally.planned)]
    if tally.success is not None:
        told.append(_("success {percent}").format(percent=shown.percent(tally.success)))
    for source in report.told:
        if count := figures.counts.get(source.name, 0):
            money = shown.money(figures, source.name, actor)
            told.append(f"{source.label} {count}{f' ({money})' if money else ''}")
    if figures.efficiency is not None:
        told.append(_("route {percent}").format(percent=shown.percent(figures.efficiency)))
    return " · ".join(told)


def _visit(row: Visit) -> str:
    state = row.get_result_display() if row.result else row.get_state_display()
    told = [hours(row), str(row.customer), str(state)]
    if row.next_step:
        on = f" {row.next_on}" if row.next_on else ""
        told.append(_("next: {what}{day}").format(what=row.next_step, day=on))
    return " · ".join(one for one in told if one)


def _time(figures: Figures) -> str:
    parts = shares.shares(figures.minutes)
    return " · ".join(
        f"{TimePart(part).label} {shown.hours(getattr(figures.minutes, part))} ({parts[part]} %)"
        for part in shares.PARTS
        if parts[part]
    )


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line) + "\n"
