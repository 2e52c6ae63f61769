"""The page on which the stages of a process are edited: added, ordered, changed, removed."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.crm.forms import opportunities as forms
from yanzhen.crm.models import ExitTask, Process, Stage
from yanzhen.crm.nouns import opportunity_panels as panels
from yanzhen.crm.nouns.opportunities import PROCESSES
from yanzhen.crm.queries import processes
from yanzhen.crm.services import stages
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs, row_or_404

CHANGE = "crm.change_process"


def _trail(process: Process) -> list[tuple[str, str]]:
    return [(PROCESSES.plural, PROCESSES.url("list")), (str(process), PROCESSES.url("record", process.pk))]


def stage_of(request: HttpRequest, pk: int) -> Stage:
    """The stage of this key, or 404."""
    found = processes.stages(actor_of(request)).filter(pk=pk if pk < 2**63 else -1).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs(CHANGE)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """All stages of a process in order, each with its tasks and its acts."""
    process = row_or_404(PROCESSES, request, pk)
    rows = panels.stage_rows(process)
    context = {
        "page": {"title": _("Stages of “{name}”").format(name=process)},
        "trail": _trail(process),
        "process": process,
        "stages": rows,
        "may_add": len(rows) < stages.MOST_STAGES,
    }
    return render(request, "crm/opportunities/stages.html", context)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new stage behind the others."""
    actor, process = actor_of(request), row_or_404(PROCESSES, request, pk)
    form = forms.StageForm(request.POST if request.method == "POST" else None, actor=actor)
    return _form(request, process, form, _("New stage"), _("Create stage"),
                 lambda: stages.create(actor=actor, process=process, **form.values()))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Goal, documents, usual days, probability of a stage."""
    actor, stage = actor_of(request), stage_of(request, pk)
    form = forms.StageForm(request.POST if request.method == "POST" else None, actor=actor, instance=stage)

    def save() -> Any:
        return stages.change(stage, actor=actor, version=form.cleaned_data.get("version"), **form.values())

    return _form(request, stage.process, form, str(stage), _("Save changes"), save)


def _form(
    request: HttpRequest, process: Process, form: Any, title: str, submit: str, save: Callable[[], Any]
) -> HttpResponse:
    back = _url(process.pk)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("“{record}” was saved.").format(record=saved))
            return redirect(back)
    page = {"title": title, "submit_label": submit, "cancel_url": back}
    context = {"form": form, "page": page, "trail": [*_trail(process), (_("Stages"), back)]}
    return render(request, "platform/form.html", context, status=422 if form.errors else 200)


def _url(process_id: int) -> str:
    return reverse("crm:process_stages", args=[process_id])


class MoveToForm(django_forms.Form):
    """Where the opportunities of a stage go that is removed."""

    move_to = django_forms.ModelChoiceField(Stage.objects.none(), required=False)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a stage; what is in it goes where one says."""
    actor, stage = actor_of(request), stage_of(request, pk)
    form = MoveToForm(request.POST if request.method == "POST" else None)
    others = Stage.objects.filter(process_id=stage.process_id).exclude(pk=stage.pk).order_by("position", "pk")
    move_to: Any = form.fields["move_to"]
    move_to.queryset, move_to.label = others, _("Move its opportunities to")
    count = stages.held(stage)
    move_to.help_text = _("{n} opportunities are in this stage.").format(n=count) if count else ""
    if request.method == "POST" and form.is_valid():
        try:
            stages.remove(stage, actor=actor, move_to=form.cleaned_data["move_to"])
        except RuleBroken as broken:
            for name, message in broken.settle().errors.items():
                form.add_error(name if name in form.fields else None, str(message))
        else:
            messages.success(request, _("“{record}” was removed.").format(record=stage))
            return redirect(_url(stage.process_id))
    page = {
        "title": _("Remove “{record}”?").format(record=stage),
        "submit_label": _("Remove stage"),
        "cancel_url": _url(stage.process_id),
    }
    context = {"form": form, "page": page, "trail": [*_trail(stage.process), (_("Stages"), _url(stage.process_id))]}
    return render(request, "platform/form.html", context, status=422 if form.errors else 200)


@require_POST
@needs(CHANGE)
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    actor, stage = actor_of(request), stage_of(request, pk)
    return _acted(request, stage, lambda: stages.shift(stage, actor=actor, step=_step(request)))


@require_POST
@needs(CHANGE)
def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    """A new exit task of a stage."""
    actor, stage = actor_of(request), stage_of(request, pk)
    names = {name: request.POST.get(name, "").strip() for name in ("name", "name_en")}
    return _acted(request, stage, lambda: stages.add_task(stage, actor=actor, **names))


@require_POST
@needs(CHANGE)
def change_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an exit task in other words, move it or remove it."""
    actor = actor_of(request)
    task = ExitTask.objects.visible_to(actor).select_related("stage").filter(pk=pk if pk < 2**63 else -1).first()
    if task is None:
        raise Http404
    act = request.POST.get("act", "")
    if act == "remove":
        return _acted(request, task.stage, lambda: stages.remove_task(task, actor=actor))
    if act == "shift":
        return _acted(request, task.stage, lambda: stages.shift_task(task, actor=actor, step=_step(request)))
    names: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ("name", "name_en")}
    return _acted(request, task.stage, lambda: stages.change_task(task, actor=actor, **names))


def _step(request: HttpRequest) -> int:
    return {"up": -1, "down": 1}.get(request.POST.get("step", ""), 0)


def _acted(request: HttpRequest, stage: Stage, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
    return redirect(f"{_url(stage.process_id)}#stage-{stage.pk}")
