"""The eleven findings about time for a team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from yanzhen.field.enums.coaching import Answer
from yanzhen.field.queries import finding_words, findings
from yanzhen.field.views.workday_asked import number_of
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.views import actor_of, needs

VIEW = "field.view_findings"


@require_GET
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The check-list: what the figures say of the team's ways, not of persons."""
    actor, unit = actor_of(request), number_of(request.GET.get("unit"))
    today = timezone.localdate()
    people = findings.team_of(actor, today, unit)
    team, found = findings.check(actor, people, today)
    counts = [(answer, sum(one.answer == answer for one in found)) for answer in Answer]
    held = dict(counts)[Answer.YES]
    context = {
        "page": {"title": _("Use of time: eleven findings")},
        "trail": [(_("Field reports"), reverse("field:week"))],
        "units": choices.units(actor),
        "unit": unit,
        "lead": ngettext("{n} of 11 findings holds", "{n} of 11 findings hold", held).format(n=held),
        "words": team_words(len(people)),
        "counts": [{"label": answer.label, "count": number, "tone": finding_words.TONES[answer]}
                   for answer, number in counts],
        "rows": finding_words.shown(team, found),
    }  # fmt: skip
    return render(request, "field/coaching/findings.html", context)


def team_words(number: int) -> str:
    """How many people are looked at."""
    words = ngettext(
        "{n} person in the field, the last four weeks", "{n} people in the field, the last four weeks", number
    )
    return words.format(n=number)
