"""What a pace says in words: the finding over the picture, the cards, the working, and the cause."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yanzhen.planning.calc import causes
from yanzhen.planning.enums import Metric
from yanzhen.planning.queries import gaps
from yanzhen.planning.queries import pace_words as words
from yanzhen.planning.queries.gaps import Located
from yanzhen.planning.queries.pace import Standing
from yanzhen.planning.views import pace_charts as charts
from yanzhen.platform.actor import Actor

CHECK_AFTER_DAYS = 30


def title(found: Standing) -> str:
    """The finding in one line."""
    pace = found.pace
    if not pace.due:
        return _("Nothing is due yet")
    rate = words.percent(abs(pace.gap), abs(pace.due))
    if pace.gap < 0:
        return _("{rate} behind the plan to date").format(rate=rate)
    return _("{rate} ahead of the plan to date").format(rate=rate) if pace.gap else _("Exactly on plan")


def cards(actor: Actor, found: Standing) -> list[dict[str, Any]]:
    """The figures that matter, each with its unit."""
    pace, unit = found.pace, words.unit(actor, found.metric, found.plan.currency)

    def amount(label: str, cents: int | None, hint: str, *, signed: bool = False) -> dict[str, Any]:
        value = "" if cents is None else words.short(actor, found.metric, cents, signed=signed)
        return {"label": label, "value": value, "unit": unit if value else "", "hint": hint}

    between = ""
    if pace.low80 is not None and pace.low80 != pace.high80:
        low, high = (words.short(actor, found.metric, c) for c in (pace.low80, pace.high80))
        between = _("80 %: {low} – {high}").format(low=low, high=high)
    to_go = ngettext("{n} working day to go", "{n} working days to go", pace.left).format(n=pace.left)
    return [
        amount(_("Plan"), pace.plan, words.period(found.period)),
        amount(_("Due to date"), pace.due, _("{passed} of {days} working days").format(
            passed=pace.passed, days=pace.days)),
        amount(_("Actual"), pace.actual, _("{rate} of what was due").format(
            rate=words.percent(pace.actual, pace.due))),
        amount(_("Gap"), pace.gap, title(found), signed=True),
        amount(_("Expected at the end"), pace.expected, between),
        {"label": _("Chance of attaining"), "value": words.chance(pace.chance) if pace.chance is not None else "",
         "hint": _("red under {bound} %").format(bound=f"{found.bound * 100:.0f}")},
        amount(_("Needed a working day"), pace.needed, to_go),
    ]  # fmt: skip


def cause(actor: Actor, found: Standing, located: list[Located]) -> dict[str, Any] | None:
    """Who carries the gap: the sharpest side in a sentence, all sides as bars."""
    told = [one for one in located if one.cause.parts]
    if not told or found.pace.gap >= 0:
        return None
    sharp = causes.sharpest([one.cause for one in told])
    sentence, names = _("No few parts explain half of the gap; it is spread."), ""
    if sharp is not None:
        named = gaps.names_of(sharp.side, list(sharp.main))
        names = _(", ").join(named[part.key] for part in sharp.main)
        sentence = _carried(actor, found, sharp, names)
    order = sorted(told, key=lambda one: sharp is None or one.cause.side != sharp.side)
    return {
        "sentence": sentence,
        "sides": [{**charts.causes(actor, found, one), "is_planned": one.is_planned} for one in order],
        "card_url": card_url(actor, found, sharp, names),
    }


def _carried(actor: Actor, found: Standing, sharp: causes.Cause[int | None], names: str) -> str:
    """How much of the gap the few carry; where they are further behind than all together, what the others make up."""
    if abs(sharp.carried) <= abs(found.pace.gap):
        rate = words.percent(abs(sharp.carried), abs(found.pace.gap))
        return _("{names} carry {rate} of the gap.").format(names=names, rate=rate)
    amount, rest = (
        words.short(actor, found.metric, abs(cents)) for cents in (sharp.carried, found.pace.gap - sharp.carried)
    )
    text = _("{names}: {amount} {unit} behind, more than the whole gap; the others make up {rest}.")
    return text.format(names=names, amount=amount, rest=rest, unit=words.unit(actor, found.metric, found.plan.currency))


def card_url(actor: Actor, found: Standing, sharp: causes.Cause[int | None] | None, names: str) -> str:
    """The way to a new improvement card that knows the gap."""
    part = sharp.main[0] if sharp is not None and sharp.main else None
    side, key = (sharp.side, part.key) if sharp is not None and part is not None and part.key is not None else (
        found.subject.side, found.subject.key)  # fmt: skip
    rate = words.percent(abs(found.pace.gap), abs(found.pace.due))
    what = _("{plan}, {period}: {rate} behind the plan to date by {day}.").format(
        plan=found.plan, period=words.period(found.period), rate=rate, day=found.on
    )
    if names and sharp is not None and sharp.carried:
        what += " " + _carried(actor, found, sharp, names)
    given = {
        "title": _("{names}: {rate} behind plan").format(names=names or found.plan, rate=rate)[:200],
        "what": what,
        "plan": found.plan.pk,
        "metric": found.metric,
        "gap_from": found.period.start.isoformat(),
        "gap_to": found.period.end.isoformat(),
        "check_on": (timezone.localdate() + timedelta(days=CHECK_AFTER_DAYS)).isoformat(),
        **({"side": side, "key": key} if side and key is not None else {}),
    }
    return f"{reverse('planning:improvement_add')}?{urlencode(given)}"


def metrics(actor: Actor, codes: list[str]) -> list[tuple[str, Any]]:
    """The metrics a reader may look at, with their words."""
    return [(code, Metric(code).label) for code in codes]


def bound_percent(bound: Decimal) -> str:
    return f"{bound * 100:.0f}"
