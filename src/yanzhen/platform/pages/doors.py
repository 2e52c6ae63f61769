"""What hand-written endpoints share: operations that name their function, and the caller."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest
from ninja import Router

from yanzhen.platform.actor import Actor


def operations(router: Router) -> Callable[..., Callable[[Any], Any]]:
    """A decorator that puts operations on `router`, each with the function that the permission tests read.

    ``operation(method, path, code, name, summary, shape, status=200, also=None, extra=None)``: `also` holds further
    answers by status, `extra` further words for the description.
    """

    def operation(
        method: str,
        path: str,
        code: str,
        name: str,
        summary: str,
        shape: Any,
        status: int = 200,
        also: Mapping[int, Any] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Callable[[Any], Any]:
        def decorate(view: Any) -> Any:
            view.function_code = code
            router.add_api_operation(
                path,
                [method],
                view,
                response={status: shape, **(also or {})},
                operation_id=name,
                summary=summary,
                openapi_extra={"x-function": code, **(extra or {})},
            )
            return view

        return decorate

    return operation


def actor_of(request: HttpRequest, *codes: str) -> Actor:
    """The caller, once the functions are checked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for code in codes:
        actor.require(code)
    return actor
