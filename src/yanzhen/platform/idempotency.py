"""A creating request with an `Idempotency-Key` is carried out once, however often it is sent."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import clock
from yanzhen.platform.actor import Actor
from yanzhen.platform.models import IdempotencyKey

HEADER = "Idempotency-Key"
ABANDONED_AFTER = timedelta(minutes=2)
"""A claim that was never answered (its process was killed) may be taken over after this long."""
KEPT_FOR = timedelta(days=7)
"""How long an answer is kept for a request that is sent again."""


class InFlight(RuleBroken):
    """The same request is being carried out right now."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("This request is being carried out; ask again in a moment."), field=HEADER, code="in_flight")


def once(
    request: HttpRequest, actor: Actor, carry_out: Callable[[], tuple[int, Any]], content: bytes | None = None
) -> tuple[int, Any]:
    """Carry out a request, or give the answer it had; without a key simply carry it out.

    `content` stands for the body where that was read away as a file already.

    The claim is committed first, so that a twin in flight is refused; the answer is stored in the same
    transaction as the effect, so that neither is there without the other. It is stored under the moment of the claim:
    whoever was taken for dead (they took long, or the clock was set) finds it changed, and nothing of theirs stays.
    """
    key = request.headers.get(HEADER, "")
    if not key or actor.user_id is None:
        with transaction.atomic():
            return carry_out()
    if len(key) > 200 or not key.isprintable():
        raise RuleBroken(_("The key has at most 200 printable characters."), field=HEADER, code="key")
    fingerprint = hashlib.sha256(
        f"{request.method} {request.path}\n".encode() + (request.body if content is None else content)
    ).hexdigest()
    claim, is_new = IdempotencyKey.objects.get_or_create(
        user_id=actor.user_id, key=key, defaults={"fingerprint": fingerprint}
    )
    if not is_new:
        if claim.fingerprint != fingerprint:
            raise RuleBroken(_("This key was used for another request."), field=HEADER, code="key_reused")
        if claim.status is not None:
            return claim.status, claim.answer
        _take_over(claim)
    mine = IdempotencyKey.objects.filter(pk=claim.pk, status=None, started_at=claim.started_at)
    try:
        with transaction.atomic():
            status, answer = carry_out()
            if not mine.update(status=status, answer=answer):
                raise InFlight
    except BaseException:
        # Nothing was carried out: the key is free again for a corrected request.
        mine.delete()
        raise
    return status, answer


def _take_over(claim: IdempotencyKey) -> None:
    now = timezone.now()
    taken = IdempotencyKey.objects.filter(
        clock.outlived("started_at", ABANDONED_AFTER, now), pk=claim.pk, status=None, started_at=claim.started_at
    ).update(started_at=now)
    if not taken:
        raise InFlight
    claim.started_at = now


def forget() -> int:
    """Remove answers that nobody will ask for any more."""
    return IdempotencyKey.objects.filter(started_at__lt=timezone.now() - KEPT_FOR).delete()[0]
