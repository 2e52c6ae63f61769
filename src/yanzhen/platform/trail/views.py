"""Pages of the trail: one audit row, one alert, one person's stream, the seals and the limits."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import people
from yanzhen.platform.actor import SYSTEM, Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import Wanted
from yanzhen.platform.models import AuditEntry, AuditSeal, Job, ReaderDay
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.pages import exports, nouns
from yanzhen.platform.pages.exporting import address_of
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import comparing, counting, heads, jobs, kinds, policy, reading, stream, triggers
from yanzhen.platform.trail.forms import LimitsForm, StreamForm
from yanzhen.platform.trail.nouns import ALERTS

READERS = 20
DEEPEST = 5_000
"""Further back one narrows the moments instead of paging."""
LOCAL = "%Y-%m-%dT%H:%M"


def _page(request: HttpRequest, noun: Any, row: Any, template: str, extra: dict[str, Any]) -> HttpResponse:
    reading.opened(request, noun, row)
    context = {
        "record": record_page(noun, row, request, actor_of(request)),
        "noun": noun,
        "row": row,
        "trail": [(noun.plural, noun.url("list"))],
        **extra,
    }
    return render(request, template, context)


@require_GET
@needs("platform.view_auditentry")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One audit row: before and after side by side, its seal, and the way to its record and its person."""
    noun = nouns.get("platform.auditentry")
    row: AuditEntry = row_or_404(noun, request, pk)
    actor = actor_of(request)
    extra = {
        "lines": comparing.lines(row, actor),
        "seal": AuditSeal.objects.filter(entry_id=row.pk).first(),
        "record_url": stream.record_url(row.noun_name, row.object_id, actor),
        "person_url": person_url(row.user_id, actor),
        "seen_url": reading.seen_url(row.noun_name, row.object_id, actor),
    }
    return _page(request, noun, row, "platform/trail/entry.html", extra)


