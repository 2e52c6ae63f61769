"""Pages of the platform that are not about one noun."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yanzhen.platform import nouns, queries
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.pages import navigation
from yanzhen.platform.pages.views import actor_of, needs

OPEN = frozenset({JobState.WAITING, JobState.RUNNING})
LOG_LINES = 500


@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Where things are that are set up once: as much of them as the person may see."""
    groups = [
        {"label": label, "places": [navigation.shown(place, "") for place in places]}
        for label, places in navigation.settings(actor_of(request)).items()
    ]
    return render(request, "platform/settings.html", {"page": {"title": _("Settings")}, "groups": groups})


@require_GET
@needs("platform.view_job")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it has come, looked at again each second until it ends, and its log."""
    row = get_object_or_404(queries.jobs(actor_of(request)), pk=pk)
    lines = list(row.lines.order_by("-pk")[:LOG_LINES])[::-1]
    is_open = row.state in OPEN
    context = {
        "title": row.title,
        "subtitle": row.who,
        "state": {"label": row.get_state_display(), "tone": nouns.TONES.get(JobState(row.state), "neutral")},
        "percent": row.percent if row.total or not is_open else None,
        "progress_label": f"{row.done:,} / {row.total:,}" if row.total else "",
        "done": not is_open,
        "url": nouns.JOBS.url("record", row.pk),
        "cancel_url": nouns.JOBS.url("act", row.pk, "cancel") if is_open else "",
        "log": [
            {"when_label": f"{timezone.localtime(line.written_at):%H:%M:%S}", "level": line.level, "text": line.text}
            for line in lines
        ],
    }
    trail = [(nouns.JOBS.plural, nouns.JOBS.url("list"))]
    return render(request, "platform/job.html", {"job": context, "page": {"title": row.title}, "trail": trail})
