"""What stands on the page one calls from: whom, what is known of them, and when to call again."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.field.models import CallList, CallTarget
from yanzhen.field.queries import call_words, calls
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor

MORNING, AFTERNOON = 9, 14


def shown(target: CallTarget, actor: Actor) -> dict[str, Any]:
    """A target: its name, its number as far as it may be seen, facts, and the calls before."""
    record: Any = target.customer or target.lead
    hidden = masks.is_hidden(type(record), "phone", actor)
    number = calls.number_of(target)
    noun = "customer" if target.customer_id else "lead"
    return {
        "pk": target.pk,
        "name": str(record),
        "kind": str(type(record)._meta.verbose_name),
        "url": reverse(f"crm:{noun}_record", args=[record.pk]),
        "number": masks.HIDDEN if hidden and number else number,
        "tel": "" if hidden else "".join(c for c in number if c.isdigit() or c == "+"),
        "facts": [(label, value) for label, value in _facts(target) if value],
        "history": [
            {"when": row.called_at, "who": str(row.employee or ""), "result": row.code, "note": row.note}
            for row in calls.history(target, actor)
        ],
        "tries": call_words.tries(target),
        "recall_at": target.recall_at,
    }


def _facts(target: CallTarget) -> list[tuple[Any, Any]]:
    if target.customer is not None:
        one: Any = target.customer
        contact = target.contact
        return [
            (_("contact"), f"{contact.name} {contact.title}".strip() if contact is not None else ""),
            (_("city"), one.city),
            (_("class"), one.grade_class),
            (_("owner"), str(one.owner or "")),
            (_("customer since"), one.since_on),
            (_("last order"), one.last_order_on),
        ]
    lead: Any = target.lead
    return [
        (_("person"), f"{lead.person} {lead.title}".strip()),
        (_("city"), " ".join(filter(None, (lead.province, lead.city)))),
        (_("industry"), lead.industry),
        (_("source"), lead.get_source_display()),
        (_("owner"), str(lead.owner or "")),
        (_("note"), lead.note),
    ]


HALF_HOUR, TWO_HOURS = timedelta(minutes=30), timedelta(hours=2)
LABELS = (
    gettext_lazy("In half an hour"), gettext_lazy("In two hours"), gettext_lazy("Tomorrow morning"),
    gettext_lazy("Tomorrow afternoon"), gettext_lazy("Next Monday"),
)  # fmt: skip


def times(now: datetime) -> list[dict[str, Any]]:
    """The usual times to call again, by keys 1 to 5; tomorrow is the next working day."""
    day = _working(now + timedelta(days=1))
    monday = now + timedelta(days=7 - now.weekday())
    found = (now + HALF_HOUR, now + TWO_HOURS, _at(day, MORNING), _at(day, AFTERNOON), _at(monday, MORNING))
    return [
        {"key": n, "label": label, "value": f"{moment:%Y-%m-%dT%H:%M}", "words": f"{moment:%m-%d %H:%M}"}
        for n, (label, moment) in enumerate(zip(LABELS, found, strict=True), 1)
    ]


def _working(moment: datetime) -> datetime:
    return moment + timedelta(days={5: 2, 6: 1}.get(moment.weekday(), 0))


def _at(moment: datetime, hour: int) -> datetime:
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def today(call_list: CallList, actor: Actor) -> dict[str, Any]:
    """The actor's own calls of today."""
    found = calls.today(call_list, actor)
    return {"calls": found.calls, "reached": found.reached, "successes": found.successes}


def left(call_list: CallList, actor: Actor) -> dict[str, Any]:
    """How many can be called now, and when the next agreed time comes."""
    now = timezone.now()
    return {
        "waiting": calls.waiting(call_list, actor, now).count(),
        "next_recall": calls.next_recall(call_list, actor, now),
    }