@require_GET
@needs("platform.view_alert")
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert: the figures that led to it, and the ways to look further."""
    row = row_or_404(ALERTS, request, pk)
    actor = actor_of(request)
    entry_key = row.facts.get("entry")
    extra = {
        "facts": kinds.facts(row.facts),
        "person_url": person_url(row.user_id, actor),
        "entry_url": f"/settings/audit/{entry_key}/"
        if isinstance(entry_key, int) and actor.can("platform.view_auditentry")
        else "",
        "lift": _liftable(row, actor),
    }
    return _page(request, ALERTS, row, "platform/trail/alert.html", extra)


def _liftable(row: Any, actor: Actor) -> dict[str, Any] | None:
    """What the form to lift a limit needs, as long as that is of use today."""
    stopped = row.kind == "reading_stopped" and row.facts.get("day") == timezone.localdate().isoformat()
    if not stopped or row.user_id == actor.user_id or not actor.can("platform.lift_reading_stop"):
        return None
    if ReaderDay.objects.filter(user_id=row.user_id, day=timezone.localdate(), lifted_at__isnull=False).exists():
        return None
    return {"user_id": row.user_id, "who": row.who}


def person_url(user_id: int | None, actor: Actor) -> str:
    """The way to everything a person did."""
    if user_id is None or not actor.can("platform.view_readentry"):
        return ""
    return f"/settings/trail/person/?{urlencode({'user': user_id})}"


# -- One person --------------------------------------------------------------------------------------------------------


@require_GET
@needs("platform.view_readentry")
def person(request: HttpRequest) -> HttpResponse:
    """Everything this person saw, changed and took along between two moments."""
    actor = actor_of(request)
    asked = bool(request.GET.get("user"))
    form = StreamForm(request.GET if asked else None)
    context: dict[str, Any] = {
        "page": {"title": _("Person by person")},
        "trail": [(nouns.get("platform.auditentry").plural, "/settings/audit/")]
        if actor.can("platform.view_auditentry")
        else [],
        "form": form,
        "people": _people(request),
        "values": {name: request.GET.get(name, "") for name in ("user", "start", "end")},
    }
    if asked and form.is_valid():
        user_id, (start, end) = form.cleaned_data["user"], form.moments()
        found = people.person(user_id)
        if found is None:
            raise Http404
        if request.GET.get("format"):
            return _file(request, user_id, found.name, start, end)
        context |= _shown(request, user_id, found.name, start, end)
        _note(request, user_id, found.name)
    return render(request, "platform/trail/person.html", context, status=422 if form.errors else 200)


def _people(request: HttpRequest) -> list[Any]:
    """Those to choose from: all active people, and whoever is asked for though shut out by now."""
    found = people.directory().colleagues("", actor=SYSTEM, limit=500)
    wanted = request.GET.get("user", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 and all(p.user_id != int(wanted) for p in found):
        gone = people.person(int(wanted))
        found = [*found, gone] if gone else found
    return found


def _shown(request: HttpRequest, user_id: int, name: str, start: Any, end: Any) -> dict[str, Any]:
    actor, only = actor_of(request), request.GET.get("only", "")
    only = only if only in stream.GROUPS else ""
    text = request.GET.get("skip", "0")
    skip = min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    events = stream.page(user_id, start, end, actor, only=only, skip=skip)
    totals = stream.totals(user_id, start, end)
    given = {"user": user_id, "start": _local(start), "end": _until(end)}
    counts, labels = stream.by_group(totals), stream.labels()

    def url(**more: Any) -> str:
        return f"?{urlencode({k: v for k, v in {**given, **more}.items() if v})}"

    return {
        "page": {"title": name},
        "who": name,
        "start": start,
        "end": end,
        "events": events[: stream.PAGE],
        "totals": totals,
        "groups": [
            {"name": g, "label": labels[g], "count": counts[g], "url": url(only=g), "active": only == g} for g in counts
        ],
        "all_url": url(),
        "only": only,
        "group_labels": labels,
        "next_url": url(only=only, skip=skip + stream.PAGE) if len(events) > stream.PAGE and skip < DEEPEST else "",
        "previous_url": url(only=only, skip=max(0, skip - stream.PAGE)) if skip else "",
        "files": [(f, url(only=only, format=f)) for f in ("xlsx", "csv")]
        if actor.can("platform.export_readentry")
        else [],
        "values": {"user": str(user_id), "start": _local(start), "end": _until(end)},
    }


def _local(moment: Any) -> str:
    return timezone.localtime(moment).strftime(LOCAL)


def _until(moment: Any) -> str:
    """The minute that ends after the moment, so that what happened just now stays in."""
    return _local(moment + timedelta(seconds=59, microseconds=999_999))


def _note(request: HttpRequest, user_id: int, name: str) -> None:
    """Reading the trail of a person is a read of its own."""
    noun = nouns.get("platform.readentry")

    class Stream:
        pk = user_id

        def __str__(self) -> str:
            return f"{noun.plural}: {name}"

    reading.opened(request, noun, Stream())


def _file(request: HttpRequest, user_id: int, name: str, start: Any, end: Any) -> HttpResponse:
    actor, file_format = actor_of(request), request.GET["format"]
    if not actor.can("platform.export_readentry"):
        raise PermissionDenied("platform.export_readentry")
    reading.may_export(request)
    only = request.GET.get("only", "")
    only = only if only in stream.GROUPS else ""
    rows = sum(t.times for t in stream.totals(user_id, start, end) if not only or t.group == only)
    papers.check(file_format, rows)
    wanted = Wanted(
        title=_("Everything about {name}").format(name=name),
        rows=rows,
        file_format=file_format,
        noun="platform.readentry",
        query=request.GET.urlencode(),
        reason=request.GET.get("reason", ""),
        address=address_of(request),
    )
    permit = permits.permit(wanted, actor=actor)
    heading = [_("When"), _("Group"), _("Act"), _("Kind"), _("Record"), _("Details")]
    values = _rows(stream.events(user_id, start, end, actor, only=only))
    return exports.answer(permit, "person", heading, values)  # type: ignore[return-value]


def _rows(events: Iterator[stream.Event]) -> Iterator[list[Any]]:
    labels = stream.labels()
    for e in events:
        when = timezone.localtime(e.when).strftime("%Y-%m-%d %H:%M:%S")
        yield [when, labels[e.group], e.act, e.kind, e.title, e.detail]


# -- Seals and limits --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@needs("platform.verify_trail")
def trail(request: HttpRequest) -> HttpResponse:
    """How the chain stands, where its head went, the last checks, who reads most today, and the limits."""
    actor = actor_of(request)
    form, status = None, 200
    if actor.can("platform.set_trail"):
        form = LimitsForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                policy.change(actor=actor, given=form.cleaned_data)
                messages.success(request, _("The limits were saved."))
                return redirect("platform:trail")
            except RuleBroken as broken:
                for name, message in broken.errors.items():
                    form.add_error(name if name in form.fields else None, str(message))
        status = 422 if form.errors else 200
    elif request.method == "POST":
        raise PermissionDenied("platform.set_trail")
    return render(request, "platform/trail/trail.html", {**_standing(actor), "form": form}, status=status)


def _standing(actor: Actor) -> dict[str, Any]:
    last = AuditSeal.objects.order_by("-position").first()
    day, limit = timezone.localdate(), policy.value("records_stop")
    readers = list(ReaderDay.objects.filter(day=day, records__gt=0).order_by("-records")[:READERS])
    names = people.directory().people(r.user_id for r in readers)
    return {
        "page": {"title": _("Seals and limits")},
        "rows": AuditEntry.objects.count(),
        "last": last,
        "missing": triggers.missing(),
        "places": [{"name": heads.shown(p.name), "place": p} for p in heads.places()],
        "checks": [_check(job) for job in Job.objects.filter(kind=jobs.KIND).order_by("-pk")[:5]],
        "readers": [
            {
                "name": names[r.user_id].name if r.user_id in names else r.user_id,
                "user_id": r.user_id,
                "url": person_url(r.user_id, actor),
                "row": r,
                "is_stopped": r.stopped_at is not None and r.lifted_at is None,
                "may_lift": actor.can("platform.lift_reading_stop")
                and r.user_id != actor.user_id
                and r.lifted_at is None,
            }
            for r in readers
        ],
        "limit": limit,
        "today": day,
    }


def _check(job: Job) -> dict[str, Any]:
    tones = {JobState.DONE: "good", JobState.FAILED: "bad", JobState.RUNNING: "warning"}
    line = job.lines.order_by("-pk").first()
    return {
        "job": job,
        "url": f"/settings/jobs/{job.pk}/",
        "tone": tones.get(JobState(job.state), "neutral"),
        "text": line.text if line else "",
    }


@require_POST
@needs("platform.verify_trail")
def check(request: HttpRequest) -> HttpResponse:
    """Begin a check of the whole trail, and go to its progress."""
    job = jobs.start_check(actor_of(request))
    return redirect(f"/settings/jobs/{job.pk}/")


@require_POST
@needs("platform.verify_trail")
def send_head(request: HttpRequest) -> HttpResponse:
    """Send the head to every second place now."""
    sent = heads.send_now()
    failed = len(heads.names()) - sent
    if failed:
        messages.error(request, _("The head did not reach every place; it is tried again."))
    else:
        messages.success(request, _("The head was sent."))
    return redirect("platform:trail")


@require_POST
@needs("platform.lift_reading_stop")
def lift(request: HttpRequest) -> HttpResponse:
    """Let somebody read on today."""
    text = request.POST.get("user_id", "")
    user_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    try:
        counting.lift(actor=actor_of(request), user_id=user_id, reason=request.POST.get("reason", ""))
        messages.success(request, _("The limit is lifted for today."))
    except RuleBroken as broken:
        for message in broken.errors.values():
            messages.error(request, str(message))
    return redirect("platform:trail")
