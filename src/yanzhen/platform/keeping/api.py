"""Asking for a backup or a drill by program; the runs are read like any list."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict

from yanzhen.platform.keeping import asking
from yanzhen.platform.pages.api import answer

router = Router(tags=["backups"])


class BackupIn(Schema):
    """Which of the two to run now."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["backup", "drill"]


class BackupQueued(Schema):
    """That it was queued; the list of backups shows how it ends."""

    queued: str


@router.post(
    "/backups/run",
    response={202: BackupQueued},
    operation_id="backup_run",
    summary="Back up, or restore the last backup as a drill",
    openapi_extra={"x-function": "platform.run_backup"},
)
def run(request: HttpRequest, payload: BackupIn) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("platform.run_backup")
    asking.ask(actor=actor, kind=payload.kind)
    return answer({"queued": payload.kind}, 202)
