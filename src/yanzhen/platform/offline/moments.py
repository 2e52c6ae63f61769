"""When something typed on a phone really happened, by what the phone's clock said then and says now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
"""So far a phone's clock and the time a request is under way may differ without being told."""


@dataclass(frozen=True)
class Moment:
    """The moment that counts. `skew_seconds`: how far the phone's clock was behind (negative: ahead)."""

    at: datetime
    skew_seconds: int = 0
    is_doubtful: bool = False


def corrected(stated: datetime, sent: datetime, received: datetime, known: datetime | None = None) -> Moment:
    """Correct what the phone's clock said by how far it is off now.

    stated   by the phone's clock, when it was typed
    sent     by the phone's clock, when it was sent
    received by our clock
    known    by our clock, when the phone last heard from us before it was typed

    A clock that is right within `TOLERANCE` is believed. Otherwise the same difference is taken off; what then lies
    after the receipt, or before the phone last heard from us, is put to that edge, since the clock was set in between.
    """
    off = received - sent
    skew = off if abs(off) > TOLERANCE else timedelta(0)
    at = stated + skew
    seconds = max(-(2**31), min(2**31 - 1, round(skew.total_seconds())))
    if at > received + TOLERANCE:
        return Moment(received, seconds, True)
    if known is not None and known <= received and at < known - TOLERANCE:
        return Moment(known, seconds, True)
    return Moment(min(at, received), seconds, bool(skew))
