"""Tells of likely same customers out of reach, but not of so many that somebody could read the book that way.

Counted are the different firms out of reach that a person is shown on a day; the same one again counts once. Above the
limit (settings, reading) nothing more of them is shown until the minute or the day is over; what is in reach still is.
What was asked is noted in the trail of reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.crm.models import Customer, PossibleAsk
from yanzhen.crm.queries import duplicates
from yanzhen.crm.queries.duplicates import Found, Likely
from yanzhen.platform.actor import Actor
from yanzhen.platform.trail import policy, reading

SALT = "crm.claim"
SEEN, ASK = "c", "a"
"""What a token names: a customer within reach, or what was noted when one out of reach was shown."""
LASTS = timedelta(days=1)
KEPT = timedelta(days=8)


@dataclass(frozen=True)
class Told:
    """What somebody is told: customers with the token by which one may be claimed, how many of them are out of reach,
    and, when the limit is reached, why the rest is not shown."""

    found: tuple[tuple[Likely, str], ...]
    hidden: int = 0
    stopped: str = ""


def ask(*, actor: Actor, exclude: int | None = None, **typed: str) -> Told:
    """Customers that a new one may repeat, as `actor` may know them, within the limit."""
    found = duplicates.found_for(actor=actor, exclude=exclude, **typed)
    asks, stopped = _counted(found, actor)
    shown = [one for one in found if one.is_seen or one.row.pk in asks]
    told = tuple((duplicates.told(one), _token_of(one, asks, actor)) for one in shown)
    return Told(told, sum(not one.is_seen for one in shown), stopped)


def _token_of(one: Found, asks: Mapping[int, int], actor: Actor) -> str:
    """What it can be claimed by; nothing for one's own. The token of one out of reach does not hold its key."""
    if actor.employee_id is None or one.row.owner_id == actor.employee_id:
        return ""
    return token(one.row.pk, actor) if one.is_seen else signing.dumps([ASK, asks[one.row.pk], actor.user_id], salt=SALT)


def for_request(request: HttpRequest, typed: Mapping[str, str], exclude: int | None) -> Told:
    """Ask, and note in the trail of reading what was told of customers out of reach."""
    told = ask(actor=request.actor, exclude=exclude, **typed)  # type: ignore[attr-defined]
    if told.hidden or told.stopped:
        question = " ".join(text for text in typed.values() if text)
        title = _("Likely duplicates out of reach")
        reading.asked(request, Customer.noun(), title, rows=told.hidden, question=question)
    return told


def _counted(found: Sequence[Found], actor: Actor) -> tuple[dict[int, int], str]:
    """The customers out of reach that may be shown, by key with the key of what was noted, and why no more are."""
    hidden = [one.row.pk for one in found if not one.is_seen]
    if not hidden:
        return {}, ""
    day, user = timezone.localdate(), actor.user_id or 0
    rows = PossibleAsk.objects.filter(user_id=user, day=day)
    known = {key: (pk, at) for pk, key, at in rows.values_list("pk", "customer_id", "asked_at")}
    lately = sum(at > timezone.now() - timedelta(minutes=1) for _pk, at in known.values())
    room = min(policy.value("unreached_day") - len(known), policy.value("unreached_minute") - lately)
    fresh = [key for key in hidden if key not in known]
    allowed = fresh[: max(0, room)]
    asks = {key: known[key][0] for key in hidden if key in known}
    if allowed:
        made = [PossibleAsk(user_id=user, day=day, customer_id=key) for key in allowed]
        PossibleAsk.objects.bulk_create(made, ignore_conflicts=True)
        asks |= dict(rows.filter(customer_id__in=allowed).values_list("customer_id", "pk"))
    return asks, _stopped(len(known)) if len(allowed) < len(fresh) else ""


def _stopped(shown: int) -> str:
    if shown >= policy.value("unreached_day"):
        return _(
            "You have asked about {count} customers out of your reach today; no more are shown until tomorrow. "
            "Ask your manager."
        ).format(count=shown)
    return _("You have asked about many customers out of your reach in a short time. Wait a minute.")


def token(key: int, actor: Actor) -> str:
    """By this a customer can be claimed by the one who was shown it, and by nobody else."""
    return signing.dumps([SEEN, key, actor.user_id], salt=SALT)


def claimed(text: str, actor: Actor) -> Customer | None:
    """The customer behind a token of this person; None when it is false, too old, or somebody else's."""
    try:
        kind, key, user_id = signing.loads(text, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if user_id != actor.user_id:
        return None
    if kind == ASK:
        key = PossibleAsk.objects.filter(pk=key, user_id=user_id).values_list("customer_id", flat=True).first()
    return Customer.objects.select_related("owner", "unit").filter(pk=key or 0, merged_into=None).first()


def forget() -> int:
    """Remove what was counted on days gone by."""
    return PossibleAsk.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]
