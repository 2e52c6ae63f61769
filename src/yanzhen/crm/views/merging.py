"""Merging customers: which ones, what is kept of each, and what moves; and the group of duplicates it came from."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.crm import nouns
from yanzhen.crm.forms.matching import MergeForm, OtherForm
from yanzhen.crm.nouns import matching as own
from yanzhen.crm.queries import clean_up, collisions, customers, merges
from yanzhen.crm.services import clean_up as cleaning
from yanzhen.crm.services import merging, opening
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import actor_of, needs, row_or_404

MERGE = "crm.merge_customers"


def _keys(text: str) -> list[int]:
    """The keys in an address: whole numbers with commas, each once, not more than may be merged."""
    parts = [part for part in text.split(",") if part.isascii() and part.isdigit() and len(part) < 19]
    return list(dict.fromkeys(map(int, parts)))[: merges.MOST + 1]


@require_http_methods(["GET", "POST"])
@needs(MERGE)
@needs("crm.view_customer")
def other(request: HttpRequest, pk: int) -> HttpResponse:
    """Which other record is the same firm as this one."""
    row, actor = row_or_404(nouns.CUSTOMERS, request, pk), actor_of(request)
    likely = customers.visible(actor).filter(pk=row.possible_duplicate_of_id or 0).first()
    form = OtherForm(request.POST or None, actor=actor, initial={"other": likely.pk if likely else None})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["other"]
        if chosen.pk == row.pk:
            form.add_error("other", _("Choose another record, not this one."))
        else:
            return redirect(f"{reverse('crm:customer_merging')}?ids={row.pk},{chosen.pk}")
    page = {
        "title": _("Merge “{record}” with another record").format(record=row),
        "cancel_url": nouns.CUSTOMERS.url("record", pk),
        "submit_label": _("See what would happen"),
    }
    status = 422 if form.is_bound else 200
    trail = [(nouns.CUSTOMERS.plural, nouns.CUSTOMERS.url("list"))]
    return render(request, "platform/form.html", {"form": form, "page": page, "trail": trail}, status=status)


@require_http_methods(["GET", "POST"])
@needs(MERGE)
@needs("crm.view_customer")
def preview(request: HttpRequest) -> HttpResponse:
    """What merging these customers would do, and doing it."""
    actor = actor_of(request)
    keys = _keys(request.GET.get("ids", ""))
    rows = merges.candidates(keys, actor)
    if not rows:
        raise Http404
    wanted = _keys(request.POST.get("survivor", "") or request.GET.get("survivor", ""))
    found = merges.preview(rows, actor, survivor=wanted[0] if wanted else None)
    form = MergeForm(request.POST or None, actor=actor, preview=found)
    if request.method == "POST" and form.is_valid():
        made = _carried_out(request, form, found)
        if made is not None:
            return redirect(own.MERGES.url("record", made.pk))
    problem = _problem(found, actor, missing=len(keys) - len(rows))
    context = _context(found, form, problem, request)
    return render(request, "crm/matching/merge.html", context, status=422 if form.errors else 200)


def _carried_out(request: HttpRequest, form: MergeForm, found: merges.Preview) -> Any:
    actor = actor_of(request)
    kept = next(row for row in found.rows if row.pk == form.cleaned_data["survivor"])
    number = _keys(request.GET.get("case", ""))
    case = collisions.visible(actor).filter(pk=number[0]).first() if number else None
    try:
        made = merging.merge(
            found.rows, actor=actor, survivor=kept, chosen=form.chosen(), versions=form.versions(),
            reason=form.cleaned_data["reason"], case=case,
        )  # fmt: skip
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            form.add_error(None, str(message))
        return None
    messages.success(request, _("The records are one now.") if made.job is None else _("The merge runs as a job."))
    return made


def _problem(found: merges.Preview, actor: Any, *, missing: int) -> str:
    """Why these customers cannot be merged by this person, before anything was tried."""
    if missing:
        return _("Some of these records are out of your reach, or no longer there.")
    try:
        merging.check(found.others, found.survivor, actor)
    except RuleBroken as broken:
        return " ".join(str(message) for message in broken.errors.values())
    return ""


def _context(found: merges.Preview, form: MergeForm, problem: str, request: HttpRequest) -> dict[str, Any]:
    choices = [
        {"label": choice.label, "name": f"from_{choice.name}", "values": choice.values,
         "chosen": form[f"from_{choice.name}"].value()}
        for choice in found.choices
    ]  # fmt: skip
    return {
        "found": found,
        "form": form,
        "choices": [{**c, "chosen": int(c["chosen"] or 0)} for c in choices],
        "problem": problem,
        "ids": ",".join(str(row.pk) for row in found.rows),
        "still_open": [(label, sum(counts.values())) for label, counts in found.still_open.items()],
        "owners_differ": len(found.owners) > 1,
        "may_dispute": bool(problem)
        and len(found.rows) == 2
        and len(found.owners) > 1
        and actor_of(request).can("crm.add_collisioncase"),
        "as_job": found.total > merging.AT_ONCE,
        "trail": [(nouns.CUSTOMERS.plural, nouns.CUSTOMERS.url("list"))],
        "cancel_url": nouns.CUSTOMERS.url("record", found.survivor.pk),
        "page": {"title": _("Merge customers")},
    }


@require_POST
@needs("crm.add_collisioncase")
@needs(MERGE)
def dispute(request: HttpRequest) -> HttpResponse:
    """Ask a manager whose a firm is whose two records have different owners."""
    actor = actor_of(request)
    keys = _keys(request.GET.get("ids", ""))
    rows = merges.candidates(keys, actor)
    if len(rows) != 2:
        raise Http404
    try:
        case = opening.between(*rows, actor=actor)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return redirect(f"{reverse('crm:customer_merging')}?ids={','.join(map(str, keys))}")
    return redirect(own.CASES.url("record", case.pk))


@require_http_methods(["GET"])
@needs(MERGE)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """From a group of duplicates to the preview of its merge."""
    row, actor = row_or_404(own.GROUPS, request, pk), actor_of(request)
    keys = [str(one.pk) for one in clean_up.members(row, actor)]
    if len(keys) < 2:
        messages.error(request, _("Fewer than two of these customers are left within your reach."))
        return redirect(own.GROUPS.url("record", pk))
    return redirect(f"{reverse('crm:customer_merging')}?ids={','.join(keys)}")


@require_http_methods(["GET", "POST"])
@needs(MERGE)
@needs("crm.view_duplicategroup")
def start(request: HttpRequest) -> HttpResponse:
    """Start the clean-up over all that this person sees."""
    actor = actor_of(request)
    if request.method == "GET":
        trail = [(own.GROUPS.plural, own.GROUPS.url("list"))]
        page = {"title": _("Look for duplicates")}
        count = customers.visible(actor).order_by().select_related(None).count()
        return render(request, "crm/matching/search.html", {"page": page, "trail": trail, "count": count})
    try:
        job = cleaning.start(actor=actor)
    except RuleBroken as broken:
        for message in broken.settle().errors.values():
            messages.error(request, str(message))
        return redirect(own.GROUPS.url("list"))
    return redirect("platform:job_record", job.pk)
