"""Web forms for leads: entered by the firm, answered by anybody, guarded against machines.

A page carries a stamp that only we can make: when it was drawn and for which form. Answers that come back within three
seconds, after a day, without a stamp of this form, or with a field filled in that people do not see are machines'.
Nobody is signed in here, so there is no session that a foreign page could borrow; the stamp still makes sure that an
answer was begun on our own page.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from yanzhen.crm.enums.leads import OPEN, LeadSource, TouchKind
from yanzhen.crm.models import Lead, LeadForm, LeadFormHit, LeadTouch
from yanzhen.crm.services import lead_points, leads
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, writes
from yanzhen.platform.actor import SYSTEM, Actor

SALT = "yanzhen.lead-form"
SOONEST, LATEST = 3, 24 * 3600
"""Seconds from drawing the page to its answer."""
PER_ADDRESS, PER_FORM = 20, 500
"""Answers an hour."""
KEPT = timedelta(days=1)
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class TooMany(RuleBroken):
    """So many answers came from one address, or to one form, that the next has to wait."""

    status = 429


@writes.write("crm.add_leadform")
def create(*, actor: Actor, **values: Any) -> LeadForm:
    """Enter a form; its key cannot be guessed."""
    values["origins"] = "\n".join(origins(values.get("origins", "")))
    return writes.create(LeadForm, actor=actor, key=secrets.token_urlsafe(24), **values)


@writes.write("crm.change_leadform")
def change(instance: LeadForm, *, actor: Actor, version: int | None = None, **values: Any) -> LeadForm:
    if "origins" in values:
        values["origins"] = "\n".join(origins(values["origins"]))
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("crm.remove_leadform")
def remove(instance: LeadForm, *, actor: Actor, version: int | None = None) -> None:
    """Only one nobody answered; others are switched off."""
    writes.remove(instance, actor=actor, version=version)


def origins(text: str) -> list[str]:
    """The websites of a form in their usual spelling; RuleBroken at one that is none."""
    found = []
    for line in filter(None, (one.strip() for one in text.split("\n"))):
        origin = _origin(line)
        if origin is None:
            raise RuleBroken(
                _("“{line}” is not the address of a website such as https://www.example.com.").format(line=line[:80]),
                field="origins",
                code="origin",
            )
        found.append(origin)
    return list(dict.fromkeys(found))


def _origin(line: str) -> str | None:
    try:
        parts = urlsplit(line.lower())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in {"https", "http"} or parts.path not in {"", "/"} or parts.query or parts.fragment:
        return None
    if parts.username or not HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def stamp(form: LeadForm) -> str:
    """What the page carries: which form, when, and a number used once."""
    return signing.TimestampSigner(salt=SALT).sign(f"{form.key}.{secrets.token_urlsafe(9)}")


def read_stamp(form: LeadForm, text: str) -> str:
    """The keyed hash of a stamp that is ours, neither too young nor too old; RuleBroken otherwise."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        value = signer.unsign(text[:300], max_age=LATEST)
    except signing.BadSignature as error:
        raise RuleBroken(_("This page has been open for too long. Send it once more, please."), code="stamp") from error
    if not value.startswith(f"{form.key}."):
        raise RuleBroken(_("This page has been open for too long. Send it once more, please."), code="stamp")
    try:
        signer.unsign(text[:300], max_age=SOONEST)
    except signing.SignatureExpired:
        return hashed(value)
    raise RuleBroken(_("That was very fast. Wait a few seconds and send it once more, please."), code="fast")


def hashed(text: str) -> str:
    """Enough to tell whether it is the same one again, and nothing more."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def count(form: LeadForm, address: str) -> None:
    """Count one answer; TooMany when this address, or all together, sent too many within the hour."""
    since, sender = timezone.now() - timedelta(hours=1), hashed(address)
    recent = LeadFormHit.objects.filter(happened_at__gte=since, stamp="")
    if recent.filter(address=sender).count() >= PER_ADDRESS or recent.filter(form=form).count() >= PER_FORM:
        raise TooMany(_("Too many answers came from here within an hour. Try again later, or call us."), code="many")
    LeadFormHit.objects.create(form=form, address=sender)


def submit(form: LeadForm, *, address: str, mark: str, values: dict[str, Any]) -> Lead | None:
    """Keep an answer as a lead, in the system's name; None when this very page was sent before.

    Somebody who is there already, by the same number or e-mail address on an open lead of this form, is not entered
    twice: the lead learns that they wrote again.
    """
    try:
        with transaction.atomic():
            LeadFormHit.objects.create(form=form, address=hashed(address), stamp=mark)
            known = _known(form, values)
            return _again(known, values) if known is not None else _new(form, values)
    except IntegrityError:
        if LeadFormHit.objects.filter(stamp=mark).exists():
            return None
        raise


def _new(form: LeadForm, values: dict[str, Any]) -> Lead:
    return leads.create(
        actor=SYSTEM, touched=TouchKind.FORM, form=form, unit=form.unit, source=LeadSource.WEB,
        campaign=form.campaign or form.name, **values,
    )  # fmt: skip


def _known(form: LeadForm, values: dict[str, Any]) -> Lead | None:
    found = Lead.objects.select_for_update().filter(form=form, state__in=OPEN).order_by("-pk")
    if key := leads.keys_of({"phone": values.get("phone", "")})["phone_key"]:
        return found.filter(phone_key=key).first()
    return found.filter(email__iexact=values["email"]).first() if values.get("email") else None


def _again(lead: Lead, values: dict[str, Any]) -> Lead:
    note = values.get("note", "")[:500]
    LeadTouch.objects.create(lead=lead, kind=TouchKind.FORM, note=note, who=SYSTEM.name)
    audit.record(SYSTEM, "form_again", lead, after={"note": note})
    lead_points.renew([lead])
    return lead


def forget() -> int:
    """Remove what is older than a day."""
    return LeadFormHit.objects.filter(happened_at__lt=timezone.now() - KEPT).delete()[0]


def frame_ancestors(form: LeadForm) -> Sequence[str]:
    """Who may show it in a frame."""
    return form.origins.split("\n") if form.origins else []
