"""What the API does with signing in: sessions, rules, second factors of others, leaving with new owners."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict

from yanzhen.accounts import tasks
from yanzhen.accounts.calc import agents
from yanzhen.accounts.enums import PasswordPolicy
from yanzhen.accounts.models import Role, User, UserSession
from yanzhen.accounts.queries import belongings, rules
from yanzhen.accounts.queries import sessions as known
from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import factors, leaving, sessions
from yanzhen.accounts.services import rules as rule_services
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.api import Key, answer

router = Router(tags=["accounts"])
OWN, KEEP, RULES = "accounts.view_session", "accounts.change_user", "accounts.change_signinrules"


class SessionOut(Schema):
    """One browser that is signed in."""

    id: int
    device: str
    address: str | None
    way_in: str
    signed_in_at: datetime
    last_seen_at: datetime


class Rules(Schema):
    """How people sign in; `roles` are the codes of those that ask for a second factor."""

    policy: PasswordPolicy
    links_by_email: bool
    roles: list[str]
    version: int


class RulesIn(Schema):
    """What to change of the rules; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    policy: PasswordPolicy | None = None
    links_by_email: bool | None = None
    roles: list[str] | None = None
    version: int | None = None


class BelongingOut(Schema):
    """One kind of record in somebody's name; `key` names it when access ends."""

    key: str
    noun: str
    count: int
    can_move: bool


class LeaveIn(Schema):
    """Who gets what: `new_owner` everything, `owners` by key; both are keys of users."""

    model_config = ConfigDict(extra="forbid")
    new_owner: int | None = None
    owners: dict[str, int] = {}


class Left(Schema):
    """The job that hands over, when there is too much to do it at once."""

    job: int | None


def _named(code: str, name: str, summary: str) -> dict[str, Any]:
    return {"operation_id": name, "summary": summary, "openapi_extra": {"x-function": code}}


def _actor(request: HttpRequest, code: str) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require(code)
    return actor


