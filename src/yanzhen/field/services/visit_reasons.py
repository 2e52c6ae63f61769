"""The reason for a visit, sent ahead to the customer: by mail through the worker, or by whoever visits themselves."""

from datetime import timedelta
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from yanzhen.field.enums.visits import OPEN_STATES, Confirmation, ReasonWay
from yanzhen.field.models import Visit
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import clock, outbox, writes
from yanzhen.platform.actor import SYSTEM, Actor

log = structlog.get_logger(__name__)
OutboxRow: Any = apps.get_model("platform", "OutboxRow")
CHANGE = "field.change_visit"
TOPIC = "field.reason_sent"
MOST_ATTEMPTS = 3


def mail_is_set_up() -> bool:
    return bool(settings.MAIL_URL)


def letter(visit: Visit) -> tuple[str, str]:
    """Subject and words of the message, in the reader's language."""
    day = date_format(visit.day, "DATE_FORMAT")
    when = f"{day} {visit.starts_at:%H:%M}" if visit.starts_at else day
    subject = _("Our visit on {when}").format(when=when)
    to = visit.contact.name if visit.contact else visit.customer.name
    words = _("Dear {to},\n\n{reason}\n\nI would like to come by on {when}. Does that suit you?\n\n{name}\n{company}")
    company = visit.unit.company.name if visit.unit.company_id else ""
    told = words.format(to=to, reason=visit.reason.strip(), when=when, name=visit.owner, company=company)
    return subject, told.strip()


@writes.write(CHANGE)
def send_reason(visit: Visit, *, actor: Actor, way: str = ReasonWay.MESSAGE, version: int | None = None) -> Visit:
    """Send the reason ahead. A mail leaves by the worker; a message or a call is made by hand and only noted here."""
    row = writes.locked(visit, version)
    if row.state not in OPEN_STATES:
        raise RuleBroken(_("This visit is {state}.").format(state=row.get_state_display()), code="state")
    if not row.reason.strip():
        told = _("Write first what the visit brings the customer.")
        raise RuleBroken(told, field="reason", code="reason")
    values: dict[str, Any] = {"reason_way": way, "reason_confirmed": Confirmation.UNKNOWN}
    if way == ReasonWay.MAIL:
        outbox.record(TOPIC, {"visit": row.pk, "email": _address(row), "language": actor.language})
        return writes.change(row, actor=actor, verb="send_reason", reason_sent_at=None, **values)
    return writes.change(row, actor=actor, verb="send_reason", reason_sent_at=timezone.now(), **values)


def _address(row: Visit) -> str:
    if not mail_is_set_up():
        raise RuleBroken(_("Mail is not set up here. Send it as a message."), field="way", code="no_mail")
    if row.contact is None or not row.contact.email:
        raise RuleBroken(_("No e-mail address of the contact is known."), field="contact", code="no_address")
    return str(row.contact.email)


@writes.write(CHANGE)
def confirm_reason(visit: Visit, *, actor: Actor, confirmed: str, version: int | None = None) -> Visit:
    """Note what the customer answered: it suits, it does not, or nothing yet."""
    row = writes.locked(visit, version)
    if confirmed not in Confirmation.values:
        raise RuleBroken(_("Choose one of the answers."), field="confirmed", code="confirmed")
    return writes.change(row, actor=actor, verb="confirm_reason", reason_confirmed=confirmed)


def deliver() -> int:
    """Send the mails that wait; a failed one is tried three times, a minute apart, and then told on the visit."""
    now, sent = timezone.now(), 0
    free = Q(claimed_at__isnull=True) | clock.outlived("claimed_at", timedelta(minutes=1), now)
    for waiting in list(OutboxRow.objects.filter(free, topic=TOPIC).order_by("pk")[:50]):
        if not OutboxRow.objects.filter(free, pk=waiting.pk).update(claimed_at=now, attempts=F("attempts") + 1):
            continue
        row = Visit.objects.select_related("customer", "contact", "owner", "unit__company").filter(
            pk=waiting.payload["visit"]
        )
        if _sent(row.first(), waiting.payload) is False and waiting.attempts + 1 < MOST_ATTEMPTS:
            continue
        sent += 1
        OutboxRow.objects.filter(pk=waiting.pk).delete()
    return sent


def _sent(row: Visit | None, payload: dict[str, Any]) -> bool:
    if row is None or row.reason_way != ReasonWay.MAIL:
        return True
    with override(str(payload["language"])):
        subject, words = letter(row)
        mail = EmailMessage(subject, words, to=[str(payload["email"])])
        try:
            mail.send()
        except Exception as error:  # a mail server can fail in every way there is; it is told and tried again
            log.warning("reason not sent", visit=row.pk, error=f"{type(error).__name__}: {error}")
            writes.change(row, actor=SYSTEM, verb="reason_failed", reason_way="")
            return False
    writes.change(row, actor=SYSTEM, verb="reason_left", reason_sent_at=timezone.now())
    return True
