"""The board of a sales process: columns by stage, cards that are moved by hand, by keys or from a menu."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from yanzhen.crm.models import Opportunity, Process, Stage
from yanzhen.crm.nouns.opportunities import OPPORTUNITIES, VIEW
from yanzhen.crm.nouns.opportunity_board import NOT_HERE, asked_of, cards_of, place_of, rows_of, who_of
from yanzhen.crm.queries import board as queries
from yanzhen.crm.queries import processes
from yanzhen.crm.services import opportunities
from yanzhen.crm.views import board_words
from yanzhen.lib.errors import RuleBroken, Stale
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import listing
from yanzhen.platform.pages.views import actor_of, needs, row_or_404
from yanzhen.platform.trail import reading

CHANGE = "crm.change_opportunity"


@require_GET
@needs(VIEW)
def board(request: HttpRequest) -> HttpResponse:
    """The page: every stage of one process with its count, its sums and its first cards."""
    actor = actor_of(request)
    offered = list(processes.on_board(actor))
    process = chosen(request, offered)
    asked = asked_of(request.GET, process)
    context: dict[str, Any] = {"page": _page(request, actor, offered, process, asked)}
    if process is not None:
        context |= _columns(request, actor, process, asked)
    response = render(request, "crm/opportunities/board.html", context)
    response["Vary"] = "HX-Request, HX-Target"
    return response


def chosen(request: HttpRequest, offered: list[Process]) -> Process | None:
    """The process asked for, else the usual one; none where there is none."""
    wanted = request.GET.get("process", "")
    if wanted:
        found = next((p for p in offered if str(p.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    return offered[0] if offered else None


def whose_words() -> dict[str, str]:
    """How the choice of whose opportunities reads."""
    return {
        "all": pgettext("whose opportunities", "All"),
        "team": pgettext("whose opportunities", "Team"),
        "mine": pgettext("whose opportunities", "Mine"),
    }


def _page(
    request: HttpRequest, actor: Actor, offered: list[Process], process: Process | None, asked: dict[str, str]
) -> dict[str, Any]:
    url, who = reverse("crm:opportunity_board"), who_of(request.GET)
    state = {**asked, **({"who": who} if who != "all" else {})}

    def link(**changes: str) -> str:
        return f"{url}?{urlencode({k: v for k, v in {**state, **changes}.items() if v})}"

    filters, chips = listing.filters_of(OPPORTUNITIES, asked, actor, lambda p: link(**{p: ""}), NOT_HERE)
    words = whose_words()
    narrowed = bool(set(asked) - {"process"})
    return {
        "title": capfirst(str(Opportunity._meta.verbose_name_plural)),
        "url": url,
        "search": asked.get("search", ""),
        "hidden": [("process", asked.get("process", "")), ("who", "" if who == "all" else who)],
        "filters": filters,
        "chips": chips,
        "clear_url": link(**dict.fromkeys(set(asked) - {"process"}, "")) if narrowed else None,
        "create": {"label": _("New opportunity"), "url": f"{reverse('crm:opportunity_add')}?process={asked['process']}"}
        if process is not None and actor.can("crm.add_opportunity")
        else None,
        "actions": listing.offers_for(OPPORTUNITIES.name, actor),
        "who": [{"label": words[w], "url": link(who=w), "is_here": w == who} for w in queries.WHO],
        "processes": [
            {"label": p.label, "url": f"{url}?process={p.pk}", "is_here": process is not None and p.pk == process.pk}
            for p in offered
        ],
        "ways": {
            "here": "board",
            "board": link(),
            "list": f"{OPPORTUNITIES.url('list')}?{urlencode({**asked, 'state': 'open'})}",
            "calendar": f"{reverse('crm:opportunity_calendar')}?{urlencode({'who': who} if who != 'all' else {})}",
        },
        "stages_url": reverse("crm:process_stages", args=[process.pk])
        if process is not None and actor.can("crm.change_process")
        else "",
    }


def _columns(request: HttpRequest, actor: Actor, process: Process, asked: dict[str, str]) -> dict[str, Any]:
    stages, rows = processes.stages_of(process.pk), rows_of(request.GET, actor, asked)
    in_order = cards_of(request.GET, actor, asked)
    totals, said, may_move = queries.totals(rows), board_words.words(timezone.localdate()), actor.can(CHANGE)
    columns, shown = [], []
    for stage in stages:
        held = totals.get(stage.pk, [])
        found, more = queries.cards(in_order, stage.pk) if held else ([], False)
        shown.extend(found)
        columns.append(
            {
                "stage": stage,
                "label": stage.label,
                "goal": stage.goal,
                "likely": stage.likely,
                **board_words.head(held),
                "cards": board_words.cards(found, said, may_move),
                "more": _more(request, stage.pk, found, more),
            }
        )
    reading.listed(request, OPPORTUNITIES, shown, total=sum(t.count for held in totals.values() for t in held))
    return {
        "columns": columns,
        "may_move": may_move,
        "is_empty": not totals,
        "move_url": reverse("crm:opportunity_move", args=[0]),
    }


def _more(request: HttpRequest, stage_id: int, found: list[queries.Card], more: bool) -> dict[str, str] | None:
    """Where the next cards of a column come from; the list has them too, without script."""
    if not more:
        return None
    asked = {k: v for k, v in request.GET.items() if k not in {"stage", "after"}}
    place = {"stage": stage_id, "after": f"{found[-1].expected_on},{found[-1].pk}"}
    return {
        "url": f"{reverse('crm:opportunity_column')}?{urlencode({**asked, **place})}",
        "list_url": f"{OPPORTUNITIES.url('list')}?{urlencode({'state': 'open', 'stage': stage_id})}",
    }


@require_GET
@needs(VIEW)
def column(request: HttpRequest) -> HttpResponse:
    """The next cards of one column."""
    actor = actor_of(request)
    stage = next((s for s in processes.stages(actor) if str(s.pk) == request.GET.get("stage", "")), None)
    if stage is None:
        raise Http404
    rows = cards_of(request.GET, actor, asked_of(request.GET, stage.process))
    found, more = queries.cards(rows, stage.pk, after=place_of(request.GET.get("after", "")))
    reading.listed(request, OPPORTUNITIES, found, total=len(found))
    said = board_words.words(timezone.localdate())
    context = {
        "cards": board_words.cards(found, said, actor.can(CHANGE)),
        "more": _more(request, stage.pk, found, more),
    }
    return render(request, "crm/opportunities/_cards.html", context)


@require_POST
@needs(CHANGE)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an opportunity; scripts get the card and the heads of the columns, forms go back to its page."""
    actor, row = actor_of(request), row_or_404(OPPORTUNITIES, request, pk)
    stage = next((s for s in processes.stages(actor) if str(s.pk) == request.POST.get("stage", "")), None)
    if stage is None:
        raise Http404
    left, version = row.stage_id, request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
    is_script = request.headers.get("Accept") == "application/json"
    try:
        opportunities.move(row, actor=actor, stage=stage, version=seen)
    except RuleBroken as broken:
        told = " ".join(map(str, broken.settle().errors.values()))
        if is_script:
            status = 409 if isinstance(broken, Stale) else 422
            return JsonResponse(_answer(request, actor, pk, {left, stage.pk}, told), status=status)
        messages.error(request, told)
        return redirect("crm:opportunity_course", pk)
    told = _("“{name}” is in “{stage}” now.").format(name=row, stage=stage)
    if is_script:
        return JsonResponse(_answer(request, actor, pk, {left, stage.pk}, told))
    messages.success(request, told)
    return redirect("crm:opportunity_course", pk)


def _answer(request: HttpRequest, actor: Actor, pk: int, stages: set[int], told: str) -> dict[str, Any]:
    """Where the card is now, and what the columns hold now, as the board in front of the mover is narrowed."""
    now = Stage.objects.filter(pk=OPPORTUNITIES.visible(actor).filter(pk=pk).values("stage_id")[:1]).first()
    asked = asked_of(request.GET, now.process if now is not None else None)
    rows = rows_of(request.GET, actor, asked)
    said = board_words.words(timezone.localdate())
    card = queries.card(rows, pk)
    shown = sorted(stages | ({card.stage_id} if card is not None else set()))
    return {
        "message": told,
        "stage": card.stage_id if card is not None else None,
        "card": str(board_words.card(card, said, actor.can(CHANGE))) if card is not None else "",
        "heads": board_words.heads(queries.totals(rows), shown),
    }
