"""Second factors: an authenticator app, passkeys, recovery codes. django-allauth keeps and checks them; the rules are
ours. No code works twice, also with several processes; each change is in the trail and told to the person.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.models import Grant, User
from yanzhen.accounts.queries import grants
from yanzhen.accounts.queries.sessions import SECOND_FACTORS
from yanzhen.accounts.services import closing
from yanzhen.accounts.vault import unseal
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import audit, notifications
from yanzhen.platform.actor import Actor
from yanzhen.platform.writes import write

CHANGED = notifications.declare(
    "accounts.factor_changed",
    gettext_lazy("Second factor changed"),
    gettext_lazy("{who} changed your second factor. If you did not expect that, tell whoever manages your access."),
    urgent=True,
)
MOST_PASSKEYS = 10


def has(user: User) -> bool:
    """Whether a person shows a second factor when signing in."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def of(user: User) -> list[Authenticator]:
    """The second factors of a person, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).order_by("created_at", "pk"))


def kinds(user: User) -> set[str]:
    """Which kinds of factors a person has: totp, webauthn, recovery_codes."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def is_asked(user: User) -> bool:
    """Whether one of the roles a person holds today asks for a second factor."""
    held: Any = grants.in_force().filter(user=user, role__requires_second_factor=True)
    return bool(held.exists())


def is_right_code(user: User, code: str) -> bool:
    """Take a code of the app or a recovery code; each opens once, whoever is faster."""
    plain = "".join(sign for sign in code if sign.isalnum())
    with transaction.atomic():
        # Two doors must not take the same code: they meet at the person's row.
        User.objects.select_for_update().get(pk=user.pk)
        return _is_right_totp(user, plain) or _is_right_recovery(user, plain)


def _is_right_totp(user: User, code: str) -> bool:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    counter = None if row is None else _counter(unseal(row.data["secret"]), code)
    if row is None or counter is None or counter <= row.data.get("last", 0):
        return False
    row.data["last"] = counter
    row.save(update_fields=["data"])
    row.record_usage()
    return True


def _counter(secret: str, code: str) -> int | None:
    """The step of time whose code this is, the present one or a neighbour."""
    if not secret or not code.isascii() or not code.isdigit():
        return None
    counters = totp.yield_hotp_counters_from_time()
    fits = (c for c in counters if totp.compare_user_code(actual=code, expected=_written(secret, c)))
    return next(fits, None)


def _written(secret: str, counter: int) -> str:
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def _is_right_recovery(user: User, code: str) -> bool:
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return row is not None and bool(row.wrap().validate_code(code))


def add_app(*, actor: Actor, user: User, secret: str, code: str) -> list[str] | None:
    """Take an authenticator app into use once it shows the right code; gives recovery codes with the first factor."""
    _own(actor, user)
    counter = _counter(secret, "".join(code.split()))
    if counter is None:
        raise RuleBroken(_("This code does not fit. Check the clock of your phone."), field="code", code="wrong_code")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            raise RuleBroken(_("There is an authenticator app already. Remove it first."), code="has_app")
        row = totp.TOTP.activate(user, secret).instance
        row.data["last"] = counter
        row.save(update_fields=["data"])
        return _added(actor, user, "totp")


def add_passkey(*, actor: Actor, user: User, name: str, credential: Any) -> list[str] | None:
    """Take a passkey into use that this browser has just made; gives recovery codes with the first factor."""
    _own(actor, user)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise RuleBroken(_("Ten passkeys are enough. Remove one first."), code="too_many")
    try:
        webauthn.parse_registration_response(credential)
        binding = webauthn.complete_registration(credential)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleBroken(_("The passkey could not be made. Try again."), code="wrong_passkey") from error
    if not binding.is_user_verified():
        raise RuleBroken(_("This passkey does not ask who is there. Use one with a PIN or fingerprint."), code="weak")
    with transaction.atomic():
        webauthn.WebAuthn.add(user, name.strip()[:60] or _("Passkey"), credential)
        return _added(actor, user, "webauthn")


def _added(actor: Actor, user: User, kind: str) -> list[str] | None:
    audit.record(actor, "add_factor", user, after={"factor": kind})
    _tell(user, actor)
    if Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
        return None
    return _make_codes(user)


def remove(factor: Authenticator, *, actor: Actor, user: User) -> None:
    """Take a factor out of use; the last one only where no role asks for it. Recovery codes end with the last."""
    _own(actor, user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        others = Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exclude(pk=factor.pk)
        if not others.exists():
            if is_asked(user):
                raise RuleBroken(_("Your role asks for a second factor. Add another one first."), code="last_factor")
            Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        audit.record(actor, "remove_factor", user, before={"factor": factor.type})
        Authenticator.objects.filter(pk=factor.pk, user=user).delete()
        _tell(user, actor)


def new_codes(*, actor: Actor, user: User) -> list[str]:
    """New recovery codes; the old ones end."""
    _own(actor, user)
    if not has(user):
        raise RuleBroken(_("Recovery codes come with a second factor."), code="no_factor")
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
        audit.record(actor, "new_recovery_codes", user)
        return _make_codes(user)


@write("accounts.change_user")
def reset(user: User, *, actor: Actor) -> User:
    """Remove all factors of somebody who lost them, and end their sessions; they enrol again if a role asks."""
    if actor.user_id == user.pk:
        raise RuleBroken(_("Your own second factor you change in your settings."), code="own_factor")
    count, _rows = Authenticator.objects.filter(user=user).delete()
    if count:
        closing.end_sessions(user)
        audit.record(actor, "reset_factors", user)
        _tell(user, actor)
    return user


@write("accounts.change_role")
def require(role: Any, *, actor: Actor, required: bool) -> Any:
    """Have a role ask for a second factor, standard roles too: whoever holds it enrols before anything else."""
    from yanzhen.platform import writes

    return writes.change(role, actor=actor, requires_second_factor=required)


def waiting(role: Any) -> int:
    """How many people hold this role today without a second factor."""
    held = grants.in_force().filter(role=role, user__is_active=True).values("user")
    protected = Authenticator.objects.filter(type__in=SECOND_FACTORS).values("user")
    return int(Grant.objects.filter(user__in=held).exclude(user__in=protected).values("user").distinct().count())


def begin_passkey(user: User) -> dict[str, Any]:
    """What the browser needs to make a passkey, one that also signs in without a name."""
    return dict(webauthn.begin_registration(user, True))


def begin_check(user: User | None = None) -> dict[str, Any]:
    """What the browser needs to show a passkey: one of this person, or of whoever it knows."""
    return dict(webauthn.begin_authentication(user))


def holder(credential: Any, user: User | None = None) -> User:
    """Whose passkey was just shown, if it is right."""
    try:
        webauthn.parse_authentication_response(credential)
        found = user or webauthn.extract_user_from_response(credential)
        webauthn.complete_authentication(found, credential).record_usage()
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleBroken(_("This passkey does not open the door."), code="wrong_passkey") from error
    return found


def _make_codes(user: User) -> list[str]:
    return [str(code) for code in RecoveryCodes.activate(user).generate_codes()]


def _tell(user: User, actor: Actor) -> None:
    notifications.send(CHANGED, [user.pk], params={"who": actor.name}, url=reverse("accounts:factors"), subject=user)


def _own(actor: Actor, user: User) -> None:
    if actor.user_id != user.pk:
        raise PermissionDenied("own account only")
