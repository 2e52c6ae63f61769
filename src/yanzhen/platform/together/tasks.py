"""My tasks: what is late, what is for today, what comes later."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform import sight, tasks
from yanzhen.platform.models import Task
from yanzhen.platform.pages import collaboration, navigation
from yanzhen.platform.pages.forms import ActorForm
from yanzhen.platform.pages.views import actor_of, needs
from yanzhen.platform.people import directory
from yanzhen.platform.together.records import told

PAGE = 50
SHOWS = {
    "all": pgettext_lazy("tasks", "Open"),
    "overdue": pgettext_lazy("tasks", "Overdue"),
    "today": pgettext_lazy("tasks", "Today"),
    "later": pgettext_lazy("tasks", "Later"),
    "done": pgettext_lazy("tasks", "Done"),
}

navigation.add(navigation.Place(15, gettext_lazy("My tasks"), "checklist", "collaboration:tasks", "platform.view_task"))


class TaskForm(ActorForm):
    """What is to be done, by whom and by when."""

    title = forms.CharField(label=gettext_lazy("task"), max_length=200)
    due_on = forms.DateField(label=gettext_lazy("due on"))
    assignee = forms.TypedChoiceField(label=gettext_lazy("assigned to"), coerce=int)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].choices = people  # type: ignore[attr-defined]


@require_GET
@needs(tasks.SEE)
def overview(request: HttpRequest) -> HttpResponse:
    """The tasks of whoever looks, by when they are due."""
    actor, show = actor_of(request), request.GET.get("show", "all")
    if show not in SHOWS:
        raise RuleBroken(_("There is no such list of tasks."), field="show", code="show")
    start = _whole(request.GET.get("from", "0"))
    found = list(tasks.mine(actor, show)[start : start + PAGE + 1])
    counts = tasks.counts(actor)
    total = counts["all"]
    context = {
        "page": {
            "title": _("My tasks"),
            "count_label": ngettext("{count} open", "{count} open", total).format(count=total),
        },
        "tabs": [
            {"name": name, "label": label, "count": counts.get(name), "url": f"?show={name}", "active": name == show}
            for name, label in SHOWS.items()
        ],
        "tasks": with_records(found[:PAGE], request),
        "next_url": f"?show={show}&from={start + PAGE}" if len(found) > PAGE else "",
        "back": request.get_full_path(),
    }
    return render(request, "platform/tasks.html", context)


def with_records(found: list[Task], request: HttpRequest) -> list[dict[str, Any]]:
    """Tasks with the way to their record; what has passed out of reach is neither named nor linked."""
    actor = actor_of(request)
    seen = sight.seen({(task.noun_name, task.object_id) for task in found}, actor)
    rows = collaboration.task_rows(found, actor)
    for task, row in zip(found, rows, strict=True):
        if (task.noun_name, task.object_id) in seen:
            row["record_url"] = sight.url(task.noun_name, task.object_id)
        else:
            row |= {"title": _("A task on a record that is out of your reach now"), "record": "", "edit_url": ""}
            row["finish_url"] = ""
    return rows


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _task_or_404(request: HttpRequest, pk: int) -> Task:
    task = tasks.seen(pk, actor_of(request))
    if task is None:
        raise Http404
    return task


def _back(request: HttpRequest, task: Task) -> HttpResponse:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect(f"{sight.url(task.noun_name, task.object_id)}#tasks")


@require_POST
@needs(tasks.DO)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or open again."""
    task = _task_or_404(request, pk)
    try:
        tasks.finish(task, actor=actor_of(request), is_done=request.POST.get("done", "1") == "1")
    except RuleBroken as broken:
        told(request, broken)
    return _back(request, task)


@require_POST
@needs(tasks.ADD)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task back."""
    task = _task_or_404(request, pk)
    try:
        tasks.remove(task, actor=actor_of(request))
    except RuleBroken as broken:
        told(request, broken)
    return redirect(f"{sight.url(task.noun_name, task.object_id)}#tasks")


@require_http_methods(["GET", "POST"])
@needs(tasks.ADD)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a task: what, by when, by whom."""
    task, actor = _task_or_404(request, pk), actor_of(request)
    people = {person.user_id: person.name for person in directory().colleagues("", actor=actor, limit=500)}
    held = directory().people([task.assignee_id]).get(task.assignee_id)
    people |= {task.assignee_id: held.name if held else ""}
    initial = {"title": task.title, "due_on": task.due_on, "assignee": task.assignee_id}
    data = request.POST if request.method == "POST" else None
    form = TaskForm(data, actor=actor, people=list(people.items()), initial=initial)
    if form.is_valid():
        try:
            given = form.cleaned_data
            tasks.change(task, actor=actor, title=given["title"], due_on=given["due_on"], assignee_id=given["assignee"])
            return _back(request, task)
        except RuleBroken as broken:
            for name, message in broken.errors.items():
                form.add_error(name if name in form.fields else None, str(message))
    url = f"{sight.url(task.noun_name, task.object_id)}#tasks"
    page = {"title": _("Change the task"), "submit_label": _("Save changes"), "cancel_url": url}
    context = {"form": form, "page": page, "remove_url": collaboration.page("task_remove", task.pk)}
    return render(request, "platform/task_form.html", context, status=422 if form.errors else 200)
