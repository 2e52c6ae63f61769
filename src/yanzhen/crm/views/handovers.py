"""The page of somebody's last day: what they have, who gets it, the letter, and the one button."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.enums.handovers import HandoverRule, HandoverState, ItemState
from yanzhen.crm.models import Handover
from yanzhen.crm.nouns.handovers import HANDOVERS, ITEMS, _kind
from yanzhen.crm.queries import handovers as rows
from yanzhen.crm.services import handing, handovers, letters
from yanzhen.lib.errors import RuleBroken
from yanzhen.organization.queries import employees
from yanzhen.platform import masks
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.pages.fields import written_moment
from yanzhen.platform.pages.records import record_page
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.services import jobs

SHOWN, MOST_LETTERS = 100, 500
ADD = "crm.add_handover"


@require_GET
@needs("crm.view_handover")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one handover."""
    return _page(request, row_or_404(HANDOVERS, request, pk))


def _page(request: HttpRequest, row: Handover, errors: dict[str, Any] | None = None) -> HttpResponse:
    actor = actor_of(request)
    user = rows.account(row.employee_id)
    allowed = rows.heirs(row.employee)
    record = record_page(HANDOVERS, row, request, actor) | {"groups": []}  # the letters stand on the page itself
    act = next((a for a in record["actions"] if a["primary"] and a["method"] == "post"), None)
    context = {
        "record": record | {"actions": [a for a in record["actions"] if a is not act]},
        "act": act,
        "noun": HANDOVERS,
        "row": row,
        "trail": [(HANDOVERS.plural, HANDOVERS.url("list"))],
        "is_draft": row.state == HandoverState.DRAFT and actor.can(ADD),
        "has_access": user is not None and user.is_active,
        "kinds": _kinds(row),
        "rules": HandoverRule.choices,
        "heirs": sorted(allowed.items(), key=lambda pair: pair[1]),
        "shares": _shares(row, actor),
        **_progress(row, actor),
        "refused": row.items.filter(state=ItemState.REFUSED).count() if row.state == HandoverState.DRAFT else 0,
        **_items(request, row, actor),
        "exports": [
            {**e, "when": written_moment(e["when"])} for e in rows.exports_of(user.pk if user else None, actor)
        ],
        "errors": errors or {},
        "letters": {n: request.POST.get(n, getattr(row, n)) for n in ("letter_zh", "letter_en")},
        "places": " ".join(f"{{{name}}}" for name in letters.PLACES),
        "merge_url": f"{ITEMS.url('export')}?handover={row.pk}&noun_name=crm.customer&format=xlsx",
        "may_export": actor.can("crm.export_handoveritem"),
    }
    return render(request, "crm/handovers/record.html", context, status=422 if errors else 200)


def _progress(row: Handover, actor: Actor) -> dict[str, Any]:
    """What the worker still does with it, and what the last trial found."""
    job, check = jobs.interrupted(handovers.KIND, handover=row.pk), rows.last_check(row)
    url = reverse("platform:job_record", args=[job.pk]) if job is not None and job.user_id == actor.user_id else ""
    if check is not None:
        check = {"when": written_moment(check["when"]), "tried": check["tried"], "is_good": not check["refused"]}
    return {"job": job, "job_url": url, "is_trial": row.state == HandoverState.DRAFT, "check": check}


def _kinds(row: Handover) -> list[dict[str, Any]]:
    """The table of kinds; of a handover that is over, what it held."""
    if row.state != HandoverState.DRAFT:
        return []
    plan = {**handing.standard_rules(row.employee_id), **row.plan}
    return [
        {
            "key": kind.key,
            "label": kind.label,
            "count": f"{kind.count:,}",
            "can_move": kind.can_move,
            "rule": plan.get(kind.key, {}).get("rule", ""),
            "person": plan.get(kind.key, {}).get("person"),
        }
        for kind in handing.kinds(row.employee_id)
    ]


def _shares(row: Handover, actor: Actor) -> list[dict[str, Any]]:
    """How much each new owner gets, by state."""
    found: dict[int | None, dict[str, Any]] = {}
    pairs = row.items.order_by().values_list("heir_id", "heir__name", "heir__name_en", "state")
    for heir, name, name_en, state, number in pairs.annotate(number=Count("pk")):
        shown = name_en if name_en and (get_language() or "").startswith("en") else name
        share = found.setdefault(heir, {"heir": heir, "name": shown or _("nobody yet"), "total": 0, "states": []})
        share["total"] += number
        share["states"].append({"label": ItemState(state).label, "number": f"{number:,}"})
    return sorted(found.values(), key=lambda share: (share["heir"] is None, -share["total"]))


