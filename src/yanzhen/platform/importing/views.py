"""Pages of an import: one address for each step, so that going back, leaving and coming back lose nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.importing import drafts, mappings, options, showing, tasks, templates, undoing
from yanzhen.platform.imports import limits, service
from yanzhen.platform.models import FileImport, SavedMapping
from yanzhen.platform.models.jobs import JobState
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.services import jobs

RUN, VIEW = drafts.RUN, drafts.VIEW
PER_PAGE = 50
PARTS = "/api/v1/imports/parts/"
"""Where a large file goes in pieces; by its address, for the API is only built when it is asked."""
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def address(page: str, draft: FileImport) -> str:
    return reverse(f"imports:{page}", args=[draft.pk])


def _trail() -> list[tuple[str, str]]:
    return [(_("Imports"), reverse("imports:list"))]


def _told(request: HttpRequest, broken: RuleBroken) -> None:
    for message in broken.errors.values():
        messages.error(request, str(message))


@require_GET
@needs(VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Imports of the past and those under way, the newest first."""
    actor = actor_of(request)
    rows = drafts.visible(actor)
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.defer("sheets", "corrections", "mapping", "tried")[: PER_PAGE + 1])
    context = {
        "page": {"title": _("Imports")},
        "rows": [showing.row(draft) for draft in found[:PER_PAGE]],
        "next_url": f"?before={found[PER_PAGE - 1].pk}" if len(found) > PER_PAGE else "",
        "new_url": reverse("imports:new") if options.allowed(actor) else "",
        "mappings_url": reverse("imports:mappings") if actor.can(RUN) else "",
    }
    return render(request, "platform/imports/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(RUN)
def new(request: HttpRequest) -> HttpResponse:
    """Bring a file, or take a template first."""
    actor = actor_of(request)
    noun = request.POST.get("noun", request.GET.get("noun", ""))
    nouns = options.allowed(actor)
    error = ""
    if request.method == "POST":
        try:
            return redirect(address("columns", _given(request, actor, noun)))
        except RuleBroken as broken:
            error = " ".join(str(m) for m in broken.errors.values())
    bounds = limits.standard()
    context = {
        "page": {"title": _("Import a file")},
        "trail": _trail(),
        "noun": noun,
        "nouns": [(n.name, capfirst(n.label)) for n in nouns],
        "error": error,
        "parts_url": PARTS,
        "steps": showing.steps(None, "new"),
        "accept": ",".join(drafts.SUFFIXES),
        "most": {"size": bounds.size // limits.MB, "rows": f"{bounds.rows:,}", "columns": bounds.columns},
        "template_url": reverse("imports:template", args=[noun]) if noun in {n.name for n in nouns} else "",
        "templates_url": reverse("imports:templates"),
    }
    return render(request, "platform/imports/new.html", context, status=422 if error else 200)


def _given(request: HttpRequest, actor: Actor, noun: str) -> FileImport:
    """The file as it came: with the form, or in pieces before it."""
    if key := request.POST.get("part", ""):
        return drafts.gather(request.POST.get("part_name", ""), key, actor=actor, noun=noun)
    file = request.FILES.get("file")
    if file is None:
        raise RuleBroken(_("Choose a file first."), field="file", code="required")
    return drafts.upload(file.name or "", file.chunks(), actor=actor, noun=noun)


@require_GET
@needs(RUN)
def template_list(request: HttpRequest) -> HttpResponse:
    """A file to fill in for each kind of record."""
    nouns = [
        {"label": capfirst(n.label), "name": n.name, "url": reverse("imports:template", args=[n.name])}
        for n in options.allowed(actor_of(request))
    ]
    return render(
        request,
        "platform/imports/templates.html",
        {"page": {"title": _("Templates to fill in")}, "trail": _trail(), "nouns": nouns},
    )


@require_GET
@needs(RUN)
def template(request: HttpRequest, noun: str) -> HttpResponse:
    """The template of one kind of record, in the reader's language."""
    actor = actor_of(request)
    if noun not in {n.name for n in options.allowed(actor)}:
        raise Http404
    declared = options.noun_of(noun)
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    content = templates.as_csv(declared, actor) if form == "csv" else templates.as_xlsx(declared, actor)
    response = HttpResponse(content, content_type=FORMATS[form])
    name = urlencode({"": f"{capfirst(declared.label)}.{form}"})[1:].replace("+", "%20")
    response["Content-Disposition"] = f"attachment; filename=\"{noun}.{form}\"; filename*=UTF-8''{name}"
    return response


@require_GET
@needs(VIEW)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: its progress, or its result; one that was not started goes on where it was left."""
    actor = actor_of(request)
    draft = drafts.found(pk, actor)
    is_mine = draft.user_id == actor.user_id
    if draft.job is None:
        if not (is_mine and actor.can(RUN)):
            context = {"page": {"title": draft.file_name}, "trail": _trail(), "row": showing.row(draft)}
            return render(request, "platform/imports/foreign.html", context)
        return redirect(address("preview" if draft.tried else "columns", draft))
    context = {
        "page": {"title": draft.file_name},
        "trail": _trail(),
        "steps": showing.steps(draft, "result"),
        "found": showing.result(draft, actor, is_mine=is_mine),
    }
    return render(request, "platform/imports/result.html", context)


@require_http_methods(["GET", "POST"])
@needs(RUN)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column fills which field: guessed, shown with what it holds, and changed by hand."""
    actor = actor_of(request)
    draft = drafts.found(pk, actor, own=True)
    if draft.job is not None:
        return redirect(address("one", draft))
    status = 200
    entered = None
    if request.method == "POST":
        entered = showing.entered(draft, request.POST)
        try:
            if "table" in request.POST:
                drafts.set_table(draft, actor=actor, version=_version(request), **showing.table_of(request.POST))
                return redirect(address("columns", draft))
            drafts.set_columns(draft, actor=actor, version=_version(request), **entered)
            return redirect(address("preview", draft))
        except RuleBroken as broken:
            _told(request, broken)
            status = broken.status
            draft = drafts.found(pk, actor, own=True)
    context = {
        "page": {"title": draft.file_name},
        "trail": _trail(),
        "steps": showing.steps(draft, "columns"),
        "draft": draft,
        "table": showing.table(draft, actor, None if entered is None or "table" in request.POST else entered),
        "cancel_url": address("drop", draft),
    }
    return render(request, "platform/imports/columns.html", context, status=status)


def _version(request: HttpRequest) -> int | None:
    value = request.POST.get("version", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


@require_GET
@needs(RUN)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the import would do: counts, the first records before and after, and refused rows to correct."""
    actor = actor_of(request)
    draft = drafts.found(pk, actor, own=True)
    if draft.job is not None:
        return redirect(address("one", draft))
    context = {"page": {"title": draft.file_name}, "trail": _trail(), "steps": showing.steps(draft, "preview")}
    try:
        if not drafts.is_tried(draft):
            if drafts.is_large(draft):
                job = draft.preview_job
                if job is None or (job.state not in jobs.OPEN and job.state != JobState.FAILED):
                    job = tasks.enqueue(draft, actor=actor)
                context |= {"waiting": showing.waiting(job), "columns_url": address("columns", draft)}
                return render(request, "platform/imports/waiting.html", context)
            draft = drafts.try_out(draft, actor=actor)
    except RuleBroken as broken:
        _told(request, broken)
        return redirect(address("columns", draft))
    context["found"] = showing.tried(draft)
    return render(request, "platform/imports/preview.html", context)


@require_POST
@needs(RUN)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep corrected cells and look again."""
    draft = drafts.found(pk, actor_of(request), own=True)
    try:
        cells = showing.corrections(draft, request.POST)
        if cells:
            drafts.correct(draft, actor=actor_of(request), cells=cells, version=_version(request))
    except RuleBroken as broken:
        _told(request, broken)
    return redirect(address("preview", draft))


@require_POST
@needs(RUN)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Start it, if it is still what was looked at."""
    draft = drafts.found(pk, actor_of(request), own=True)
    try:
        drafts.start(draft, actor=actor_of(request), tried=request.POST.get("tried", ""))
    except RuleBroken as broken:
        _told(request, broken)
        return redirect(address("preview" if broken.code == "not_previewed" else "one", draft))
    return redirect(address("one", draft))


def _acts(work: Callable[[FileImport, HttpRequest], FileImport | None], *, back: str) -> Any:
    """A button: do it, tell what hinders it, and go where it leads."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        draft = drafts.found(pk, actor_of(request), own=True)
        try:
            after = work(draft, request)
        except RuleBroken as broken:
            _told(request, broken)
            after = draft
        return redirect(address(back, after) if after is not None else reverse("imports:list"))

    return require_POST(needs(RUN)(view))


def _drop(draft: FileImport, request: HttpRequest) -> FileImport | None:
    drafts.cancel(draft, actor=actor_of(request))
    return draft if draft.job is not None else None


drop = _acts(_drop, back="one")
again = _acts(lambda draft, request: drafts.again(draft, actor=actor_of(request)), back="preview")


def _resume(draft: FileImport, request: HttpRequest) -> FileImport:
    if draft.job is None:
        raise RuleBroken(_("Nothing was imported yet."), code="not_started")
    service.resume(draft.job, actor=actor_of(request))
    return draft


resume = _acts(_resume, back="one")


@require_GET
@needs(RUN)
def refused(request: HttpRequest, pk: int) -> Any:
    """The refused rows as a file: of the import, or of the preview before it."""
    draft = drafts.found(pk, actor_of(request), own=True)
    form = "csv" if request.GET.get("format") == "csv" else "xlsx"
    path = drafts.refused_file(draft, form)
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="refused-{draft.pk}.{form}"'
    return response


@require_http_methods(["GET", "POST"])
@needs(RUN)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """What taking the import back would do and what it cannot; then do it."""
    actor = actor_of(request)
    draft = drafts.found(pk, actor, own=True)
    try:
        if request.method == "POST":
            drafts.undo(draft, actor=actor, reason=request.POST.get("reason", "")[:500])
            return redirect(address("one", draft))
        found = undoing.look(draft, actor=actor)
    except RuleBroken as broken:
        _told(request, broken)
        return redirect(address("one", draft))
    context = {
        "page": {"title": _("Take back “{file}”?").format(file=draft.file_name)},
        "trail": [*_trail(), (draft.file_name, address("one", draft))],
        "found": found,
        "back_url": address("one", draft),
    }
    return render(request, "platform/imports/undo.html", context)


@require_GET
@needs(RUN)
def mapping_list(request: HttpRequest) -> HttpResponse:
    """Mappings that are used again by themselves: one's own and shared ones."""
    actor = actor_of(request)
    rows = [showing.kept(kept, actor) for kept in mappings.visible(actor)[:500]]
    context = {"page": {"title": _("Saved mappings")}, "trail": _trail(), "rows": rows}
    return render(request, "platform/imports/mappings.html", context)


@require_POST
@needs(RUN)
def mapping_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Share a mapping, keep it to oneself, or forget it."""
    actor = actor_of(request)
    kept = mappings.visible(actor).filter(pk=pk, user_id=actor.user_id or 0).first() if pk < 2**63 else None
    if not isinstance(kept, SavedMapping):
        raise Http404
    if act == "remove":
        mappings.remove(kept, actor=actor)
    else:
        mappings.share(kept, actor=actor, is_shared=act == "share")
    return redirect("imports:mappings")
