"""Merges and the clean-up for programs: the same services as the pages."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from yanzhen.crm.nouns import matching as nouns
from yanzhen.crm.queries import clean_up as groups
from yanzhen.crm.queries import merges
from yanzhen.crm.services import clean_up, merging
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import idempotency
from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.pages.views import actor_of

router = Router(tags=["customers"])
MERGE = "crm.merge_customers"


class MergeChoice(Schema):
    """How customers become one."""

    survivor: int = Field(ge=0, lt=2**63)
    chosen: dict[str, int] = Field(default={}, description="by field the key of the record whose value is kept")
    versions: dict[int, int] = Field(default={}, description="the versions that were read, by key")
    reason: str = Field(default="", max_length=300)


class MergeIn(MergeChoice):
    """Which customers become one, and how."""

    ids: list[int] = Field(min_length=2, max_length=merges.MOST)


class MergePreviewIn(Schema):
    """Which customers would become one."""

    ids: list[int] = Field(min_length=2, max_length=merges.MOST)
    survivor: int | None = Field(default=None, ge=0, lt=2**63)


class MergeField(Schema):
    """A field whose values differ."""

    name: str
    label: str
    values: dict[int, str]
    offered: int


class MergeMoveOut(Schema):
    """How many rows of one kind move."""

    label: str
    rows: int


class MergePreview(Schema):
    """What a merge would do."""

    survivor: int
    fields: list[MergeField]
    moves: list[MergeMoveOut]
    still_open: dict[str, int]
    owners: list[str]
    as_job: bool


class MergeMade(Schema):
    """A merge that was done, or that its job is doing."""

    id: int
    state: str
    moved: int
    job: int | None


class SearchStarted(Schema):
    """The job that looks for duplicates."""

    job: int


def _rows(keys: list[int], actor: Any) -> list[Any]:
    wanted = [key for key in dict.fromkeys(keys) if 0 <= key < 2**63]
    rows = merges.candidates(wanted, actor)
    if len(rows) != len(wanted) or not rows:
        raise Http404
    return rows


def _merged(rows: list[Any], payload: MergeChoice, actor: Any) -> tuple[int, dict[str, Any]]:
    kept = next((row for row in rows if row.pk == payload.survivor), None)
    if kept is None:
        raise RuleBroken(_("Choose one of the records."), field="survivor", code="survivor")
    made = merging.merge(
        rows, actor=actor, survivor=kept, chosen=payload.chosen, versions=payload.versions, reason=payload.reason
    )
    return 201, {"id": made.pk, "state": made.state, "moved": made.moved, "job": made.job_id}


def _post(path: str, view: Any, name: str, summary: str, code: str, response: Any) -> None:
    view.function_code = code
    router.add_api_operation(
        path, ["POST"], view, response=response, operation_id=name, summary=summary, openapi_extra={"x-function": code}
    )


def preview(request: HttpRequest, payload: MergePreviewIn) -> HttpResponse:
    """What differs, what would move, what is still open."""
    actor = actor_of(request)
    actor.require(MERGE)
    found = merges.preview(_rows(payload.ids, actor), actor, survivor=payload.survivor)
    return answer(
        {
            "survivor": found.survivor.pk,
            "fields": [
                {"name": c.name, "label": c.label, "values": {str(k): v for k, v in c.values}, "offered": c.offered}
                for c in found.choices
            ],
            "moves": [{"label": label, "rows": count} for label, count in found.moves],
            "still_open": {label: sum(counts.values()) for label, counts in found.still_open.items()},
            "owners": list(found.owners),
            "as_job": found.total > merging.AT_ONCE,
        }
    )


def merge(request: HttpRequest, payload: MergeIn) -> HttpResponse:
    """Merge customers; many rows move as a job."""
    actor = actor_of(request)
    actor.require(MERGE)
    rows = _rows(payload.ids, actor)
    status, body = idempotency.once(request, actor, lambda: _merged(rows, payload, actor))
    return answer(body, status)


def merge_group(request: HttpRequest, pk: Key, payload: MergeChoice) -> HttpResponse:
    """Merge what is left of a group within reach."""
    actor = actor_of(request)
    actor.require(MERGE)
    rows = groups.members(row_of(nouns.GROUPS, actor, pk), actor)
    status, body = idempotency.once(request, actor, lambda: _merged(rows, payload, actor))
    return answer(body, status)


def search(request: HttpRequest) -> HttpResponse:
    """Look through all customers in reach; the groups stand in the list when the job has ended."""
    actor = actor_of(request)
    actor.require(MERGE)
    return answer({"job": clean_up.start(actor=actor).pk}, 202)


_post(
    "/customer-merges/preview", preview, "customer_merge_preview", "What a merge would do", MERGE, {200: MergePreview}
)
_post("/customer-merges", merge, "customer_merge", "Merge customers", MERGE, {201: MergeMade})
_post("/duplicate-groups/{int:pk}/merge", merge_group, "duplicategroup_merge", "Merge a group", MERGE, {201: MergeMade})
_post("/duplicate-groups/search", search, "duplicategroup_search", "Look for duplicates", MERGE, {202: SearchStarted})
