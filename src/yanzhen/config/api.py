"""The API: one router per noun from its declaration, and the routers that apps write themselves."""

from functools import cached_property
from http import HTTPStatus
from itertools import groupby
from typing import Any

import orjson
import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from yanzhen.accounts.api import add_issuing
from yanzhen.accounts.api import router as accounts_router
from yanzhen.accounts.api_auth import KEY_OR_SESSION, function_first
from yanzhen.accounts.api_rights import router as rights_router
from yanzhen.accounts.api_sign_in import router as sign_in_router
from yanzhen.analysis.api import router as analysis_router
from yanzhen.crm.api import ROUTERS as CRM_ROUTERS
from yanzhen.field.api import ROUTERS as FIELD_ROUTERS
from yanzhen.keyaccounts.api import ROUTERS as KEY_ACCOUNT_ROUTERS
from yanzhen.lib.errors import FORM, RuleBroken
from yanzhen.loyalty.api import ROUTERS as LOYALTY_ROUTERS
from yanzhen.market.api import router as market_router
from yanzhen.organization.api import router as calendar_router
from yanzhen.planning.api.board_acts import router as boards_router
from yanzhen.planning.api.declarations import router as declarations_router
from yanzhen.planning.api.forecasts import router as forecasts_router
from yanzhen.planning.api.market import router as planning_market_router
from yanzhen.planning.api.pace import router as pace_router
from yanzhen.planning.api.quotas import router as quotas_router
from yanzhen.planning.api.retrospectives import router as retrospectives_router
from yanzhen.planning.api.targets import router as targets_router
from yanzhen.platform.approvals.api import router as approvals_router
from yanzhen.platform.db.busy import AGAIN_SECONDS, is_busy
from yanzhen.platform.exporting.api import router as exporting_router
from yanzhen.platform.golive.api import router as golive_router
from yanzhen.platform.importing.api import router as importing_router
from yanzhen.platform.keeping.api import router as keeping_router
from yanzhen.platform.offline.api import router as offline_router
from yanzhen.platform.pages import arranging_api
from yanzhen.platform.pages.api import router_of
from yanzhen.platform.pages.collaboration_api import router as collaboration_router
from yanzhen.platform.pages.nouns import all_nouns
from yanzhen.platform.pages.schemas import REFUSALS, Problem
from yanzhen.platform.search.api import router as search_router
from yanzhen.platform.trail.api import router as trail_router
from yanzhen.platform.triggers.api import router as triggers_router

log = structlog.get_logger(__name__)


class Orjson(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class StrictJson(Parser):
    """Takes JSON as its standard has it: no NaN, and no half of a character, which no database can store."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """Describes refusals as what they are, problem details; the description is made once, since it takes a second."""

    def _get_urls(self) -> list[URLPattern | URLResolver]:
        """By the first part of the address: each request walks through a few dozen patterns instead of a thousand."""
        flat: list[Any] = super()._get_urls()
        parts = groupby(sorted(flat, key=_first_part), key=_first_part)
        return [one for part, patterns in parts for one in _below(part, list(patterns))]

    @cached_property
    def _description(self) -> Any:
        schema = super().get_openapi_schema()
        schema["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                described = {int(status): response for status, response in operation["responses"].items()}
                refused = {status for status in described if status >= 400} | set(REFUSALS)
                said = {status: {"description": HTTPStatus(status).phrase, "content": problem} for status in refused}
                operation["responses"] = described | {status: said[status] for status in sorted(refused)}
        return schema

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        return self._description


def _first_part(pattern: URLPattern) -> str:
    first, slash, _rest = str(pattern.pattern).partition("/")
    return first + slash if "<" not in first else ""


def _below(part: str, patterns: list[URLPattern]) -> list[URLPattern | URLResolver]:
    """The patterns whose address begins with this part, in their order; those with no part of their own as they are."""
    if not part.endswith("/"):
        return list(patterns)
    shorter = [path(str(p.pattern).removeprefix(part), p.callback, p.default_args, p.name) for p in patterns]
    return [path(part, include(shorter))]


api = Api(
    title="Yanzhen",
    version="1",
    urls_namespace="api",
    auth=KEY_OR_SESSION,
    renderer=Orjson(),
    parser=StrictJson(),
    docs_url=None,
    description="Everything the pages can do. Errors are problem details (RFC 9457).",
)
api.add_decorator(function_first, mode="view")
for noun in all_nouns():
    router = router_of(noun)
    arranging_api.add(router, noun)
    if noun.slug == "keys":
        add_issuing(router)
    api.add_router(f"/{noun.slug}", router)
api.add_router("", accounts_router)
api.add_router("", collaboration_router)
api.add_router("", rights_router)
api.add_router("", sign_in_router)
api.add_router("", approvals_router)
api.add_router("", triggers_router)
api.add_router("", keeping_router)
api.add_router("", exporting_router)
api.add_router("", importing_router)
api.add_router("", golive_router)
api.add_router("", calendar_router)
api.add_router("", pace_router)
api.add_router("", market_router)
api.add_router("", planning_market_router)
api.add_router("", quotas_router)
api.add_router("/analysis", analysis_router)
api.add_router("", forecasts_router)
api.add_router("", boards_router)
api.add_router("", targets_router)
api.add_router("", declarations_router)
api.add_router("", retrospectives_router)
api.add_router("/trail", trail_router)
api.add_router("", search_router)
api.add_router("", offline_router)
for one in (*CRM_ROUTERS, *FIELD_ROUTERS, *KEY_ACCOUNT_ROUTERS, *LOYALTY_ROUTERS):
    api.add_router("", one)


def problem(status: int, detail: str = "", code: str = "", errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """An answer after RFC 9457."""
    title = HTTPStatus(status).phrase
    body = {
        "type": f"urn:yanzhen:problem:{code}" if code else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


@api.exception_handler(RuleBroken)
def rule_broken(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    error = error.settle()
    errors = [{"field": "" if f == FORM else f, "message": str(m)} for f, m in error.errors.items()]
    return problem(error.status, " ".join(e["message"] for e in errors), error.code, errors)


@api.exception_handler(PermissionDenied)
def refused(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, _("You do not have the function for this."), "function")


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is no such record, or it is out of your reach."), "not_found")


@csrf_exempt
def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """Programs that miss an address get problem details too, not a page."""
    return problem(404, _("The API has no such address."), "no_such_address")


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    told = "" if str(error) == HTTPStatus.UNAUTHORIZED.phrase else str(error)
    response = problem(401, told or _("Send an API key, or sign in."), "authentication")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(AuthorizationError)
def not_authorised(request: HttpRequest, error: AuthorizationError) -> HttpResponse:
    return problem(403, str(error), "csrf")


@api.exception_handler(ValidationError)
def wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which fields have the wrong shape; the path starts after where the input came from."""
    errors = [
        {"field": ".".join(str(part) for part in e["loc"][2:] or e["loc"]), "message": str(e["msg"])}
        for e in error.errors
    ]
    return problem(422, _("Some fields are missing or have the wrong shape."), "shape", errors)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


@api.exception_handler(Exception)
def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("request failed", path=request.path, method=request.method)
    if is_busy(error):
        response = problem(503, _("Others are writing for longer than usual; nothing was changed. Try again."), "busy")
        response["Retry-After"] = str(AGAIN_SECONDS)
        return response
    return problem(500, _("Something went wrong on our side; it has been noted."))
