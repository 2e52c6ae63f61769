"""What the API does with triggers beyond the usual routes of their noun."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from yanzhen.platform.pages.api import Key, answer, row_of
from yanzhen.platform.triggers import dry, nouns, values, wording

router = Router(tags=["triggers"])


class TriggerDryRunIn(Schema):
    """How far back to look."""

    days: int = Field(30, ge=1, le=dry.MOST_DAYS)


class TriggerDeed(Schema):
    text: str
    is_done: bool


class TriggerWould(Schema):
    """One record that would have fired, and what would have been done."""

    id: int
    title: str
    when: str
    deeds: list[TriggerDeed]


class TriggerDryRunOut(Schema):
    sentence: str
    days: int
    events: int
    records: int
    is_whole: bool
    reason: str
    shown: list[TriggerWould]


class TriggerFieldOut(Schema):
    name: str
    label: str


class TriggerKindOut(Schema):
    """A kind of record with the fields that may be watched, reached as a date, and set."""

    name: str
    label: str
    watched: list[TriggerFieldOut]
    dated: list[TriggerFieldOut]
    settable: list[TriggerFieldOut]


@router.get(
    "/trigger-kinds",
    response={200: list[TriggerKindOut]},
    operation_id="trigger_kinds",
    summary="Kinds of record that triggers may watch",
    openapi_extra={"x-function": "platform.view_trigger"},
)
def kinds(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.view_trigger")

    def listed(fields: Any) -> list[dict[str, str]]:
        return [{"name": name, "label": label} for name, label in values.pairs(fields)]

    return answer(
        [
            {
                "name": noun.name,
                "label": noun.label,
                "watched": listed(values.watched(noun, actor)),
                "dated": listed(values.dated(noun, actor)),
                "settable": listed(values.settable(noun, actor)),
            }
            for noun in values.offered(actor)
        ]
    )


@router.get(
    "/triggers/{int:pk}/dry-run",
    response={200: TriggerDryRunOut},
    operation_id="trigger_dry_run",
    summary="What a trigger would have done in the past days",
    openapi_extra={"x-function": "platform.view_trigger"},
)
def dry_run(request: HttpRequest, pk: Key, parameters: Query[TriggerDryRunIn]) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.view_trigger")
    row = row_of(nouns.TRIGGERS, actor, pk)
    trial = dry.run(row, actor=actor, days=parameters.days)
    shown = [
        {
            "id": one.key,
            "title": one.title,
            "when": one.when.isoformat(),
            "deeds": [{"text": deed.text, "is_done": deed.is_done} for deed in one.deeds],
        }
        for one in trial.shown
    ]
    head = {n: getattr(trial, n) for n in ("days", "events", "records", "is_whole", "reason")}
    sentence = wording.headed(wording.whole(row, row.acts.select_related("robot"), actor))
    return answer({"sentence": sentence, **head, "shown": shown})
