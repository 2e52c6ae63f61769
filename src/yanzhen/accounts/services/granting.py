"""Nobody grants what they lack, nobody widens their own rights, and power needs a second person where that is set."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.accounts.enums import ReachLevel
from yanzhen.accounts.models import Grant, Role, User
from yanzhen.accounts.permissions import APPROVE_RIGHTS, GRANT_ALL, POWERS
from yanzhen.accounts.queries import actors, grants, sources
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import approvals, functions, roles
from yanzhen.platform.actor import NOTHING, Actor, Reach
from yanzhen.platform.approvals import Matter, NeedsApproval
from yanzhen.platform.pages.fields import listed

HIGH_ROLES = frozenset({roles.ADMIN, roles.SECURITY, roles.FINANCE})
"""Roles over access or money, whatever functions they have."""
SHOWN = 3
CONTENT = ("user", "role", "reach", "unit", "starts_on", "ends_on")


def is_powerful(role: Role) -> bool:
    """Whether giving this role is listed as an act of high value."""
    return role.code in HIGH_ROLES or not POWERS.isdisjoint(role.functions)


def check(actor: Actor, grant: Grant, codes: Iterable[str] | None = None) -> None:
    """Refuse to give `codes` (by default all of the role) with the reach of `grant` to its person."""
    if actor.is_system:
        return
    given = sources.reach_of(grant)
    wanted = grant.role.functions if codes is None else codes
    if actor.user_id == grant.user_id:
        own = actors.actor_of(grant.user)
        if any(not _within(given, own.functions.get(code)) for code in wanted):
            raise RuleBroken(_("Nobody widens their own rights. Ask another administrator."), code="own_rights")
    elif not actor.can(GRANT_ALL):
        lacking = [code for code in wanted if not _within(given, actor.functions.get(code))]
        if lacking:
            raise RuleBroken(
                _("You cannot give what you do not have: {functions}.").format(functions=few(lacking)), code="lacking"
            )


def few(codes: Iterable[str]) -> str:
    """The first of these functions in words, and how many more."""
    words = functions.in_words(sorted(codes))
    more = _("and {count} more").format(count=len(words) - SHOWN) if len(words) > SHOWN else ""
    return listed([*words[:SHOWN], *([more] if more else [])])


def _within(given: Reach, own: Reach | None) -> bool:
    """Whether whoever reaches `own` gives away nothing beyond it."""
    if own is None or (given.everything and not own.everything):
        return False
    if own.everything:
        return True
    outside = given.employee_ids - own.employee_ids
    return given.unit_ids <= own.unit_ids and employees.are_in(outside, own.unit_ids)


def check_role(actor: Actor, role: Role, codes: Iterable[str]) -> None:
    """The same for functions that are added to a role: for each person who has it or will have it."""
    added = sorted(set(codes) - set(role.functions))
    if not added or actor.is_system:
        return
    held = grants.lasting().filter(role=role).select_related("role", "unit", "user__employee__unit").order_by("pk")
    for grant in held:
        check(actor, grant, added)
    if not actor.can(GRANT_ALL):
        lacking = [code for code in added if actor.functions.get(code, NOTHING) == NOTHING]
        if lacking:
            raise RuleBroken(
                _("You cannot give what you do not have: {functions}.").format(functions=few(lacking)),
                field="functions",
                code="lacking",
            )


# -- The second person -------------------------------------------------------------------------------------------------


def content_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """A grant as it is put to whoever consents."""
    return {
        "user": values["user"].pk,
        "role": values["role"].code,
        "reach": str(values.get("reach") or ReachLevel.OWN),
        "unit": values["unit"].pk if values.get("unit") else None,
        "starts_on": _day(values.get("starts_on")),
        "ends_on": _day(values.get("ends_on")),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def second_person(actor: Actor, values: Mapping[str, Any], grant: Grant | None = None) -> None:
    """Ask for consent before power is given, where the firm has made that a rule; a consent is used up."""
    if actor.is_system or not is_powerful(values["role"]) or not approvals.needed(GIVE_POWER):
        return
    content = {**content_of(values), "grant": grant.pk if grant else None}
    title = _("{role} for {person}").format(role=values["role"], person=values["user"])
    _consent(GIVE_POWER, actor, content, title)


def second_person_for_role(actor: Actor, role: Role, values: Mapping[str, Any]) -> None:
    """The same before the functions of a role are changed: else power would be given through a role already held."""
    if actor.is_system or "functions" not in values or set(values["functions"]) == set(role.functions):
        return
    gains_power = not POWERS.isdisjoint(set(values["functions"]) - set(role.functions))
    if approvals.needed(CHANGE_ROLE) or (gains_power and approvals.needed(GIVE_POWER)):
        content = {"role": role.code, "functions": sorted(values["functions"]), "before": sorted(role.functions)}
        _consent(CHANGE_ROLE, actor, content, _("Change the role {role}").format(role=role))


def _consent(matter: Matter, actor: Actor, content: Mapping[str, Any], title: str) -> None:
    consent = approvals.granted(matter, actor=actor, content=content)
    if consent is None:
        raise NeedsApproval(matter, actor=actor, title=title, content=content)
    approvals.use(consent, actor=actor)


def _grant_in_words(content: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    role = Role.objects.filter(code=content["role"]).first()
    days = f"{content['starts_on'] or '…'} – {content['ends_on'] or '…'}"
    return [
        (_("user"), str(User.objects.filter(pk=content["user"]).first() or content["user"])),
        (_("role"), str(role or content["role"])),
        (_("reach"), str(dict(ReachLevel.choices).get(content["reach"], content["reach"]))),
        (_("days"), days),
        (_("functions"), listed(functions.in_words(role.functions)) if role else ""),
    ]


def _change_in_words(content: Mapping[str, Any], actor: Actor) -> list[tuple[Any, Any]]:
    before, after = set(content["before"]), set(content["functions"])
    held = Grant.objects.filter(role__code=content["role"]).filter(grants.on(timezone.localdate()))
    return [
        (_("role"), str(Role.objects.filter(code=content["role"]).first() or content["role"])),
        (_("gains"), listed(functions.in_words(sorted(after - before)))),
        (_("loses"), listed(functions.in_words(sorted(before - after)))),
        (_("people"), held.values("user_id").distinct().count()),
    ]


GIVE_POWER = approvals.declare(
    Matter(
        "accounts.give_power",
        gettext_lazy("Give a role over access or money"),
        APPROVE_RIGHTS,
        describe=_grant_in_words,
    )
)
CHANGE_ROLE = approvals.declare(
    Matter(
        "accounts.change_role",
        gettext_lazy("Change the functions of a role"),
        APPROVE_RIGHTS,
        describe=_change_in_words,
    )
)
