from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.calls import ListState
from yanzhen.field.forms import calls as forms
from yanzhen.field.lists import calls as lists
from yanzhen.field.models import CallAttempt, CallCode, CallList, CallScript, CallScriptStep, CallTarget, DoNotCall
from yanzhen.field.queries import calls
from yanzhen.field.services import call_filling, call_lists, call_scripts, calling, do_not_call
from yanzhen.platform import nouns as platform_nouns
from yanzhen.platform import timeline
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import Field, describe, listed
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab

_c, _s, _l, _k = (partial(describe, m) for m in (CallScript, CallScriptStep, CallList, CallCode))
_t, _a, _n = (partial(describe, m) for m in (CallTarget, CallAttempt, DoNotCall))


def _is_open(row: Any) -> bool:
    return bool(row.state == ListState.OPEN)


def _people(row: CallList, actor: Any) -> list[int]:
    return [one.pk for one in calls.members(row)]


def _people_words(row: CallList, actor: Any) -> str:
    return listed(map(str, calls.members(row))) or "–"


SCRIPTS = nouns.declare(
    Noun(
        model=CallScript,
        slug="call-scripts",
        icon="message-2",
        list=lists.SCRIPTS,
        fields=[_c("name"), _c("goal"), _c("version")],
        form=forms.CallScriptForm,
        services=call_scripts,
        lines=Lines(
            name="steps",
            label=_("Steps"),
            fields=[_s("line_no", card="meta"), _s("kind", card="badge"), _s("text", card="title"), _s("answer")],
            query=calls.steps,
            form=forms.CallScriptStepForm,
        ),
    )
)
LISTS = nouns.declare(
    Noun(
        model=CallList,
        slug="call-lists",
        icon="phone-call",
        list=lists.LISTS,
        fields=[
            _l("name"),
            _l("state", tones=lists.LIST_TONES),
            _l("owner", page=lists.PERSON),
            _l("unit", page=lists.UNIT),
            Field("people", _("who calls as well"), kind="json", reader=_people, words=_people_words),
            _l("script", page=lists.SCRIPT),
            _l("recall_minutes"),
            _l("most_tries"),
            _l("remark"),
            _l("version"),
        ],
        groups={_("Rules"): ("recall_minutes", "most_tries")},
        state="state",
        form=forms.CallListForm,
        services=call_lists,
        lines=Lines(
            name="codes",
            label=_("Result codes"),
            fields=[_k("line_no", card="meta"), _k("label", card="title"), _k("kind", card="badge"),
                    _k("recall_minutes")],
            query=calls.codes,
            form=forms.CallCodeForm,
        ),
        actions=[
            Action(
                "work", pgettext_lazy("button", "Call"), calling.take_next, "phone-call", _is_open, primary=True,
                page="field:call_work",
            ),
            Action(
                "fill", pgettext_lazy("button", "Fill the list"), call_lists.change, "user-plus", _is_open,
                page="field:call_fill",
            ),
            Action("close", pgettext_lazy("button", "Close the list"), call_lists.close, "lock", _is_open),
            Action(
                "reopen", pgettext_lazy("button", "Open again"), call_lists.reopen, "refresh",
                lambda row: not _is_open(row),
            ),
        ],
    )
)  # fmt: skip
TARGETS = nouns.declare(
    Noun(
        model=CallTarget,
        slug="call-targets",
        icon="user",
        list=lists.TARGETS,
        fields=[
            _t("customer", page=lists.CUSTOMER),
            _t("lead", page=lists.LEAD),
            _t("contact", page=lists.CONTACT),
            _t("call_list", page=lists.LIST),
            _t("state", tones=lists.TARGET_TONES),
            _t("position"),
            _t("tries"),
            _t("skips"),
            _t("recall_at"),
            _t("last_at"),
            _t("last_result"),
            _t("claimed_by", page=lists.PERSON),
            _t("claimed_until"),
            _t("version"),
        ],
        state="state",
        has_notes=False,
    )
)
ATTEMPTS = nouns.declare(
    Noun(
        model=CallAttempt,
        slug="calls",
        icon="phone",
        list=lists.ATTEMPTS,
        fields=[
            _a("target", page=lists.TARGET),
            _a("target__call_list", page=lists.LIST),
            _a("called_at"),
            _a("employee", page=lists.PERSON),
            _a("code"),
            _a("kind", tones=lists.KIND_TONES),
            _a("note"),
            _a("minutes"),
            _a("recall_at"),
            _a("undone_at"),
        ],
        has_notes=False,
    )
)
NUMBERS = nouns.declare(
    Noun(
        model=DoNotCall,
        slug="do-not-call",
        icon="phone-off",
        list=lists.NUMBERS,
        fields=[_n("phone"), _n("reason"), _n("who"), _n("created_at"), _n("version")],
        form=forms.DoNotCallForm,
        services=do_not_call,
        has_notes=False,
    )
)
nouns.relate("field.calllist", Tab("targets", _("People to call"), "field.calltarget", "call_list"), order=40)
nouns.relate("field.calllist", Tab("calls", pgettext_lazy("on the phone", "Calls"), "field.callattempt", "call_list"))
nouns.relate("field.callscript", Tab("lists", _("Call lists"), "field.calllist", "script"))
nouns.relate("field.calltarget", Tab("calls", pgettext_lazy("on the phone", "Calls"), "field.callattempt", "target"))
for _noun, _by in (("crm.customer", "customer"), ("crm.lead", "lead")):
    nouns.relate(
        _noun, Tab("calls", pgettext_lazy("on the phone", "Calls"), "field.callattempt", _by), order=75
    )  # fmt: skip
timeline.VERBS.update({
    "call": pgettext_lazy("timeline", "called"), "put_off": _("put the call off"), "undo_call": _("took a call back"),
    "bar_target": _("left out a number that is not to be called"), "fill_list": _("filled the call list"),
    "close_list": _("closed the call list"), "reopen_list": _("opened the call list again"),
})  # fmt: skip
timeline.LABELS.update({"codes": _("result codes"), "people": _("who calls as well"), "steps": _("steps")})
platform_nouns.JOB_KINDS[call_filling.KIND] = _("Filling a call list")
VISITS = pgettext_lazy("navigation", "Visits")
navigation.add(
    navigation.Place(
        37, _("Call lists"), "phone-call", "field:calllist_list", "field.view_calllist", section=VISITS,
        group=_("Calls and canvassing"),
    )
)  # fmt: skip
CATALOGUE = _("Catalogue")
for _order, _words, _icon, _page, _code in (
    (350, _("Call scripts"), "message-2", "field:callscript_list", "field.view_callscript"),
    (355, _("Numbers not to be called"), "phone-off", "field:donotcall_list", "field.view_donotcall"),
):
    navigation.add_setting(navigation.Place(_order, _words, _icon, _page, _code, section=CATALOGUE))
