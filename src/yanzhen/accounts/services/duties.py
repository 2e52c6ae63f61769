"""The separation of duties: the standard rules, the firm's own, and exceptions for a reason until a day."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.accounts.enums import Effect
from yanzhen.accounts.models import DutyException, DutyRule, Role
from yanzhen.accounts.queries import duties
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import functions, writes
from yanzhen.platform.actor import Actor

LONGEST = timedelta(days=366)
STANDARD: tuple[tuple[str, str, str, list[str], list[str], str], ...] = (
    ("admin-auditor", "系统管理员与审计", "Administrator and auditor", ["role:admin"], ["role:auditor"], Effect.REFUSE),
    (
        "admin-security",
        "系统管理员与安全管理员",
        "Administrator and security officer",
        ["role:admin"],
        ["role:security"],
        Effect.REFUSE,
    ),
    (
        "security-auditor",
        "安全管理员与审计",
        "Security officer and auditor",
        ["role:security"],
        ["role:auditor"],
        Effect.REFUSE,
    ),
    (
        "sell-collect",
        "下单与收款",
        "Entering orders and booking receipts",
        ["orders.add_order"],
        ["receivables.add_receipt"],
        Effect.WARN,
    ),
    (
        "staff-access",
        "人事与授权",
        "Keeping staff and giving access",
        ["organization.change_employee"],
        ["accounts.add_grant"],
        Effect.WARN,
    ),
    (
        "trade-access",
        "业务与授权",
        "Trading and giving access",
        ["orders.add_order", "receivables.add_receipt"],
        ["accounts.add_grant"],
        Effect.WARN,
    ),
)
"""Rules that come with the product: code, name, English name, both sides, effect. The firm may change the effect."""


def ensure_standard(*, actor: Actor) -> None:
    """Bring in the rules that this version declares; what the firm changed of them stays."""
    known = set(DutyRule.objects.values_list("code", flat=True))
    for code, name, name_en, one, other, effect in STANDARD:
        if code not in known:
            writes.create(
                DutyRule, actor=actor, code=code, name=name, name_en=name_en, one=one, other=other, effect=effect
            )


@writes.write("accounts.add_dutyrule")
def create(*, actor: Actor, **values: Any) -> DutyRule:
    _check_sides(values)
    return writes.create(DutyRule, actor=actor, **values)


@writes.write("accounts.change_dutyrule")
def change(instance: DutyRule, *, actor: Actor, version: int | None = None, **values: Any) -> DutyRule:
    """Change a rule; of those that come with the product only the effect."""
    kept = {code for code, *_rest in STANDARD}
    moved = sorted(n for n, v in values.items() if n != "effect" and v != getattr(instance, n))
    if instance.code in kept and moved:
        raise RuleBroken(_("Of a rule that comes with the product only the effect changes."), field=moved[0])
    _check_sides(values)
    return writes.change(instance, actor=actor, version=version, **values)


@writes.write("accounts.remove_dutyrule")
def remove(instance: DutyRule, *, actor: Actor, version: int | None = None) -> None:
    if any(instance.code == code for code, *_rest in STANDARD):
        raise RuleBroken(_("This rule comes with the product. Switch it off instead."), code="standard_rule")
    writes.remove(instance, actor=actor, version=version)


@writes.write("accounts.add_dutyexception")
def except_(*, actor: Actor, **values: Any) -> DutyException:
    """Let a person hold both duties, for a reason, for at most a year; never oneself."""
    _check_exception(actor, values)
    return writes.create(DutyException, actor=actor, **values)


@writes.write("accounts.change_dutyexception")
def change_exception(
    instance: DutyException, *, actor: Actor, version: int | None = None, **values: Any
) -> DutyException:
    _check_exception(actor, {"user": instance.user, "ends_on": instance.ends_on, "reason": instance.reason, **values})
    return writes.change(instance, actor=actor, version=version, also=values)


@writes.write("accounts.remove_dutyexception")
def remove_exception(instance: DutyException, *, actor: Actor, version: int | None = None) -> None:
    writes.remove(instance, actor=actor, version=version)


def _check_exception(actor: Actor, values: dict[str, Any]) -> None:
    if values["user"].pk == actor.user_id:
        raise RuleBroken(_("Nobody excepts themselves."), field="user", code="own_rights")
    if not str(values.get("reason", "")).strip():
        raise RuleBroken(_("Give the reason."), field="reason", code="reason")
    ends_on: date = values["ends_on"]
    if ends_on > timezone.localdate() + LONGEST:
        raise RuleBroken(_("An exception lasts at most a year."), field="ends_on", code="too_long")


def _check_sides(values: dict[str, Any]) -> None:
    """Both sides name roles and functions that exist, and not the same."""
    known = {*functions.all_functions(), *(f"role:{code}" for code in Role.objects.values_list("code", flat=True))}
    for side in ("one", "other"):
        if side in values:
            unknown = sorted(set(values[side]) - known)
            if unknown or not values[side]:
                named = ", ".join(unknown[:5]) or "–"
                raise RuleBroken(
                    _("Unknown functions: {codes}.").format(codes=named), field=side, code="unknown_function"
                )


@contextmanager
def kept(actor: Actor, people: Callable[[], Iterable[int]]) -> Iterator[None]:
    """Refuse what makes one of these people break a rule that refuses and that they did not break before."""
    if actor.is_system:
        yield
        return
    before = {(v.rule.pk, v.user_id) for v in _refused(people())}
    yield
    for violation in _refused(people()):
        if (violation.rule.pk, violation.user_id) not in before:
            raise RuleBroken(
                _("Two duties that are kept apart would meet in one person: {rule}.").format(rule=violation.rule),
                code="duties",
            )


def _refused(user_ids: Iterable[int]) -> list[duties.Violation]:
    return [v for v in duties.violations(set(user_ids)) if v.rule.effect == Effect.REFUSE and v.exception is None]
