from functools import partial
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.handovers import HandoverState, ItemState
from yanzhen.crm.forms.handovers import HandoverForm
from yanzhen.crm.models import Handover, HandoverItem
from yanzhen.crm.queries import handovers as rows
from yanzhen.crm.services import handovers
from yanzhen.platform import sight, timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter
from yanzhen.platform.pages.lists import ListSpec
from yanzhen.platform.pages.nouns import Action, Noun, Tab

_h, _i = partial(describe, Handover), partial(describe, HandoverItem)
EMPLOYEE = "organization:employee_record"
TONES = {
    HandoverState.DRAFT: "warning",
    HandoverState.RUNNING: "warning",
    HandoverState.DONE: "good",
    HandoverState.UNDONE: "neutral",
}
ITEM_TONES = {
    ItemState.PLANNED: "neutral",
    ItemState.MOVED: "good",
    ItemState.REFUSED: "bad",
    ItemState.LEFT: "warning",
    ItemState.UNDONE: "neutral",
}


def _kind(item: HandoverItem, actor: Actor) -> str:
    noun = sight.noun_of(item.noun_name)
    return noun.label if noun is not None else gettext("task")


HANDOVERS = nouns.declare(
    Noun(
        model=Handover,
        slug="handovers",
        empty=_("When somebody leaves, one act here ends the access and gives everything a new owner."),
        icon="user-share",
        list=ListSpec(
            query=rows.visible,
            columns=[
                _h("employee", page=EMPLOYEE, card="title"),
                _h("last_on", card="meta"),
                _h("state", tones=TONES, card="badge"),
                _h("who", card="sub"),
                _h("done_at", card="meta"),
            ],
            filters=[
                Filter("state", _("state"), "choice", "state", choices=dict(HandoverState.choices)),
                Filter("employee", _("who leaves"), "ref", "employee"),
                Filter("last_on", _("last day"), "date", "last_on"),
            ],
            search=("employee__name", "who"),
        ),
        fields=[
            _h("employee", page=EMPLOYEE),
            _h("last_on"),
            _h("state", tones=TONES),
            _h("who"),
            _h("done_at"),
            _h("undone_at"),
            _h("letter_zh"),
            _h("letter_en"),
            _h("version"),
        ],
        groups={_("Letter"): ("letter_zh", "letter_en")},
        state="state",
        form=HandoverForm,
        services=SimpleNamespace(create=handovers.create, remove=handovers.remove),
        may_change=lambda row: row.state == HandoverState.DRAFT,
        actions=[
            Action(
                "check",
                _("Check what would be refused"),
                handovers.check,
                "list-check",
                lambda row: row.state == HandoverState.DRAFT,
            ),
            Action(
                "leave_refused",
                _("Leave the refused ones out"),
                handovers.leave_refused,
                "user-off",
                lambda row: row.state == HandoverState.DRAFT and row.items.filter(state=ItemState.REFUSED).exists(),
            ),
            Action(
                "carry_out",
                _("End access and hand over"),
                handovers.carry_out,
                "user-share",
                lambda row: row.state == HandoverState.DRAFT,
                primary=True,
                danger=True,
            ),
            Action(
                "undo",
                _("Take the handover back"),
                handovers.undo,
                "arrow-back-up",
                lambda row: row.state == HandoverState.DONE,
            ),
        ],
        has_notes=False,
    )
)
ITEMS = nouns.declare(
    Noun(
        model=HandoverItem,
        slug="handover-items",
        icon="mail",
        list=ListSpec(
            query=rows.items,
            columns=[
                _i("title", card="title"),
                _i("noun_name", words=_kind, card="meta"),
                _i("heir", page=EMPLOYEE, card="sub"),
                _i("state", tones=ITEM_TONES, card="badge"),
                _i("reason", card="meta"),
                _i("customer__address", card="hide"),
                _i("customer__phone", card="hide"),
            ],
            filters=[
                Filter("handover", _("handover"), "ref", "handover"),
                Filter("state", _("state"), "choice", "state", choices=dict(ItemState.choices)),
                Filter("noun_name", _("kind"), "exact", "noun_name"),
                Filter("heir", _("new owner"), "ref", "heir"),
            ],
            search=("title",),
            sort="id",
        ),
        fields=[
            _i("handover", page="crm:handover_record"),
            _i("title"),
            _i("noun_name", words=_kind),
            _i("object_id"),
            _i("customer", page="crm:customer_record"),
            _i("customer__address"),
            _i("customer__phone"),
            _i("heir", page=EMPLOYEE),
            _i("is_by_hand"),
            _i("state", tones=ITEM_TONES),
            _i("reason"),
        ],
        has_notes=False,
    )
)
timeline.VERBS.update(
    {
        "check_handover": _("tried a handover"),
        "hand_over": _("handed over what somebody owned"),
        "undo_handover": _("took a handover back"),
        "close_handover": _("brought a handover to its end"),
    }
)
timeline.LABELS.update(
    {str(state): label for state, label in ItemState.choices}
    | {"by_hand": _("chosen by hand"), "left_out": _("left out")}
    | {"tried": _("tried"), "refused": _("would be refused")}
)
navigation.add_setting(
    navigation.Place(
        330, _("Leaving and handing over"), "user-share", "crm:handover_list", "crm.view_handover",
        section=_("Access"),
    )
)  # fmt: skip


def _figures(row: Any, actor: Actor) -> list[dict[str, Any]]:
    found = rows.counts(row)
    total = sum(found.values())
    moved = found.get(ItemState.MOVED, 0)
    return [
        {"label": _("records and tasks"), "value": f"{total:,}", "hint": ""},
        {"label": _("handed over"), "value": f"{moved:,}", "hint": ""},
    ]


nouns.relate("crm.handover", figures=_figures)
nouns.relate("organization.employee", Tab("handovers", _("Handovers"), "crm.handover", "employee"), order=90)
