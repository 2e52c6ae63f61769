"""The door through which a list leaves as a file: page and API ask the same permit and take the same rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.actor import Actor
from yanzhen.platform.exporting import papers, permits
from yanzhen.platform.exporting.permits import FORMATS, Wanted
from yanzhen.platform.models.exports import ExportDoor
from yanzhen.platform.pages import exports
from yanzhen.platform.pages.fields import is_hidden
from yanzhen.platform.pages.lists import ListQuery
from yanzhen.platform.pages.nouns import Noun
from yanzhen.platform.trail import reading

OWN = frozenset({"format", "reason", "cursor", "limit"})


def file_of(noun: Noun, query: ListQuery, request: HttpRequest, actor: Actor, door: ExportDoor) -> HttpResponse:
    """The rows and columns of the list as a file, once it is permitted."""
    reading.may_export(request)
    file_format = request.GET.get("format", "xlsx")
    rows, columns = query.ordered(), [c for c in query.fields if not is_hidden(c, actor)]
    number = query.rows().order_by().select_related(None).count()
    papers.check(file_format, number)
    wanted = Wanted(
        title=noun.plural,
        rows=number,
        file_format=file_format,
        noun=noun.name,
        query=_query(request),
        columns=[str(c.label) for c in columns],
        reason=request.GET.get("reason", ""),
        door=door,
        address=address_of(request),
    )
    permit = permits.permit(wanted, actor=actor)
    found = rows.iterator(chunk_size=exports.CHUNK)
    return exports.respond(permit, noun.slug, columns, found, actor)  # type: ignore[return-value]


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in OWN:
        kept.pop(name, None)
    return kept.urlencode()


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def asking(noun: Noun, query: ListQuery, request: HttpRequest, actor: Actor, broken: RuleBroken) -> HttpResponse:
    """The page that says what is missing: a reason, another format, or whose consent was asked for."""
    errors = {name: str(message) for name, message in broken.settle().errors.items()}
    most = permits.budget(actor)
    context = {
        "page": {"title": _("Export {things}").format(things=noun.plural)},
        "trail": [(noun.plural, noun.url("list"))],
        "hidden": [(k, v) for k, v in request.GET.items() if k not in OWN],
        "rows": f"{query.rows().order_by().select_related(None).count():,}",
        "columns": [c.label for c in query.fields if not is_hidden(c, actor)],
        "budget": None if most is None else f"{most:,}",
        "left": None if most is None else f"{max(0, most - permits.used(actor)):,}",
        "formats": [(f, f.upper() if f != "print" else _("Print view")) for f in FORMATS],
        "chosen": request.GET.get("format", "xlsx"),
        "reason": request.GET.get("reason", ""),
        "errors": errors,
        "back": f"{noun.url('list')}?{_query(request)}",
        "needs_reason": permits.REASON_FROM,
    }
    return render(request, "platform/export.html", context, status=broken.status)


def offers(noun: Noun, query: ListQuery, url: str) -> list[dict[str, Any]]:
    """The ways out of a list, for its menu."""
    from urllib.parse import urlencode

    ways = [(f.upper(), f, "download") for f in ("xlsx", "csv", "pdf")]
    found = [{"label": _("Export as {format}").format(format=label), "url": f, "icon": icon} for label, f, icon in ways]
    found.append({"label": _("Print view"), "url": "print", "icon": "printer"})
    return [{**way, "url": f"{url}?{urlencode({**query.parameters, 'format': way['url']})}"} for way in found]