def _person(request: HttpRequest, pk: int) -> User:
    found = visible_users.visible(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _listed(user: User) -> list[dict[str, Any]]:
    return [
        {
            "id": row.pk,
            "device": agents.in_words(row.agent),
            "address": row.address,
            "way_in": row.way_in,
            "signed_in_at": row.created_at.isoformat(),
            "last_seen_at": row.last_seen_at.isoformat(),
        }
        for row in known.of(user)
    ]


@router.get("/sessions", response={200: list[SessionOut]}, **_named(OWN, "session_list", "Where I am signed in"))
def own_sessions(request: HttpRequest) -> HttpResponse:
    actor = _actor(request, OWN)
    return answer(_listed(visible_users.by_id(actor.user_id)))


@router.delete(
    "/sessions",
    response={204: None},
    **_named(OWN, "session_end", "End one of my sessions, or all but the one that asks"),
)
def end_session(request: HttpRequest, session: int | None = None) -> HttpResponse:
    actor = _actor(request, OWN)
    me = visible_users.by_id(actor.user_id)
    if session is None:
        sessions.end_others(me, actor=actor, key=str(request.session.session_key))
    else:
        sessions.end(_session(me, session), actor=actor)
    return HttpResponse(status=204)


def _session(user: User, pk: int) -> UserSession:
    found = UserSession.objects.filter(pk=pk, user=user).first() if 0 <= pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@router.get(
    "/users/{int:pk}/sessions",
    response={200: list[SessionOut]},
    **_named(KEEP, "user_sign_ins", "Where somebody is signed in"),
)
def user_sessions(request: HttpRequest, pk: Key) -> HttpResponse:
    _actor(request, KEEP)
    return answer(_listed(_person(request, pk)))


@router.delete(
    "/users/{int:pk}/sessions",
    response={204: None},
    **_named(KEEP, "user_session_end", "End one session of somebody, or all"),
)
def end_user_session(request: HttpRequest, pk: Key, session: int | None = None) -> HttpResponse:
    actor = _actor(request, KEEP)
    user = _person(request, pk)
    for row in known.of(user) if session is None else [_session(user, session)]:
        sessions.end(row, actor=actor)
    return HttpResponse(status=204)


@router.post(
    "/users/{int:pk}/reset-second-factor",
    response={204: None},
    **_named(KEEP, "user_reset_second_factor", "Take a lost second factor away"),
)
def reset_second_factor(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = _actor(request, KEEP)
    factors.reset(_person(request, pk), actor=actor)
    return HttpResponse(status=204)


@router.get(
    "/users/{int:pk}/belongings",
    response={200: list[BelongingOut]},
    **_named(KEEP, "user_belongings", "What is in somebody's name"),
)
def user_belongings(request: HttpRequest, pk: Key) -> HttpResponse:
    _actor(request, KEEP)
    held = belongings.of(_person(request, pk))
    return answer([{"key": h.key, "noun": h.noun.slug, "count": h.count, "can_move": h.can_move} for h in held])


@router.post(
    "/users/{int:pk}/deactivate",
    response={200: Left},
    **_named(KEEP, "user_deactivate", "End somebody's access and hand over what is in their name"),
)
def deactivate(request: HttpRequest, pk: Key, payload: LeaveIn | None = None) -> HttpResponse:
    actor = _actor(request, KEEP)
    user, given = _person(request, pk), payload or LeaveIn()
    wanted = {**given.owners, **({"*": given.new_owner} if given.new_owner is not None else {})}
    owners = {key: _owner(request, key, owner) for key, owner in wanted.items()}
    job = leaving.leave(user, actor=actor, owners=owners)
    if job is not None:
        transaction.on_commit(lambda: tasks.hand_over.enqueue(job.pk))
    return answer({"job": None if job is None else job.pk})


@router.post(
    "/users/{int:pk}/hand-over",
    response={200: Left},
    **_named(KEEP, "user_hand_over", "Hand over what is still in the name of somebody without access"),
)
def hand_over(request: HttpRequest, pk: Key, payload: LeaveIn | None = None) -> HttpResponse:
    _actor(request, KEEP)
    if _person(request, pk).is_active:
        raise RuleBroken(_("This person has access; end it first."), code="active")
    return deactivate(request, pk, payload)


def _owner(request: HttpRequest, key: str, pk: int) -> User:
    rows = visible_users.visible(request.actor)  # type: ignore[attr-defined]
    found = rows.filter(pk=pk).first() if 0 <= pk < 2**63 else None
    if found is None:
        field = "new_owner" if key == "*" else f"owners.{key}"[:80]
        raise RuleBroken(_("There is no such person."), field=field, code="new_owner")
    return found


def _rules() -> dict[str, Any]:
    row = rules.current()
    asking = Role.objects.filter(requires_second_factor=True).order_by("code")
    return {
        "policy": str(row.policy),
        "links_by_email": row.links_by_email,
        "roles": list(asking.values_list("code", flat=True)),
        "version": row.version,
    }


@router.get("/sign-in-rules", response={200: Rules}, **_named(RULES, "sign_in_rules_read", "How people sign in"))
def read_rules(request: HttpRequest) -> HttpResponse:
    _actor(request, RULES)
    return answer(_rules())


@router.patch(
    "/sign-in-rules",
    response={200: Rules},
    **_named(RULES, "sign_in_rules_change", "Change how people sign in"),
)
def change_rules(request: HttpRequest, payload: RulesIn) -> HttpResponse:
    actor = _actor(request, RULES)
    given = payload.dict(exclude_none=True)
    roles, version = given.pop("roles", None), given.pop("version", None)
    has_row = rules.current().pk is not None
    with transaction.atomic():
        if roles is not None:
            _ask_of(roles, actor)
        rule_services.change(actor=actor, version=version if has_row else None, **given)
    return answer(_rules())


def _ask_of(codes: list[str], actor: Any) -> None:
    known_roles = {role.code: role for role in Role.objects.order_by("pk")}
    unknown = sorted(set(codes) - set(known_roles))
    if unknown:
        raise RuleBroken(
            _("There is no role “{role}”.").format(role=unknown[0][:40]), field="roles", code="unknown_role"
        )
    for code, role in known_roles.items():
        if role.requires_second_factor != (code in codes):
            factors.require(role, actor=actor, required=code in codes)
