"""A route as the page shows it: time line, what is left out and what adding costs, troubles, and the map."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.field.calc import gcj
from yanzhen.field.calc.routes.answer import LeftOut, Plan
from yanzhen.field.calc.routes.changes import Change
from yanzhen.field.calc.routes.timetable import Broken, Timetable
from yanzhen.field.calc.routes.travel import Place
from yanzhen.field.enums.visits import VisitState
from yanzhen.field.models import Visit
from yanzhen.field.queries import day_settings, route_words
from yanzhen.field.queries.route_sheets import Sheet, owner_of
from yanzhen.field.queries.route_words import at, duration, of_code, signed


class Orders:
    """The order of one day in an address: `order=v3,v1,c9`; `of` gives the address of a changed one."""

    def __init__(self, key: str, keys: Sequence[str], further: Sequence[int]) -> None:
        self.key, self.keys, self.further = key, list(keys), list(further)

    def of(self, keys: Sequence[str], further: Sequence[int] | None = None) -> str:
        person, day = owner_of(self.key)
        more = self.further if further is None else further
        given = {"day": day.isoformat(), "person": str(person), "order": ",".join(keys) or "-"}
        if more:
            given["with"] = ",".join(str(key) for key in more)
        return f"{reverse('field:route')}?{urlencode(given)}"

    def moved(self, key: str, to: int) -> str:
        rest = [one for one in self.keys if one != key]
        return self.of([*rest[:to], key, *rest[to:]])

    def without(self, key: str) -> str:
        return self.of([one for one in self.keys if one != key])


def timeline(sheet: Sheet, day: Timetable, orders: Orders) -> list[dict[str, Any]]:
    """The day from leaving to being home: ways, waits, visits, lunch, each with its minutes."""
    rows: list[dict[str, Any]] = []
    broken: dict[str, list[Broken]] = {}
    for one in day.broken:
        broken.setdefault(one.key, []).append(one)
    for number, entry in enumerate(day.entries):
        rows += _lunch(day, number)
        if entry.travel >= 0.5:
            rows.append({"kind": "way", "text": duration(entry.travel)})
        if entry.wait >= 0.5:
            rows.append({"kind": "wait", "text": duration(entry.wait)})
        rows.append(_stop(sheet, entry, number, len(day.entries), orders, broken.get(entry.key, [])))
    rows += _lunch(day, len(day.entries))
    return rows


def _lunch(day: Timetable, number: int) -> list[dict[str, Any]]:
    if day.lunch is None or day.lunch_before != number:
        return []
    return [{"kind": "lunch", "text": f"{at(day.lunch[0])}–{at(day.lunch[1])}"}]


def _stop(
    sheet: Sheet, entry: Any, number: int, count: int, orders: Orders, broken: Sequence[Broken]
) -> dict[str, Any]:
    row, visit = sheet.customers[entry.key], sheet.visits.get(entry.key)
    return {
        "kind": "stop", "key": entry.key, "number": number + 1, "pk": visit.pk if visit else None,
        "name": row.name, "city": row.city, "grade": row.grade_class,
        "begin": at(entry.begin), "end": at(entry.end), "is_fixed": bool(visit and visit.is_fixed),
        "is_new": visit is None, "broken": [_broken(one) for one in broken],
        "url": reverse("field:visit_record", args=[visit.pk]) if visit
        else reverse("crm:customer_record", args=[row.pk]),
        "up_url": orders.moved(entry.key, number - 1) if number else "",
        "down_url": orders.moved(entry.key, number + 1) if number < count - 1 else "",
        "out_url": orders.without(entry.key),
        "may_skip": visit is not None and visit.state == VisitState.PLANNED,
    }  # fmt: skip


def _broken(one: Broken) -> str:
    if one.minutes < 0.5:
        return of_code(one.rule)
    return _("{rule}, by {time}").format(rule=of_code(one.rule), time=duration(one.minutes))


def head(sheet: Sheet, day: Timetable, plan: Plan) -> dict[str, Any]:
    """The figures of a day, and what it breaks as a whole."""
    whole = [_broken(one) for one in day.broken if not one.key]
    told = ngettext("{n} visit", "{n} visits", len(day.entries)).format(n=len(day.entries))
    return {
        "visits": told, "leaves": at(day.leaves), "home": at(day.home), "ends": at(day.ends),
        "travel": duration(day.travel), "visiting": duration(day.visiting), "waiting": duration(day.waiting),
        "broken": whole, "is_exact": plan.is_exact, "has_entries": bool(day.entries),
    }  # fmt: skip


def price(change: Change, visits: int) -> dict[str, Any]:
    """What another order costs against the one in the plan, and how many visits more or less it has."""
    return {
        "travel": signed(change.travel), "later": signed(change.later), "waiting": signed(change.waiting),
        "visits": f"{visits:+d}".replace("-", "−") if visits else "",
        "tone": "good" if change.travel < -0.5 else "warning" if change.travel > 0.5 and visits <= 0 else "neutral",
        "broken": [_broken(one) for one in change.broken],
    }  # fmt: skip


def left_out(sheet: Sheet, plan: Plan, orders: Orders) -> list[dict[str, Any]]:
    """Who is not in the route, and what adding them would cost."""
    return [left(sheet, plan, one, orders) for one in plan.left_out]


def left(sheet: Sheet, plan: Plan, one: LeftOut, orders: Orders) -> dict[str, Any]:
    row, adding = sheet.customers[one.key], one.adding
    found = {"name": row.name, "city": row.city, "grade": row.grade_class, "key": one.key, "add_url": "", "text": ""}
    found["pk"] = sheet.visits[one.key].pk if one.key in sheet.visits else None
    if adding is None:
        return found
    keys = list(plan.day(adding.day).keys) if adding.day else []
    if adding.day:
        found["add_url"] = orders.of([*keys[: adding.position], one.key, *keys[adding.position :]])
    if adding.is_possible:
        told = _("fits in: {travel} of way, work ends {later}")
        found["text"] = told.format(travel=signed(adding.travel), later=signed(adding.later))
        return found
    place = sheet.customers[adding.at].name if adding.at in sheet.customers else _("the way home")
    told = _("{rule} at {place}") if adding.over < 0.5 else _("{rule} at {place}, by {over}")
    found["text"] = told.format(rule=of_code(adding.rule), place=place, over=duration(adding.over))
    if adding.instead_of in sheet.customers:
        found["instead"] = sheet.customers[adding.instead_of].name
        found["instead_url"] = orders.of([one.key if k == adding.instead_of else k for k in keys])
    return found


def troubles(sheet: Sheet) -> list[dict[str, Any]]:
    """Customers who could not be put into any route, why, and where that is mended."""
    keys = [sheet.customers[one.key].pk for one in sheet.troubles if one.key in sheet.customers]
    hours = {customer: row.pk for customer, row in day_settings.receiving_of(keys).items()}
    found = []
    for one in sheet.troubles:
        url, words = route_words.mend_url(one.key, one.code, sheet, hours)
        name = sheet.customers[one.key].name if one.key in sheet.customers else one.key
        icon = "map-off" if one.code in route_words.PLACES else "alert-triangle"
        found.append(
            {"name": name, "text": of_code(one.code), "url": url, "words": words, "code": one.code, "icon": icon}
        )
    return found


def done(rows: Sequence[Visit]) -> list[dict[str, Any]]:
    """What was made today already."""
    return [
        {
            "name": visit.customer.name, "url": reverse("field:visit_record", args=[visit.pk]),
            "state": visit.get_state_display(),
        }
        for visit in rows
    ]  # fmt: skip


# -- The map ---------------------------------------------------------------------------------------------------------


def drawn(sheet: Sheet, plan: Plan) -> dict[str, Any]:
    """Places and lines for the map, in the datum that its tiles are drawn in."""
    lines, points = [], []
    for colour, day in enumerate(plan.days):
        its = sheet.day(day.day)
        way = [_point(its.start)]
        for number, entry in enumerate(day.entries, start=1):
            place = next(stop.place for stop in sheet.stops if stop.key == entry.key)
            way.append(_point(place))
            points.append(_marker(sheet, entry.key, place, str(number), colour, at(entry.begin)))
        lines.append({"colour": colour, "way": [*way, _point(its.end)] if day.entries else []})
    placed = {entry.key for day in plan.days for entry in day.entries}
    points += [
        _marker(sheet, stop.key, stop.place, "", -1, _("left out")) for stop in sheet.stops if stop.key not in placed
    ]
    homes = [{"at": _point(day.start), "name": _("Start of the day")} for day in sheet.days]
    return {"lines": lines, "points": points, "homes": homes}


def _marker(sheet: Sheet, key: str, place: Place, number: str, colour: int, text: str) -> dict[str, Any]:
    return {
        "at": _point(place), "key": key, "name": sheet.customers[key].name, "text": text, "number": number,
        "colour": colour,
    }  # fmt: skip


def _point(place: Place) -> list[float]:
    """Latitude and longitude as they are drawn."""
    longitude, latitude = float(place.x or 0), float(place.y or 0)
    if settings.MAP_DATUM == "gcj02":
        longitude, latitude = gcj.shown(longitude, latitude)
    return [round(latitude, 6), round(longitude, 6)]


def layer() -> dict[str, Any]:
    """The tiles of the map, if any are configured; else it is blank with a grid."""
    return {"tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT, "most": settings.MAP_MOST_ZOOM}
