"""What the API does with accounts beyond the usual routes of their nouns."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from yanzhen.accounts.queries import users as visible_users
from yanzhen.accounts.services import keys, users
from yanzhen.platform.pages.api import Key, answer

router = Router(tags=["accounts"])


class KeyIn(Schema):
    """A key for oneself: what for, what it may do (`read`, `write`, or beginnings of functions), how long."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=120)
    scopes: list[str] = ["read"]
    days: int = Field(365, ge=1, le=730)


class KeyOut(Schema):
    """The new key; `secret` is shown this once."""

    id: int
    secret: str
    expires_at: datetime


class Invitation(Schema):
    """Where the invited person sets a password, once, within seven days."""

    path: str


def issue_key(request: HttpRequest, payload: KeyIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("accounts.add_apikey")
    user = visible_users.by_id(actor.user_id)
    key, secret = keys.issue(actor=actor, user=user, **payload.dict())
    return answer({"id": key.pk, "secret": secret, "expires_at": key.expires_at.isoformat()}, 201)


def add_issuing(keys_router: Router) -> None:
    """Let keys be made at their own address; beside the routes of their noun, since an address has one router."""
    keys_router.post(
        "",
        response={201: KeyOut},
        operation_id="apikey_create",
        summary="Make an API key for oneself",
        openapi_extra={"x-function": "accounts.add_apikey"},
    )(issue_key)


@router.post(
    "/users/{int:pk}/invite",
    response={200: Invitation},
    operation_id="user_invite",
    summary="Invite a person",
    openapi_extra={"x-function": "accounts.change_user"},
)
def invite(request: HttpRequest, pk: Key) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("accounts.change_user")
    user = visible_users.visible(actor).filter(pk=pk).first()
    if user is None:
        raise Http404
    return answer({"path": users.invite(user, actor=actor)})
