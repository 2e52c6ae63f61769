"""The search for programs: the same hits as on the page, scoped and masked alike."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from yanzhen.platform.pages.api import answer
from yanzhen.platform.pages.filters import clean_text
from yanzhen.platform.pages.views import actor_of
from yanzhen.platform.search import results

router = Router(tags=["search"])


class SearchHit(Schema):
    """Something found. `noun` and `id` name a record; `url` is the address of its page."""

    kind: Literal["record", "place", "action"]
    noun: str
    id: int | None
    title: str
    detail: str
    url: str


class SearchHits(Schema):
    """Hits, the best kinds first. `is_short`: nothing was looked for, since less than two characters were given.

    `is_building`: the index is not complete yet, so something may be missing.
    """

    items: list[SearchHit]
    is_short: bool
    is_building: bool


@router.get(
    "/search",
    response={200: SearchHits},
    operation_id="search",
    summary="Find records, places and actions by name, pinyin, initials, codes, document numbers and phone endings",
    openapi_extra={"x-function": "platform.view_searchentry"},
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=200)],
    limit: Annotated[int, Query(ge=1, le=results.MOST)] = 20,
) -> HttpResponse:
    """Two characters or more; the ending of a phone number has four digits or more."""
    actor = actor_of(request)
    actor.require("platform.view_searchentry")
    found = results.find(clean_text(q, "q"), actor, limit=limit, per_kind=limit)
    names = ("kind", "noun", "id", "title", "detail", "url")
    items = [{name: getattr(hit, name) for name in names} for hit in found.hits]
    return answer({"items": items, "is_short": found.is_short, "is_building": found.is_building})
