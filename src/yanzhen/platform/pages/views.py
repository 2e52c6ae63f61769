"""The doors of every noun: list, record, create, edit, remove, note, act, export, pick."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import forwarding, notes
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting.permits import FORMATS
from yanzhen.platform.models.exports import ExportDoor
from yanzhen.platform.pages import arranging, collaboration, exporting, linesets, nouns
from yanzhen.platform.pages.listing import list_page
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.viewing import asked
from yanzhen.platform.trail import reading

View = Callable[..., HttpResponse]
PICKS = 20


def needs(code: str) -> Callable[[View], View]:
    """Close a view to those without the function: 403. The permission tests read the code from here."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.actor.require(code)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.function_code = code  # type: ignore[attr-defined]
        return guarded

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def row_or_404(noun: Noun, request: HttpRequest, pk: int) -> Any:
    """The record, if the reader may see it; otherwise it does not exist for them."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(noun.visible(actor_of(request)), pk=pk)


def _list(noun: Noun) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        page = list_page(noun, request, actor_of(request))
        reading.listed(request, noun, page["sorted_rows"], total=page["total"])
        parts = {"list-body": "platform/_list.html", "list-rows": "platform/_rows.html"}
        template = parts.get(request.headers.get("HX-Target", ""), "platform/list.html")
        response = render(request, template, {"page": page, "noun": noun})
        response["Vary"] = "HX-Request, HX-Target"
        return response

    return require_GET(needs(noun.code("view"))(view))


def _record(noun: Noun) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        if (kept := forwarding.target(noun.model, pk)) is not None:
            messages.info(request, _("This record was merged into the one you see here."))
            return redirect(noun.url("record", row_or_404(noun, request, kept).pk))
        row = row_or_404(noun, request, pk)
        reading.opened(request, noun, row)
        context = {
            "record": record_page(noun, row, request, actor_of(request)),
            "noun": noun,
            "row": row,
            "trail": [(noun.plural, noun.url("list"))],
        }
        return render(request, "platform/record.html", context)

    return require_GET(needs(noun.code("view"))(view))


def _add(noun: Noun) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        assert noun.form is not None
        actor = actor_of(request)
        given: dict[str, Any] = request.GET.dict()
        initial = {k: int(v) if v.isascii() and v.isdigit() and len(v) < 19 else v for k, v in given.items()}
        form = noun.form(request.POST or None, actor=actor, initial=initial)
        lines = linesets.bound(noun, request.POST or None, actor)
        if request.method == "POST" and linesets.all_valid(form, lines):
            row = _carried_out(
                form, lines, lambda: noun.services.create(actor=actor, **form.values(), **linesets.values(noun, lines))
            )  # type: ignore[union-attr]
            if row is not None:
                messages.success(request, _("“{record}” was created.").format(record=row))
                return redirect(noun.url("record", row.pk))
        title = _("New {noun}").format(noun=noun.word)
        return _form_page(
            request, noun, form, lines, title, noun.url("list"), _("Create {noun}").format(noun=noun.word)
        )

    return require_http_methods(["GET", "POST"])(needs(noun.code("add"))(view))


def _change(noun: Noun) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        assert noun.form is not None
        actor, row = actor_of(request), row_or_404(noun, request, pk)
        form = noun.form(request.POST or None, actor=actor, instance=row)
        lines = linesets.bound(noun, request.POST or None, actor, row)
        if request.method == "POST" and linesets.all_valid(form, lines):
            values = {**form.values(), **linesets.values(noun, lines)}
            changed = _carried_out(
                form,
                lines,
                lambda: noun.services.change(row, actor=actor, version=form.cleaned_data.get("version"), **values),
            )  # type: ignore[union-attr]
            if changed is not None:
                messages.success(request, _("“{record}” was saved.").format(record=changed))
                stays = noun.visible(actor).filter(pk=changed.pk).exists()
                return redirect(noun.url("record", changed.pk) if stays else noun.url("list"))
        return _form_page(request, noun, form, lines, str(row), noun.url("record", row.pk), _("Save changes"))

    return require_http_methods(["GET", "POST"])(needs(noun.code("change"))(view))


def _carried_out(form: Any, lines: Any, service: Callable[[], Any]) -> Any:
    """Run the service; a broken rule goes to its field and gives None."""
    try:
        return service()
    except RuleBroken as broken:
        for name, message in broken.settle().errors.items():
            form.add_error(name if name in form.fields else None, str(message))
        return None


def _form_page(
    request: HttpRequest, noun: Noun, form: Any, lines: Any, title: str, back: str, submit: str
) -> HttpResponse:
    page = {
        "title": title,
        "cancel_url": back,
        "submit_label": submit,
        "formset": lines,
        "formset_label": noun.lines.label if noun.lines else "",
    }
    status = 422 if form.is_bound and (form.errors or (lines is not None and not lines.is_valid())) else 200
    return render(
        request,
        "platform/form.html",
        {"form": form, "page": page, "noun": noun, "trail": [(noun.plural, noun.url("list"))]},
        status=status,
    )


def _remove(noun: Noun) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor, row = actor_of(request), row_or_404(noun, request, pk)
        page = {
            "title": _("Remove “{record}”?").format(record=row),
            "cancel_url": noun.url("record", row.pk),
            "submit_label": _("Remove {noun}").format(noun=noun.word),
        }
        if request.method == "POST":
            title = str(row)
            try:
                noun.services.remove(row, actor=actor)  # type: ignore[union-attr]
            except RuleBroken as broken:
                page["consequences"] = [str(m) for m in broken.settle().errors.values()]  # type: ignore[assignment]
                return render(
                    request, "platform/confirm_remove.html", {"page": page, "noun": noun, "row": row}, status=422
                )
            messages.success(request, _("“{record}” was removed.").format(record=title))
            return redirect(noun.url("list"))
        return render(
            request,
            "platform/confirm_remove.html",
            {"page": page, "noun": noun, "row": row, "trail": [(noun.plural, noun.url("list"))]},
        )

    return require_http_methods(["GET", "POST"])(needs(noun.code("remove"))(view))


def _note(noun: Noun) -> View:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor, row = actor_of(request), row_or_404(noun, request, pk)
        try:
            note = notes.add(
                row,
                actor=actor,
                text=request.POST.get("text", ""),
                chosen=collaboration.mentioned(request),
                is_private="is_private" in request.POST,
            )
            collaboration.tell_unreached(request, note)
        except RuleBroken as broken:
            for message in broken.errors.values():
                messages.error(request, str(message))
        return redirect(noun.url("record", row.pk))

    return require_POST(needs("platform.add_note")(needs(noun.code("view"))(view)))


def _act(noun: Noun) -> View:
    def view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action = next((a for a in noun.actions if a.name == name and not a.page), None)
        if action is None:
            raise Http404
        actor = actor_of(request)
        actor.require(action.code)
        row = row_or_404(noun, request, pk)
        try:
            leads_to = action.leads_to(row, action.service(row, actor=actor))
        except RuleBroken as broken:
            leads_to = row.pk
            for message in broken.settle().errors.values():
                messages.error(request, str(message))
        return redirect(noun.url("record", leads_to))

    return require_POST(needs(noun.code("view"))(view))


def _export(noun: Noun) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        actor = actor_of(request)
        actor.require(noun.code("view"))
        query = asked(noun.list, actor, {k: str(v) for k, v in request.GET.items() if k not in exporting.OWN})
        if request.GET.get("format", "xlsx") not in FORMATS:
            raise RuleBroken(_("Export as xlsx, csv, pdf or print."), field="format", code="format")
        try:
            return exporting.file_of(noun, query, request, actor, ExportDoor.PAGE)
        except RuleBroken as broken:
            return exporting.asking(noun, query, request, actor, broken)

    return require_GET(needs(noun.code("export"))(view))


@require_GET
def pick(request: HttpRequest, name: str) -> HttpResponse:
    """Matches for a field that refers to one row out of many, as code and name."""
    noun = next((n for n in nouns.all_nouns() if n.name == name), None)
    if noun is None:
        raise Http404
    actor = actor_of(request)
    actor.require(noun.code("view"))
    query = ListQuery(noun.list, actor, {"search": request.GET.get("q", ""), "sort": ""})
    code = next((f for f in noun.fields if f.name in {"code", "number"}), None)
    return JsonResponse(
        {
            "items": [
                {"id": row.pk, "code": code.get(row) if code else "", "name": str(row)}
                for row in query.ordered()[:PICKS]
            ]
        }
    )


def urls(noun: Noun) -> list[URLPattern]:
    """The addresses of a noun's pages."""
    name, slug = noun.model_name, noun.slug
    patterns = [
        *arranging.urls(noun, needs, row_or_404),
        path(f"{slug}/", _list(noun), name=f"{name}_list"),
        path(f"{slug}/export/", _export(noun), name=f"{name}_export"),
        path(f"{slug}/<int:pk>/", _record(noun), name=f"{name}_record"),
    ]
    if noun.offers("add"):
        patterns.append(path(f"{slug}/new/", _add(noun), name=f"{name}_add"))
    if noun.offers("change"):
        patterns.append(path(f"{slug}/<int:pk>/edit/", _change(noun), name=f"{name}_change"))
    if noun.offers("remove"):
        patterns.append(path(f"{slug}/<int:pk>/remove/", _remove(noun), name=f"{name}_remove"))
    if noun.has_notes:
        patterns.append(path(f"{slug}/<int:pk>/notes/", _note(noun), name=f"{name}_note"))
    if noun.actions:
        patterns.append(path(f"{slug}/<int:pk>/do/<slug:name>/", _act(noun), name=f"{name}_act"))
    return patterns
