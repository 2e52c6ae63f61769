"""The page of backups: how old the last one is, when one was last restored as a test, and the way to another."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.platform.keeping import asking, nouns, service
from yanzhen.platform.models import BackupRun
from yanzhen.platform.models.keeping import BackupKind, BackupState
from yanzhen.platform.pages import tables
from yanzhen.platform.pages.fields import written_moment
from yanzhen.platform.pages.views import actor_of, needs

SHOWN = 20
COLUMNS = [c for c in nouns.BACKUPS.list.columns if c.name not in {"ended_at", "file"}]


@require_GET
@needs("platform.view_backuprun")
def overview(request: HttpRequest) -> HttpResponse:
    """What an answerable person looks at first."""
    actor = actor_of(request)
    rows = list(nouns.visible(actor)[:SHOWN])
    context = {
        "page": {"title": _("Backups")},
        "cards": [_card(BackupKind.BACKUP, service.DAY * 2), _card(BackupKind.DRILL, service.WEEK * 2)],
        "facts": facts(),
        "columns": tables.heads(COLUMNS),
        "rows": tables.rows(rows, COLUMNS, actor, "platform:backuprun_record"),
        "running": any(row.state == BackupState.RUNNING for row in rows),
        "may_run": actor.can("platform.run_backup"),
        "runs_url": nouns.BACKUPS.url("list"),
    }
    return render(request, "platform/backups.html", context)


def _card(kind: BackupKind, at_most: Any) -> dict[str, Any]:
    run = service.last(kind)
    failed: BackupRun | None = BackupRun.objects.filter(kind=kind).order_by("-pk").first()
    is_late = run is None or timezone.now() - run.started_at > at_most
    return {
        "label": _("Last backup") if kind == BackupKind.BACKUP else _("Last restore drill"),
        "when": written_moment(run.started_at) if run else _("never"),
        "is_late": is_late,
        "failure": failed.message if failed is not None and failed.state == BackupState.FAILED else "",
    }


def facts() -> list[tuple[str, str]]:
    """Where backups go and how they are kept."""
    return [
        (_("Folder"), str(settings.BACKUP_DIR)),
        (_("Encrypted"), _("yes") if settings.BACKUP_KEY else _("no: set YANZHEN_BACKUP_KEY")),
        (_("Every night"), _("yes") if settings.BACKUP_NIGHTLY else _("no")),
        (_("Kept"), _("the newest {n}").format(n=settings.BACKUP_KEEP)),
    ]


@require_POST
@needs("platform.run_backup")
def run(request: HttpRequest) -> HttpResponse:
    """Ask for one now."""
    asking.ask(actor=actor_of(request), kind=request.POST.get("kind", ""))
    messages.success(request, _("It begins within seconds; this page shows how it ends."))
    return redirect("platform:backups")
