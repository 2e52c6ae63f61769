"""What every page needs around its view."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.db.busy import AGAIN_SECONDS, is_busy

log = structlog.get_logger(__name__)


class BrokenRules:
    """What is refused outside of a form is told on a page of its own: a broken rule, or a database that is busy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_busy(error):
            log.exception("the database was busy for too long", path=request.path, method=request.method)
            answer = render(request, "503.html", status=503)
            answer["Retry-After"] = str(AGAIN_SECONDS)
            return answer
        if not isinstance(error, RuleBroken):
            return None
        error = error.settle()
        text = " ".join(str(message) for message in error.errors.values())
        return render(request, "422.html", {"title": _("That cannot be done"), "text": text}, status=error.status)
