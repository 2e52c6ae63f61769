from functools import partial

from django.utils.translation import gettext_lazy as _

from yanzhen.crm.enums.collisions import CaseOutcome, CaseState, CaseWay
from yanzhen.crm.enums.merging import GroupState, MergeState
from yanzhen.crm.models import CollisionCase, DuplicateGroup, Merge
from yanzhen.crm.queries import clean_up, collisions, customers, merges
from yanzhen.organization.queries import choices
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.filters import Filter, name_of
from yanzhen.platform.pages.lists import ListSpec

_c, _m, _g = partial(describe, CollisionCase), partial(describe, Merge), partial(describe, DuplicateGroup)
EMPLOYEE = "organization:employee_record"
CASE_TONES = {CaseState.OPEN: "warning", CaseState.DECIDED: "good", CaseState.WITHDRAWN: "neutral"}
MERGE_TONES = {
    MergeState.WAITING: "warning",
    MergeState.DONE: "good",
    MergeState.FAILED: "bad",
    MergeState.UNDOING: "warning",
    MergeState.UNDONE: "neutral",
}
GROUP_TONES = {GroupState.OPEN: "warning", GroupState.MERGED: "good", GroupState.APART: "neutral"}

CASES = ListSpec(
    query=collisions.visible,
    columns=[
        _c("number", card="meta"),
        _c("one", label=_("customer"), kind="text", reader=lambda row, actor: collisions.side(row, "one"),
           sort=None, card="title"),
        _c("holder", page=EMPLOYEE, card="sub"),
        _c("claimant", page=EMPLOYEE, card="meta"),
        _c("way", card="hide"),
        _c("created_at", card="meta"),
        _c("state", tones=CASE_TONES, card="badge"),
        _c("outcome", card="meta"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(CaseState.choices)),
        Filter("holder", _("owner then"), "ref", "holder", options=choices.employees, named=choices.employee_name),
        Filter("claimant", _("claimed by"), "ref", "claimant", options=choices.employees, named=choices.employee_name),
        Filter("way", _("how it arose"), "choice", "way", choices=dict(CaseWay.choices)),
        Filter("outcome", _("outcome"), "choice", "outcome", choices=dict(CaseOutcome.choices)),
    ],
    search=("number", "claim"),
    sort="-created_at",
)  # fmt: skip
MERGES = ListSpec(
    query=merges.visible,
    columns=[
        _m("title", card="title"),
        _m("survivor", page="crm:customer_record", card="sub"),
        _m("moved", card="fig"),
        _m("who", card="meta"),
        _m("done_at", card="meta"),
        _m("state", tones=MERGE_TONES, card="badge"),
    ],
    filters=[
        Filter("state", _("state"), "choice", "state", choices=dict(MergeState.choices)),
        Filter("survivor", _("kept customer"), "ref", "survivor", named=name_of(customers.visible)),
    ],
    search=("title", "survivor__name", "survivor__code"),
    sort="-done_at",
)
GROUPS = ListSpec(
    query=clean_up.visible,
    columns=[
        _g("title", card="title"),
        _g("size", card="meta"),
        _g("score", kind="number", digits=1, card="fig"),
        _g("chance", kind="percent", digits=1, reader=lambda row, actor: row.chance * 100, card="meta"),
        _g("state", tones=GROUP_TONES, card="badge"),
    ],
    filters=[Filter("state", _("state"), "choice", "state", choices=dict(GroupState.choices))],
    search=("title",),
    sort="-score",
)
