"""The eleven findings about time for a team, and what each was counted from."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yanzhen.field.calc.workday.findings import OfClass
from yanzhen.field.enums.coaching import Answer
from yanzhen.field.queries import finding_rows, finding_words, findings
from yanzhen.field.views import workday_papers
from yanzhen.field.views.workday_asked import number_of
from yanzhen.field.views.workday_papers import EXPORT
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.views import actor_of, needs

VIEW = "field.view_findings"
MOST_ROWS = 300
SHOWS = ("all", "missing", "met")


@require_GET
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The check-list: what the figures say of the team's ways, not of persons."""
    actor, unit = actor_of(request), number_of(request.GET.get("unit"))
    scene = findings.scene(actor, timezone.localdate(), unit)
    rows = finding_words.shown(*findings.check(scene))
    if request.GET.get("format"):
        heads = [_("Finding"), _("Answer"), _("Figures"), _("Percent"), _("Worked out as")]
        values = [[r["title"], r["label"], r["words"], r["percent"], r["formula"]] for r in rows]
        return workday_papers.paper(request, actor, _("Eleven findings about time"), "field-findings", heads, values)
    held = sum(row["answer"] == Answer.YES for row in rows)
    for row in rows:
        row["rows_url"] = address(row["code"], unit)
    context = {
        "page": {"title": _("Use of time: eleven findings")},
        "trail": [(_("Field reports"), reverse("field:week"))],
        "units": choices.units(actor),
        "unit": unit,
        "lead": ngettext("{n} of 11 findings holds", "{n} of 11 findings hold", held).format(n=held),
        "words": team_words(len(scene.people)),
        "counts": [{"label": answer.label, "count": sum(row["answer"] == answer for row in rows),
                    "tone": finding_words.TONES[answer]} for answer in Answer],
        "rows": rows,
        "exports": workday_papers.exports_of(request) if actor.can(EXPORT) else [],
    }  # fmt: skip
    return render(request, "field/coaching/findings.html", context)


@require_GET
@needs(VIEW)
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """How one finding was worked out, down to the documents."""
    if code not in finding_rows.READ:
        raise Http404
    actor, unit = actor_of(request), number_of(request.GET.get("unit"))
    scene = findings.scene(actor, timezone.localdate(), unit)
    team, found = findings.check(scene)
    one = next(row for row in finding_words.shown(team, found) if row["code"] == code)
    counted = finding_rows.of(scene, code)
    if request.GET.get("format"):
        heads = [_("Day"), _("What"), _("Person"), _("Words"), _("Counts")]
        values = [[row.day and row.day.isoformat(), row.title, row.who, row.words, _counts(row)] for row in counted]
        return workday_papers.paper(request, actor, one["title"], f"finding-{code}", heads, values)
    show = request.GET.get("show", "")
    context = {
        "page": {"title": one["title"]},
        "trail": [(_("Field reports"), reverse("field:week")), (_("Eleven findings about time"), _list(unit))],
        "one": one,
        "words": team_words(len(scene.people)),
        "period": f"{date_format(scene.first, 'Y-m-d')} – {date_format(scene.today, 'Y-m-d')}",
        "classes": _classes(team.classes) if code in {"fair_frequency", "time_per_call"} else [],
        **_shown(counted, show if show in SHOWS else "all", code, unit),
        "exports": workday_papers.exports_of(request) if actor.can(EXPORT) else [],
    }
    return render(request, "field/coaching/finding.html", context)


def _shown(counted: list[finding_rows.Row], show: str, code: str, unit: int | None) -> dict[str, Any]:
    """The rows asked for, and the tabs to the others."""
    parts = {
        "all": counted,
        "missing": [row for row in counted if row.is_met is False],
        "met": [row for row in counted if row.is_met],
    }
    labels = {"all": _("All"), "missing": _("Missing"), "met": _("Counts")}
    tabs = [
        {"label": labels[name], "count": len(part), "url": address(code, unit, show=name), "is_now": name == show}
        for name, part in parts.items()
    ]
    has_share = any(row.is_met is not None for row in counted)
    chosen = parts[show]
    return {"tabs": tabs if has_share else [], "rows": chosen[:MOST_ROWS], "count": len(chosen), "most": MOST_ROWS,
            "is_cut": len(chosen) > MOST_ROWS}  # fmt: skip


def _classes(classes: tuple[OfClass, ...]) -> list[dict[str, Any]]:
    """The working by class: visits ÷ customers, minutes ÷ measured visits."""
    return [
        {
            "name": one.name, "customers": one.customers, "visits": one.visits, "measured": one.measured,
            "often": "–" if one.frequency is None else f"{one.frequency:.2f}",
            "mean": "–" if not one.measured else f"{one.minutes / one.measured:.0f}",
        }
        for one in classes
    ]  # fmt: skip


def _counts(row: finding_rows.Row) -> str:
    return "" if row.is_met is None else _("yes") if row.is_met else _("no")


def address(code: str, unit: int | None, **more: str) -> str:
    """The page of what a finding was counted from."""
    given = {**({} if unit is None else {"unit": str(unit)}), **more}
    return f"{reverse('field:finding', args=[code])}{'?' + urlencode(given) if given else ''}"


def _list(unit: int | None) -> str:
    return f"{reverse('field:findings')}{'' if unit is None else f'?unit={unit}'}"


def team_words(number: int) -> str:
    """How many people are looked at."""
    words = ngettext(
        "{n} person in the field, the last four weeks", "{n} people in the field, the last four weeks", number
    )
    return words.format(n=number)
