"""What the codes of route calculation mean, for people; and where each is mended."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.crm.queries import customers
from yanzhen.field.calc.hours import clock
from yanzhen.field.calc.routes.faults import RouteFault
from yanzhen.field.models import Visit
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages.fields import listed

CODES: dict[str, Any] = {
    "closed": gettext_lazy("outside the receiving hours"),
    "appointment": gettext_lazy("too late for the appointment"),
    "last_arrival": gettext_lazy("after the last arrival"),
    "doors_close": gettext_lazy("not over when doors close"),
    "day_end": gettext_lazy("beyond the end of the working day"),
    "lunch": gettext_lazy("no room for lunch"),
    "not_this_day": gettext_lazy("not received on this day"),
    "twice_a_day": gettext_lazy("visited on this day already"),
    "frequency": gettext_lazy("oftener than wanted"),
    "missed": gettext_lazy("could not be fitted in"),
    "coordinates_missing": gettext_lazy("no coordinates"),
    "coordinates_swapped": gettext_lazy("longitude and latitude have probably changed places"),
    "coordinates_outside": gettext_lazy("coordinates outside the globe"),
    "far_away": gettext_lazy("too far from all other places"),
    "never_open": gettext_lazy("the receiving hours leave no room for a visit"),
    "appointment_closed": gettext_lazy("the appointment lies where nobody is received"),
    "appointments_overlap": gettext_lazy("two appointments at the same time"),
    "no_route": gettext_lazy("no route keeps all appointments"),
    "bad_figure": gettext_lazy("a figure is wrong"),
    "same_key": gettext_lazy("the same visit twice"),
}
PLACES = frozenset({"coordinates_missing", "coordinates_swapped", "coordinates_outside", "far_away"})


def of_code(code: str) -> str:
    """A code in words."""
    return str(CODES.get(code, code))


def of_fault(actor: Actor, fault: RouteFault) -> str:
    """Why there is no route, and whom it concerns by name."""
    words = of_code(fault.code)
    if fault.code == "no_route" and fault.detail:
        words = _("{fault}: {rule}").format(fault=words, rule=of_code(fault.detail))
    names = concerned(actor, fault)
    return f"{words} ({listed(names)})" if names else words


def concerned(actor: Actor, fault: RouteFault) -> list[str]:
    """The customers a fault names, as far as `actor` sees them."""
    keys: dict[str, list[int]] = {"v": [], "c": []}
    for key in fault.stops:
        if key[:1] in keys and key[1:].isdigit():
            keys[key[0]].append(int(key[1:]))
    visited = Visit.objects.visible_to(actor).filter(pk__in=keys["v"]).order_by("starts_at", "pk")
    further = customers.visible(actor).filter(pk__in=keys["c"]).order_by("pk")
    return [*visited.values_list("customer__name", flat=True), *further.values_list("name", flat=True)]


def mend_url(key: str, code: str, sheet: Any, hours: dict[int, int]) -> tuple[str, str]:
    """Where a trouble with this stop is mended: address and words; nothing for what is no customer."""
    customer = sheet.customers.get(key)
    if customer is None:
        return "", ""
    if code in PLACES:
        words = _("Enter the coordinates") if code == "coordinates_missing" else _("Check the coordinates")
        return f"{reverse('crm:customer_change', args=[customer.pk])}#id_longitude", words
    if key in sheet.visits and (code == "appointment_closed" or (sheet.visits[key].is_fixed and code != "never_open")):
        return reverse("field:visit_change", args=[sheet.visits[key].pk]), _("Change the appointment")
    known = hours.get(customer.pk)
    if known:
        return reverse("field:receivinghours_change", args=[known]), _("Change the receiving hours")
    return f"{reverse('field:receivinghours_add')}?customer={customer.pk}", _("Enter the receiving hours")


def duration(minutes: float) -> str:
    """Minutes as people say them: 45 min, 2 h, 2 h 05."""
    whole = int(abs(minutes) + 0.5)
    if whole < 60:
        return _("{minutes} min").format(minutes=whole)
    if whole % 60 == 0:
        return _("{hours} h").format(hours=whole // 60)
    return _("{hours} h {minutes}").format(hours=whole // 60, minutes=f"{whole % 60:02d}")


def signed(minutes: float) -> str:
    """A difference with its sign."""
    if int(abs(minutes) + 0.5) == 0:
        return _("± 0 min")
    return f"{'+' if minutes > 0 else '−'} {duration(minutes)}"


def at(minutes: float) -> str:
    """A time of day."""
    return clock(minutes)
