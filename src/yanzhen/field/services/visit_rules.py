"""The rules of visits that several acts share: states, people, places, moments, appointments that overlap."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.field.calc import moments, places
from yanzhen.field.enums.visits import OPEN_STATES, TRANSITIONS, VisitState
from yanzhen.field.models import Visit
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform.actor import Actor

BACK, AHEAD = timedelta(days=62), timedelta(days=366)
SIXTH = Decimal("0.000001")


def must_become(row: Visit, state: VisitState) -> None:
    """Refuse what this visit cannot become any more."""
    if state not in TRANSITIONS[row.state]:
        message = _("A visit that is {state} cannot become {wanted}.")
        raise RuleBroken(message.format(state=row.get_state_display(), wanted=state.label), code="state")


def must_be_within(owner: Any, actor: Actor, code: str) -> None:
    """Refuse to plan for somebody whom the function does not reach."""
    reach = actor.reach(code)
    if not (reach.everything or owner.pk in reach.employee_ids or owner.unit_id in reach.unit_ids):
        raise RuleBroken(_("You plan visits for yourself and your own people only."), field="owner", code="owner")


def check_belonging(values: dict[str, Any], customer_id: int) -> None:
    """A contact and an opportunity are those of the customer."""
    contact, deal = values.get("contact"), values.get("opportunity")
    if contact is not None and contact.customer_id != customer_id:
        raise RuleBroken(_("This contact belongs to another customer."), field="contact", code="contact")
    if deal is not None and deal.customer_id != customer_id:
        raise RuleBroken(_("This opportunity is another customer's."), field="opportunity", code="opportunity")


def check_day(day: date) -> None:
    """Refuse a day so far off that only a wrong clock can have given it."""
    today = timezone.localdate()
    if not today - BACK <= day <= today + AHEAD:
        told = _("{day} is far off. Is the clock of the phone right? Today is {today}.")
        raise RuleBroken(told.format(day=day.isoformat(), today=today.isoformat()), field="day", code="far_off")


def check_hours(values: dict[str, Any], *, owner_id: int, but: int | None = None) -> None:
    """A fixed appointment has an hour, ends on its day and does not meet another of the same person.

    Call with the owner's row locked, so that two appointments cannot be entered past each other.
    """
    starts, minutes = values.get("starts_at"), values["minutes"]
    if values.get("is_fixed") and starts is None:
        raise RuleBroken(_("A fixed appointment has an hour."), field="starts_at", code="hour")
    if starts is None:
        return
    if _minute(starts) + minutes > 24 * 60:
        raise RuleBroken(_("The visit would end after midnight."), field="starts_at", code="midnight")
    if values.get("is_fixed"):
        other = overlapping(owner_id, values["day"], starts, minutes, but=but)
        if other is not None:
            told = _("{hour} is taken: “{customer}”, {from_} to {to}. One person has one appointment at a time.")
            raise RuleBroken(
                told.format(
                    hour=f"{starts:%H:%M}", customer=other.customer, from_=f"{other.starts_at:%H:%M}",
                    to=f"{other.ends:%H:%M}",
                ),
                field="starts_at",
                code="overlap",
            )  # fmt: skip


def overlapping(owner_id: int, day: date, starts: time, minutes: int, *, but: int | None = None) -> Visit | None:
    """Another fixed appointment of this person that is still to come and meets these minutes."""
    begin, end = _minute(starts), _minute(starts) + minutes
    rows = Visit.objects.filter(owner_id=owner_id, day=day, is_fixed=True, state__in=OPEN_STATES).exclude(pk=but or 0)
    for row in rows.select_related("customer").order_by("starts_at", "pk"):
        if row.starts_at is not None and _minute(row.starts_at) < end and begin < _minute(row.starts_at) + row.minutes:
            return row
    return None


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def owner_of(owner: Any) -> Any:
    """The person under a lock, so that appointments and keys of one person are looked at one after the other."""
    found = employees.locked(owner.pk)
    if found is None:
        raise RuleBroken(_("Say who makes this visit."), field="owner", code="owner")
    return found


def moment(row: Visit, at: datetime | None) -> tuple[datetime, datetime]:
    """The moment that counts for this visit, and now."""
    now = timezone.now()
    if at is not None and timezone.is_naive(at):
        at = timezone.make_aware(at)
    return moments.counted(at, now, row.day, timezone.get_current_timezone()).at, now


def place(latitude: Any, longitude: Any) -> tuple[Decimal | None, Decimal | None]:
    """A place as it is kept, six digits behind the point (0.1 m); refused where it cannot be one."""
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        missing = "latitude" if latitude is None else "longitude"
        raise RuleBroken(_("A place has both a latitude and a longitude."), field=missing, code="place")
    north, east = Decimal(str(latitude)), Decimal(str(longitude))
    if not (north.is_finite() and east.is_finite()):
        raise RuleBroken(_("A place has both a latitude and a longitude."), field="latitude", code="place")
    if places.is_swapped(float(north), float(east)):
        raise RuleBroken(_("Latitude and longitude have changed places."), field="latitude", code="swapped")
    if not places.is_on_earth(float(north), float(east)):
        told = _("A place has a longitude from -180 to 180 and a latitude from -90 to 90.")
        raise RuleBroken(told, field="latitude", code="place")
    return north.quantize(SIXTH, ROUND_HALF_UP), east.quantize(SIXTH, ROUND_HALF_UP)


def distance(row: Visit, latitude: Decimal | None, longitude: Decimal | None) -> int | None:
    """Metres to the customer; unknown where either place is."""
    customer = row.customer
    if latitude is None or longitude is None or customer.latitude is None or customer.longitude is None:
        return None
    return places.metres(float(latitude), float(longitude), float(customer.latitude), float(customer.longitude))