def _items(request: HttpRequest, row: Handover, actor: Actor) -> dict[str, Any]:
    """The first records, for the choice by hand; all of them stand in the list."""
    found = rows.items(actor).filter(handover=row)
    wanted = _key(request.GET.get("heir", ""))
    if wanted is not None:
        found = found.filter(heir_id=wanted) if wanted else found.filter(heir__isnull=True)
    total = found.count()
    trouble = Case(When(state=ItemState.REFUSED, then=0), When(state=ItemState.LEFT, then=1), default=2)
    shown = [
        {
            "pk": item.pk,
            "title": item.title,
            "kind": _kind(item, actor),
            "heir": item.heir_id,
            "heir_name": str(item.heir) if item.heir else "",
            "by_hand": item.is_by_hand,
            "state": ItemState(item.state).label,
            "tone": "bad" if item.state == ItemState.REFUSED else "neutral",
            "is_refused": item.state == ItemState.REFUSED,
            "reason": item.reason,
        }
        for item in found.order_by(trouble, "pk")[:SHOWN]
    ]
    list_url = f"{ITEMS.url('list')}?handover={row.pk}"
    return {"items": shown, "more": max(0, total - len(shown)), "list_url": list_url}


def _kept(request: HttpRequest, row: Handover, act: Any, told: Any) -> HttpResponse:
    try:
        act()
    except RuleBroken as broken:
        return _page(request, row, {k: str(v) for k, v in broken.errors.items()})
    messages.success(request, told)
    return redirect(HANDOVERS.url("record", row.pk))


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@require_POST
@needs(ADD)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Share out by other rules."""
    row = row_or_404(HANDOVERS, request, pk)
    kinds = [name.removeprefix("rule.") for name in request.POST if name.startswith("rule.")]
    rules: handing.Rules = {
        key: {"rule": request.POST[f"rule.{key}"], "person": _key(request.POST.get(f"person.{key}", ""))}
        for key in kinds
    }
    act = lambda: handovers.plan(row, actor=actor_of(request), rules=rules)  # noqa: E731
    return _kept(request, row, act, _("Shared out anew."))


@require_POST
@needs(ADD)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Single records to somebody else."""
    row = row_or_404(HANDOVERS, request, pk)
    heirs = {
        int(name.removeprefix("item.")): _key(str(value))
        for name, value in request.POST.items()
        if name.startswith("item.") and _key(name.removeprefix("item.")) is not None
    }
    act = lambda: handovers.assign(row, actor=actor_of(request), heirs=heirs)  # noqa: E731
    return _kept(request, row, act, _("Kept."))


@require_POST
@needs(ADD)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of the letter."""
    row = row_or_404(HANDOVERS, request, pk)
    texts = {n: request.POST.get(n, "").replace("\r\n", "\n")[:4000] for n in ("letter_zh", "letter_en")}
    act = lambda: handovers.write_letters(row, actor=actor_of(request), **texts)  # noqa: E731
    return _kept(request, row, act, _("The letter was kept."))


@require_GET
@needs("crm.export_handoveritem")
def letters_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter for each customer, a page each, for the printer or as a PDF."""
    actor, row = actor_of(request), row_or_404(HANDOVERS, request, pk)
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    wants_pdf = request.GET.get("format") == "pdf"
    items = row.items.filter(noun_name=handing.CUSTOMER, heir__isnull=False)
    if (heir := _key(request.GET.get("heir", ""))) is not None:
        items = items.filter(heir_id=heir)
    total = items.count()
    if total > MOST_LETTERS:
        raise RuleBroken(
            _("At most {most} letters at once; take those of one new owner.").format(most=MOST_LETTERS), code="many"
        )
    title = _("Letters of the handover: {name}").format(name=row.employee)
    wanted = permits.Wanted(
        title,
        rows=total,
        file_format="pdf" if wants_pdf else "print",
        noun="crm.customer",
        query=str(row.pk),
        address=request.META.get("REMOTE_ADDR", ""),
    )
    permit = permits.permit(wanted, actor=actor)
    with_phone = not masks.is_hidden(type(employees.by_key(row.employee_id)), "phone", actor)
    found = list(letters.of(row, items.order_by("heir_id", "title", "pk"), language, with_phone=with_phone))
    context = {"letters": found, "title": title, "words": permit.words, "code": permit.code, "language": language}
    return _answered(context, wants_pdf=wants_pdf, name=f"handover-{row.pk}")


def _answered(context: dict[str, Any], *, wants_pdf: bool, name: str) -> HttpResponse:
    if wants_pdf:
        try:
            return papers.pdf(render_to_string("crm/handovers/letters.html", {**context, "for_print": False}), name)
        except OSError:
            context["notice"] = _("PDF needs libraries that are not installed here; print this page instead.")
    return HttpResponse(render_to_string("crm/handovers/letters.html", {**context, "for_print": True}))
