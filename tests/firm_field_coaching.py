"""Rows of coaching for the two small firms: one form, and of every seller a joint visit, a day report, a meeting."""

from datetime import date
from typing import Any

from django.apps import apps
from django.utils import timezone

POINTS = ("开场说明来意", "先问后讲", "约定下一步")


def add(firm: Any, sellers: tuple[str, ...], words: dict[str, str]) -> None:
    """What everybody shares, and one row of each kind for every seller, with the seller's word in it."""
    form = _model("ObservationForm").objects.create(name=f"陪访{len(firm.rows)}", name_en="Ride", top=5)
    for place, text in enumerate(POINTS, 1):
        form.points.create(position=place, text=text)
    firm.rows["field.observationform"] = {"": form}
    for name in sellers:
        _of_seller(firm, name, words[name], form)


def _of_seller(firm: Any, name: str, word: str, form: Any) -> None:
    seller, visit = firm.employees[name], firm.row("field.visit", name)
    joint = _model("JointVisit").objects.create(
        number=f"JV-{visit.pk}", visit=visit, seller=seller, manager=firm.employees["finance"], unit=seller.unit,
        form=form, aim=word,
    )  # fmt: skip
    joint.answers.create(position=1, text=POINTS[0], score=4, note=word)
    joint.actions.create(text=word, owner=seller, due_on=date(2026, 5, 1))
    report = _model("DayReport").objects.create(
        person=seller, unit=seller.unit, day=date(2026, 4, 8), administration=30, remark=word
    )
    meeting = _model("Meeting").objects.create(
        number=f"MT-{visit.pk}", kind="weekly", unit=seller.unit, leader=seller, day=date(2026, 4, 13), place=word
    )
    meeting.guests.create(employee=seller)
    meeting.items.create(kind="action", text=word, owner=seller, due_on=date(2026, 4, 20))
    for noun, row in {"jointvisit": joint, "dayreport": report, "meeting": meeting}.items():
        firm.rows.setdefault(f"field.{noun}", {})[name] = row


def _model(name: str) -> Any:
    return apps.get_model(f"field.{name}")


def valid(firm: Any, noun: str) -> dict[str, Any] | None:
    """A right answer to the form of a noun of coaching, as the API takes it."""
    return {
        "field.observationform": {
            "name": "跟访观察表", "top": 5, "is_active": True, "points": [{"text": "倾听", "text_en": "Listens"}],
        },
        "field.jointvisit": {
            "visit": firm.row("field.visit").pk, "form": firm.row("field.observationform").pk, "aim": "多问",
            "check_on": "2026-12-01",
        },
        "field.dayreport": {
            "day": timezone.localdate().isoformat(), "remark": "下午大雨", "selling": 20, "travel": 30, "waiting": 10,
            "administration": 45,
        },
        "field.meeting": {
            "kind": "morning", "unit": firm.units["EAST-1"].pk, "day": "2026-12-01", "place": "会议室",
            "guests": [{"employee": firm.employees["rep.east"].pk}],
        },
    }.get(noun)  # fmt: skip
