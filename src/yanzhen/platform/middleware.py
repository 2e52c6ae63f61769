"""What every page needs around its view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken


class BrokenRules:
    """A rule broken outside of a form, by an address for example, is told on a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RuleBroken):
            return None
        error = error.settle()
        text = " ".join(str(message) for message in error.errors.values())
        return render(request, "422.html", {"title": _("That cannot be done"), "text": text}, status=error.status)
