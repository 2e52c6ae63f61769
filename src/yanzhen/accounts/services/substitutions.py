"""Substitution: somebody stands in for an absent colleague on some days; the rights come and end by themselves."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.models import Substitution, User
from yanzhen.accounts.queries import substitutions, users
from yanzhen.accounts.services import duties
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import notifications, writes
from yanzhen.platform.actor import Actor

LONGEST = timedelta(days=92)
NAMED = notifications.declare(
    "accounts.substitution",
    gettext_lazy("I am named as a substitute"),
    gettext_lazy("{who} named you as substitute for {absent} from {first} to {last}."),
)


@writes.write("accounts.add_substitution")
def create(*, actor: Actor, **values: Any) -> Substitution:
    """Name a substitute for oneself, for those who report to one, or as administrator for anybody."""
    _check(actor, values)
    with duties.kept(actor, lambda: [values["substitute"].pk]):
        row = writes.create(Substitution, actor=actor, **values)
    params = {"who": actor.name, "absent": str(row.absent), "first": str(row.starts_on), "last": str(row.ends_on)}
    notifications.send(NAMED, [row.substitute_id], params=params, subject=row)
    return row


@writes.write("accounts.change_substitution")
def change(instance: Substitution, *, actor: Actor, version: int | None = None, **values: Any) -> Substitution:
    """Change days, extent or substitute, by whoever may name one."""
    was = {n: getattr(instance, n) for n in ("absent", "substitute", "starts_on", "ends_on", "covers")}
    _check(actor, {**was, **values}, instance)
    if values.get("absent", instance.absent) != instance.absent:
        raise RuleBroken(_("This cannot be changed here."), field="absent", code="not_changeable")
    with duties.kept(actor, lambda: [instance.substitute_id, {**was, **values}["substitute"].pk]):
        return writes.change(instance, actor=actor, version=version, also=values)


@writes.write("accounts.change_substitution")
def end(instance: Substitution, *, actor: Actor, version: int | None = None) -> Substitution:
    """End it now: by the absent person who is back, by the substitute, or by whoever may name one."""
    if actor.user_id != instance.substitute_id:
        _may_name(actor, instance.absent)
    if instance.ended_at is not None:
        return instance
    return writes.change(instance, actor=actor, version=version, verb="end_substitution", ended_at=timezone.now())


@writes.write("accounts.remove_substitution")
def remove(instance: Substitution, *, actor: Actor, version: int | None = None) -> None:
    """Take back one that has not begun; what was in force stays on record."""
    _may_name(actor, instance.absent)
    if instance.starts_on <= timezone.localdate():
        raise RuleBroken(_("It has begun. End it instead."), code="begun")
    writes.remove(instance, actor=actor, version=version)


def _may_name(actor: Actor, absent: User) -> None:
    if not actor.is_system and not users.to_be_absent(actor).filter(pk=absent.pk).exists():
        if actor.user_id == absent.pk or actor.can("accounts.add_grant"):
            return  # an account that is closed by now can still be tidied up after
        raise PermissionDenied("own substitute only")


def _check(actor: Actor, values: Mapping[str, Any], row: Substitution | None = None) -> None:
    absent, substitute = values["absent"], values["substitute"]
    _may_name(actor, absent)
    if absent == substitute:
        raise RuleBroken(_("Nobody stands in for themselves."), field="substitute", code="oneself")
    if not actor.is_system and actor.user_id == substitute.pk:
        raise RuleBroken(
            _("Nobody names themselves. Ask the absent person or somebody else."), field="substitute", code="own_rights"
        )
    if not substitute.is_active:
        raise RuleBroken(_("“{name}” is not active.").format(name=substitute), field="substitute", code="inactive")
    _check_days(values["starts_on"], values["ends_on"])
    # Both are locked, so that two who name each other at the same moment do not make a chain.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=[absent.pk, substitute.pk]).order_by("pk"))
    _check_chain(absent, substitute, values["starts_on"], values["ends_on"], row)


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise RuleBroken(_("The last day is before the first."), field="ends_on", code="order")
    if ends_on < timezone.localdate():
        raise RuleBroken(_("These days are over."), field="ends_on", code="past")
    if ends_on - starts_on > LONGEST:
        text = _("A substitution lasts at most {days} days; for longer, give a role.").format(days=LONGEST.days)
        raise RuleBroken(text, field="ends_on", code="too_long")


def _check_chain(absent: User, substitute: User, starts_on: date, ends_on: date, row: Substitution | None) -> None:
    others = substitutions.overlapping(starts_on, ends_on)
    if row is not None:
        others = others.exclude(pk=row.pk)
    if others.filter(absent=absent, substitute=substitute).exists():
        raise RuleBroken(_("This is entered for these days already."), field="starts_on", code="double")
    if others.filter(absent=substitute).exists():
        text = _("{name} is away on some of these days. Name somebody who is there.").format(name=substitute)
        raise RuleBroken(text, field="substitute", code="chain")
    if others.filter(substitute=absent).exists():
        text = _("{name} stands in for somebody on these days. Name another substitute there first.").format(
            name=absent
        )
        raise RuleBroken(text, field="absent", code="chain")
