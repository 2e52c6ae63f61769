"""The web form itself, open to anybody who knows its address, and the lines that put it into a website.

Nobody is signed in, no cookie is read or set: there is nothing that a page elsewhere could borrow, so the usual token
against that is replaced by a stamp of our own, which also works inside a frame of another site.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from yanzhen.crm.forms.lead_answers import AnswerForm
from yanzhen.crm.models import LeadForm
from yanzhen.crm.nouns.leads import FORMS
from yanzhen.crm.queries import lead_told
from yanzhen.crm.services import lead_forms
from yanzhen.lib.errors import RuleBroken
from yanzhen.platform.pages.views import needs, row_or_404

LARGEST = 20_000
"""Bytes of an answer."""
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, key: str) -> HttpResponse:
    """Draw it, or take its answer."""
    asked = LeadForm.objects.select_related("unit__company").filter(key=key, is_active=True).first()
    if asked is None:
        raise Http404
    language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or settings.LANGUAGE_CODE)
    with translation.override(language):
        response = _answer(request, asked) if request.method == "POST" else _page(request, asked)
    return _framed(response, asked)


def _page(request: HttpRequest, asked: LeadForm, answer: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    english = (translation.get_language() or "").startswith("en")
    context = {
        "form": answer or AnswerForm(asked=asked),
        "asked": asked,
        "stamp": lead_forms.stamp(asked),
        "consent": asked.consent_en if english and asked.consent_en else asked.consent,
        "other": ("zh", "中文") if english else ("en", "English"),
        "lang": "en" if english else "zh-Hans",
    }
    return render(request, "crm/leads/form.html", context, status=status)


def _answer(request: HttpRequest, asked: LeadForm) -> HttpResponse:
    if _length(request) > LARGEST:
        return HttpResponse(status=413)
    answer = AnswerForm(request.POST, asked=asked)
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        lead_forms.count(asked, address)
        if answer.is_trapped:
            return _thanks(request, asked)
        if not answer.is_valid():
            return _page(request, asked, answer, 422)
        mark = lead_forms.read_stamp(asked, request.POST.get("stamp", ""))
        lead_forms.submit(asked, address=address, mark=mark, values=answer.values())
    except RuleBroken as broken:
        answer.is_valid()
        for name, message in broken.errors.items():
            answer.add_error(name if name in answer.fields else None, str(message))
        return _page(request, asked, answer, broken.status)
    return _thanks(request, asked)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else LARGEST + 1


def _thanks(request: HttpRequest, asked: LeadForm) -> HttpResponse:
    english = (translation.get_language() or "").startswith("en")
    own = asked.thanks_en if english and asked.thanks_en else asked.thanks
    context = {"asked": asked, "thanks": own, "lang": "en" if english else "zh-Hans"}
    return render(request, "crm/leads/thanks.html", context)


def _framed(response: HttpResponse, asked: LeadForm) -> HttpResponse:
    """Let the websites of this form show it in a frame, and nobody else."""
    origins = lead_forms.frame_ancestors(asked)
    policy = {**settings.SECURE_CSP, "frame-ancestors": [*origins] or [CSP.NONE]}
    response._csp_config = policy  # type: ignore[attr-defined]
    response.xframe_options_exempt = bool(origins)  # type: ignore[attr-defined]
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


@require_GET
@needs("crm.view_leadform")
def snippet(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it is, how it is put into a website, and how it looks."""
    row: Any = row_or_404(FORMS, request, pk)
    context = {
        "page": {"title": _("Put “{form}” into a website").format(form=row)},
        "trail": [(FORMS.plural, FORMS.url("list")), (str(row), FORMS.url("record", row.pk))],
        "row": row,
        "origins": lead_forms.frame_ancestors(row),
        **lead_told.addresses(row, request.build_absolute_uri("/")),
    }
    return render(request, "crm/leads/snippet.html", context)
