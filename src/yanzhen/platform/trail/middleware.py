"""Notes files that are taken along and refusals, which no view can tell of itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yanzhen.platform.trail import reading

REFUSALS = frozenset({403, 404})


class ReadLog:
    """Looks at each answer once; notes nothing for people who are not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            reading.refused(request, response.status_code)
        elif response.status_code == 200 and response.get("Content-Disposition", "").startswith("attachment"):
            name = response["Content-Disposition"].partition("filename=")[2].strip('"') or request.path
            reading.downloaded(request, name)
        return response
