"""What stands on the page of a meeting, for the screen and for paper."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from yanzhen.field.calc.workday.results import percent
from yanzhen.field.enums.coaching import ItemKind, MeetingKind, MeetingState, Outcome
from yanzhen.field.enums.visits import FindingKind
from yanzhen.field.lists.coaching import OUTCOME_TONES
from yanzhen.field.models import Meeting, MeetingItem
from yanzhen.field.queries import meetings, workday, workday_shown, workdays
from yanzhen.field.services import agreed
from yanzhen.field.services.meetings import ADD, CHANGE
from yanzhen.lib.money import in_words
from yanzhen.organization.queries import calendar
from yanzhen.platform.actor import Actor
from yanzhen.platform.base import localized
from yanzhen.platform.pages.fields import listed


def page(row: Meeting, actor: Actor) -> dict[str, Any]:
    """Everything a meeting shows to this reader."""
    shown = meetings.shown(row, actor)
    done = {name for one in shown.people for name, count in one["counts"].items() if count}
    sources = [one for one in workday.sources(actor) if one.name in workdays.OF_EVERYBODY | done]
    guests = list(meetings.guests(row))
    items = meetings.items(row)
    return {
        "period": f"{date_format(shown.first, 'n-j')} – {date_format(shown.last, 'n-j')}",
        "is_kept": bool(row.shown),
        "last": _actions(meetings.last_actions(row), row),
        "heads": [str(source.label) for source in sources],
        "people": [_person(one, sources, shown, actor) for one in shown.people],
        "total": _total(shown.people, sources, actor) if len(shown.people) > 1 else None,
        "news": [_news(one, actor) for one in shown.news],
        "deals": [_deal(one, row.day) for one in shown.deals],
        "items": [_item(one) for one in items if one.kind != ItemKind.ACTION],
        "actions": _actions([one for one in items if one.kind == ItemKind.ACTION], None),
        "guests": [{"pk": one.employee_id, "name": str(one.employee), "was_there": one.was_there} for one in guests],
        "owners": [(row.leader_id, str(row.leader)), *((one.employee_id, str(one.employee)) for one in guests)],
        "kinds": ItemKind.choices,
        "outcomes": Outcome.choices,
        "may_change": row.state != MeetingState.CLOSED and actor.can(CHANGE) and meetings.led(row, actor, CHANGE),
        "may_next": actor.can(ADD),
        "is_closed": row.state == MeetingState.CLOSED,
        "is_open": row.state != MeetingState.CLOSED,
        "today": timezone.localdate().isoformat(),
        "usual_due": (max(row.day, timezone.localdate()) + timedelta(days=7)).isoformat(),
    }


def next_day(row: Meeting) -> date:
    """A week later, or the next day on which the company works."""
    if row.kind == MeetingKind.WEEKLY:
        return row.day + timedelta(days=7)
    day = row.day + timedelta(days=1)
    while not calendar.is_working(day) and day - row.day < timedelta(days=14):
        day += timedelta(days=1)
    return day


def _actions(rows: list[MeetingItem], now: Meeting | None) -> list[dict[str, Any]]:
    """Actions with the state of their tasks; those of earlier meetings with what was said of them in this one."""
    done = agreed.done_of([one.task_id for one in rows if one.task_id is not None])
    today = timezone.localdate()
    return [
        {
            "pk": one.pk, "text": one.text, "owner": str(one.owner or ""), "note": one.note,
            "due_on": one.due_on.isoformat() if one.due_on else "",
            "is_done": one.task_id in done,
            "is_late": not one.outcome and one.task_id not in done and one.due_on is not None and one.due_on < today,
            "outcome": one.outcome if now is None or one.settled_in_id == now.pk else "",
            "outcome_label": one.get_outcome_display() if one.outcome else "",
            "tone": OUTCOME_TONES.get(one.outcome, "neutral"),  # type: ignore[call-overload]
            "since": date_format(one.meeting.day, "n-j") if now is not None else "",
            "before": one.get_outcome_display() if now is not None and one.outcome and one.settled_in_id != now.pk
            else "",
        }
        for one in rows
    ]  # fmt: skip


def _item(one: MeetingItem) -> dict[str, Any]:
    return {"pk": one.pk, "kind": one.get_kind_display(), "text": one.text}


def _person(row: dict[str, Any], sources: Any, shown: meetings.Prepared, actor: Actor) -> dict[str, Any]:
    return {
        "name": localized(row["name"], row["name_en"]),
        "url": f"{reverse('field:week')}?person={row['person']}&day={shown.last}",
        "planned": row["planned"], "done": row["done"], "success": _percent(row["reached"], row["done"]),
        "done_url": workday_shown.documents_url("done", row["person"], shown.first, shown.last) if row["done"] else "",
        "cells": [
            {"value": (number := row["counts"].get(source.name, 0)),
             "hint": _money(row["money"], actor) if source.name == "orders" else "",
             "url": workday_shown.documents_url(source.name, row["person"], shown.first, shown.last) if number else ""}
            for source in sources
        ],
    }  # fmt: skip


def _total(rows: list[dict[str, Any]], sources: Any, actor: Actor) -> dict[str, Any]:
    found = meetings.totals(rows)
    return {
        "planned": found["planned"], "done": found["done"], "success": _percent(found["reached"], found["done"]),
        "cells": [
            {"value": found["counts"].get(source.name, 0),
             "hint": _money(found["money"], actor) if source.name == "orders" else ""}
            for source in sources
        ],
    }  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return workday_shown.percent(percent(part, whole))


def _money(sums: dict[str, Any], actor: Actor) -> str:
    pairs = sorted((code, Decimal(amount)) for code, amount in sums.items())
    return listed(in_words(amount, currency=code) for code, amount in pairs)


def _news(row: dict[str, Any], actor: Actor) -> dict[str, Any]:
    amount = "" if row["amount"] is None else in_words(Decimal(row["amount"]), currency=row["currency"])
    return {
        "rival": localized(row["rival"], row.get("rival_en", "")),
        "kind": str(FindingKind(row["kind"]).label), "words": row["words"], "amount": amount,
        "customer": row["customer"], "who": localized(row["who"], row["who_en"]), "day": row["day"][5:],
        "url": reverse("field:visit_record", args=[row["visit"]]),
    }  # fmt: skip


def _deal(row: dict[str, Any], day: date) -> dict[str, Any]:
    """A deal as it stood on the day of the meeting, or today when that is still to come."""
    until = min(day, timezone.localdate())
    return {
        "name": row["name"], "customer": row["customer"], "stage": localized(row["stage"], row.get("stage_en", "")),
        "who": localized(row["who"], row["who_en"]), "next_step": row["next_step"],
        "days": max(0, (until - date.fromisoformat(row["since"])).days),
        "amount": in_words(Decimal(row["amount"]), currency=row["currency"]),
        "url": reverse("crm:opportunity_record", args=[row["deal"]]),
    }  # fmt: skip
