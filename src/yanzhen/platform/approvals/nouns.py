from functools import partial
from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.approvals import engine, forms, matters, queries, rules
from yanzhen.platform.models import Approval, ApprovalRule, ApprovalRuleStep
from yanzhen.platform.models.approvals import ApprovalState
from yanzhen.platform.pages import navigation, nouns, waiting
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Lines, Noun
from yanzhen.platform.people import directory, person

_a, _r, _s = partial(describe, Approval), partial(describe, ApprovalRule), partial(describe, ApprovalRuleStep)
TONES = {
    ApprovalState.WAITING: "warning",
    ApprovalState.APPROVED: "good",
    ApprovalState.USED: "good",
    ApprovalState.REFUSED: "bad",
    ApprovalState.FAILED: "bad",
    ApprovalState.CHANGED: "bad",
}


def _matter(row: Any, actor: Actor) -> str:
    found = matters.all_matters().get(row.matter)
    return str(found.label) if found is not None else row.matter


def _matters(actor: Actor) -> list[tuple[str, str]]:
    return [(matter.name, str(matter.label)) for matter in matters.all_matters().values()]


def _matter_name(actor: Actor, name: str) -> str:
    return dict(_matters(actor)).get(name, name)


def _unit(row: Any, actor: Actor) -> str:
    return dict(directory().units()).get(row.unit_id, "") if row.unit_id else ""


def _person(step: ApprovalRuleStep, actor: Actor) -> str:
    found = person(step.person_id)
    return found.name if found is not None else ""


APPROVALS = nouns.declare(
    Noun(
        model=Approval,
        slug="approvals",
        empty=_(
            "What needs a second person's yes comes here: orders, targets, rewards, rights, exports over the budget."
        ),
        icon="clipboard-check",
        list=ListSpec(
            query=queries.visible,
            columns=[
                _a("title", card="title"),
                _a("matter", words=_matter, card="meta"),
                _a("state", tones=TONES, card="badge"),
                _a("asked_by", card="sub"),
                _a("amount", kind="money", currency="currency", card="fig"),
                _a("created_at", label=_("asked"), card="meta"),
                _a("decided_at", card="hide"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(ApprovalState.choices)),
                Filter(
                    "matter",
                    _("for"),
                    "exact",
                    "matter",
                    options=_matters,
                    named=_matter_name,
                ),
                Filter("created_at", _("asked"), "date", "created_at__date"),
            ],
            search=("title", "asked_by", "reason"),
        ),
        fields=[
            _a("title"),
            _a("matter", words=_matter),
            _a("state", tones=TONES),
            _a("asked_by"),
            _a("reason"),
            _a("amount", kind="money", currency="currency"),
            _a("currency"),
            _a("discount", kind="percent"),
            _a("content", reader=lambda row, actor: row.content, words=lambda row, actor: ""),
            _a("content_hash"),
            _a("created_at", label=_("asked")),
            _a("decided_at"),
            _a("valid_until"),
            _a("used_at"),
            _a("outcome"),
            _a("version"),
        ],
        groups={
            _("Request"): ("title", "matter", "asked_by", "reason", "created_at"),
            _("Facts"): ("amount", "currency", "discount"),
            _("Decision"): ("decided_at", "valid_until", "used_at", "outcome", "content_hash"),
        },
        state="state",
        actions=[
            Action(
                "recall",
                _("Recall"),
                engine.recall,
                "arrow-back-up",
                lambda row: row.state == ApprovalState.WAITING,
            )
        ],
    )
)
RULES = nouns.declare(
    Noun(
        model=ApprovalRule,
        slug="approval-rules",
        empty=_("A rule says which documents need whose yes: by kind, amount, discount and unit."),
        icon="checklist",
        list=ListSpec(
            query=queries.rules,
            columns=[
                _r("name", card="title"),
                _r("matter", words=_matter, card="sub"),
                _r("rank", card="meta"),
                _r("amount_from", kind="money", currency="currency", card="fig"),
                _r("discount_from", kind="percent", card="meta"),
                _r("unit_id", words=_unit, sort=None, card="meta"),
                _r("is_active", card="meta"),
            ],
            filters=[Filter("is_active", _("active"), "bool", "is_active")],
            search=("name",),
            sort="rank",
        ),
        fields=[
            _r("name"),
            _r("matter", words=_matter),
            _r("rank"),
            _r("amount_from", kind="money", currency="currency"),
            _r("currency"),
            _r("discount_from", kind="percent"),
            _r("unit_id", words=_unit),
            _r("is_active"),
            _r("version"),
        ],
        lines=Lines(
            name="steps",
            label=_("Steps"),
            fields=[
                _s("step_no", card="meta"),
                _s("approver", card="title"),
                _s("person_id", words=_person),
                _s("is_joint"),
                _s("hours"),
            ],
            query=lambda rule: rule.steps.naming().order_by("step_no", "pk"),
            form=forms.ApprovalStepForm,
        ),
        form=forms.ApprovalRuleForm,
        services=SimpleNamespace(create=rules.create, change=rules.change, remove=rules.remove),
    )
)


def _waiting(actor: Actor) -> list[dict[str, Any]]:
    if not actor.can("platform.decide_approval") or not actor.can("platform.view_approval"):
        return []
    number = queries.waiting_for(actor).count()
    text = ngettext("{n} request waits for your decision", "{n} requests wait for your decision", number)
    return [{"text": text.format(n=number), "figure": "", "url": reverse("platform:approvals")}] if number else []


waiting.add(_waiting, order=10)
timeline.VERBS.update(
    {
        "approve": _("approved"),
        "refuse": _("refused"),
        "decide": _("decided on this"),
        "recall": _("recalled this"),
        "use": _("carried this out"),
        "end": _("ended this"),
    }
)
timeline.LABELS.update({"seat": _("in the place of"), "steps": _("steps"), "fingerprint": _("fingerprint")})
navigation.add(
    navigation.Place(14, _("Approvals"), "clipboard-check", "platform:approvals", "platform.view_approval", phone=False)
)
navigation.add_setting(
    navigation.Place(
        250,
        _("Approval rules"),
        "checklist",
        "platform:approvalrule_list",
        "platform.view_approvalrule",
        section=_("Access"),
    )
)
