from functools import partial
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yanzhen.planning.enums import PlanState
from yanzhen.planning.forms import quotas as forms
from yanzhen.planning.lists import quotas as lists
from yanzhen.planning.models import Quota, QuotaTalk, TalkEntry
from yanzhen.planning.queries import quotas as rows
from yanzhen.planning.services import quotas, talks
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import nouns, waiting
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab

_q, _t, _e = partial(describe, Quota), partial(describe, QuotaTalk), partial(describe, TalkEntry)


def _is_open(talk: QuotaTalk) -> bool:
    return talk.plan.state in {PlanState.TALK, PlanState.FIX}


QUOTAS = nouns.declare(
    Noun(
        model=Quota,
        slug="quotas",
        icon="target-arrow",
        list=lists.QUOTAS,
        fields=[
            _q("plan", page=lists.PLAN),
            _q("person", page=lists.EMPLOYEE),
            _q("unit", page=lists.UNIT),
            _q("metric"),
            lists.KIND,
            _q("starts_on"),
            _q("months"),
            _q("amount", words=lambda quota, actor: lists.amount_words(quota, quota.amount)),
            _q("measured_in"),
            _q("weight", kind="percent"),
            _q("cap", kind="percent"),
            _q("floor", kind="percent"),
            _q("basis"),
            _q("version"),
        ],
        form=forms.QuotaForm,
        services=quotas,
        may_change=lambda quota: quota.plan.state in quotas.CHANGEABLE,
    )
)
TALKS = nouns.declare(
    Noun(
        model=QuotaTalk,
        slug="quota-talks",
        icon="message-2",
        list=lists.TALKS,
        fields=[
            _t("plan", page=lists.PLAN),
            _t("person", page=lists.EMPLOYEE),
            _t("unit", page=lists.UNIT),
            _t("state", tones=lists.TONES),
            _t("metric"),
            _t("figure"),
            _t("reason"),
            _t("note"),
            _t("opened_at"),
            _t("answered_at"),
            _t("fixed_at"),
            _t("acknowledged_at"),
            _t("acknowledged_by"),
            _t("objection"),
            _t("reminded_at"),
            _t("version"),
        ],
        groups={
            _("Talk"): ("plan", "person", "unit", "metric", "figure", "reason", "note", "opened_at", "answered_at"),
            _("Signature"): ("fixed_at", "acknowledged_at", "acknowledged_by", "objection", "reminded_at"),
        },
        state="state",
        lines=Lines(
            name="entries",
            label=_("What was said"),
            fields=[
                _e("at", card="meta"),
                _e("by", card="title"),
                _e("act", card="badge"),
                _e("metric", card="meta"),
                _e("before"),
                _e("figure", card="fig"),
                _e("text", card="sub"),
            ],
            query=rows.entries,
        ),
        services=SimpleNamespace(),
        actions=[
            Action(
                "settle", _("Fix the quota"), talks.fix, "check", _is_open, primary=True, page="planning:talk_settle"
            ),
            Action("write_note", _("Write a note"), talks.note, "message-2", page="planning:talk_words"),
        ],
    )
)
nouns.relate("planning.plan", Tab("quotas", _("Quotas"), "planning.quota", "plan"), order=20)
nouns.relate("planning.plan", Tab("quota_talks", _("Quota talks"), "planning.quotatalk", "plan"), order=21)
nouns.relate("organization.employee", Tab("quotas", _("Quotas"), "planning.quota", "person"), order=60)


def own_waiting(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can(talks.ANSWER) or actor.employee_id is None:
        return []
    found = []
    for talk in rows.to_answer(actor)[:3]:
        text = _("Your quota in “{plan}” waits for your answer").format(plan=talk.plan)
        found.append({"text": text, "figure": "", "url": f"{reverse('planning:mine')}?plan={talk.plan_id}"})
    for talk in rows.to_acknowledge(actor)[:3]:
        text = _("“{plan}” is published: please sign your quota").format(plan=talk.plan)
        found.append({"text": text, "figure": "", "url": f"{reverse('planning:mine')}?plan={talk.plan_id}"})
    return found


def led_waiting(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can(talks.LEAD):
        return []
    found, register = [], reverse("planning:quotatalk_list")
    if number := rows.to_fix(actor).count():
        text = ngettext("{n} person names another quota", "{n} people name another quota", number)
        found.append({"text": text.format(n=number), "figure": "", "url": f"{register}?state=countered"})
    if number := rows.unsigned(actor).count():
        text = ngettext("{n} quota is not signed yet", "{n} quotas are not signed yet", number)
        url = f"{register}?state=waiting,accepted,countered,fixed&step=published"
        found.append({"text": text.format(n=number), "figure": "", "url": url})
    return found


waiting.add(own_waiting, order=12)
waiting.add(led_waiting, order=35)
