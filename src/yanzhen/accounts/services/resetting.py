"""A new password by mail, where the installation can send mail. Says nothing about who exists."""

from datetime import timedelta
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.accounts.enums import LinkPurpose
from yanzhen.accounts.models import OneTimeLink, User
from yanzhen.accounts.services import links
from yanzhen.platform import clock, outbox
from yanzhen.platform.actor import SYSTEM

log = structlog.get_logger(__name__)
OutboxRow: Any = apps.get_model("platform", "OutboxRow")
TOPIC = "accounts.reset_asked"
MOST_A_DAY, MOST_ATTEMPTS = 5, 3


def is_offered() -> bool:
    """Whether mail is set up."""
    return bool(settings.MAIL_URL)


def ask(email: str, base: str) -> None:
    """Take the wish down; the worker looks who it is, so that the answer takes equally long for everybody."""
    if is_offered():
        outbox.record(TOPIC, {"email": email.strip()[:254], "base": base})


def send(email: str, base: str) -> bool:
    """Mail a link to the one active person with this address; nobody else, and not more than five a day."""
    found = list(User.objects.filter(email__iexact=email, is_active=True)[:2])
    if len(found) != 1 or _too_often(found[0]):
        return False
    user = found[0]
    path = links.path(links.issue(actor=SYSTEM, user=user, purpose=LinkPurpose.RESET))
    with override(user.language or settings.LANGUAGE_CODE):
        text = _("By this link you set a new password for {name}. It works once, for one hour:\n\n{link}\n").format(
            name=user.username, link=f"{base}{path}"
        )
        send_mail(_("A new password"), text, None, [user.email])
    return True


def _too_often(user: User) -> bool:
    since = timezone.now() - timedelta(days=1)
    made = OneTimeLink.objects.filter(user=user, purpose=LinkPurpose.RESET, created_at__gte=since)
    return made.count() >= MOST_A_DAY


def deliver() -> int:
    """Send the mails that were asked for; a failed one is tried three times, a minute apart."""
    now, sent = timezone.now(), 0
    free = Q(claimed_at__isnull=True) | clock.outlived("claimed_at", timedelta(minutes=1), now)
    for row in list(OutboxRow.objects.filter(free, topic=TOPIC).order_by("pk")[:50]):
        claim = OutboxRow.objects.filter(free, pk=row.pk).update(claimed_at=now, attempts=F("attempts") + 1)
        if not claim:
            continue
        try:
            sent += send(str(row.payload["email"]), str(row.payload["base"]))
        except OSError as error:
            log.warning("mail not sent", error=str(error), attempts=row.attempts + 1)
            if row.attempts + 1 < MOST_ATTEMPTS:
                continue
        row.delete()
    return sent
