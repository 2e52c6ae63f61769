from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.crm.enums.collisions import CaseState
from yanzhen.crm.enums.merging import GroupState, MergeState
from yanzhen.crm.lists import matching as lists
from yanzhen.crm.models import CollisionCase, DuplicateGroup, Merge
from yanzhen.crm.nouns import matching_panels as panels
from yanzhen.crm.queries import collisions
from yanzhen.crm.services import clean_up, merging, unmerging
from yanzhen.crm.services import collisions as cases
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import listing, navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Noun, Panel, Tab
from yanzhen.platform.search import Find

_c, _m, _g = partial(describe, CollisionCase), partial(describe, Merge), partial(describe, DuplicateGroup)
timeline.VERBS |= {"find_duplicates": pgettext_lazy("timeline", "had duplicate customers looked for")}


CASES = nouns.declare(
    Noun(
        model=CollisionCase,
        slug="collision-cases",
        empty=_(
            "When two people claim one customer, a case is kept here: who registered, contacted and quoted "
            "first, and how a manager decided."
        ),
        icon="gavel",
        list=lists.CASES,
        fields=[
            _c("number"),
            _c(
                "one",
                label=_("customer"),
                kind="text",
                reader=lambda row, actor: collisions.side(row, "one"),
            ),
            _c(
                "other",
                label=_("second record"),
                kind="text",
                reader=lambda row, actor: collisions.side(row, "other"),
            ),
            _c("said"),
            _c("holder", page=lists.EMPLOYEE),
            _c("holder_unit"),
            _c("claimant", page=lists.EMPLOYEE),
            _c("claimant_unit"),
            _c("way"),
            _c("claim"),
            _c("who"),
            _c("created_at"),
            _c("state", tones=lists.CASE_TONES),
            _c("outcome"),
            _c("owner", page=lists.EMPLOYEE),
            _c("reason"),
            _c("decided_by"),
            _c("decided_at"),
            _c("version"),
        ],
        groups={
            _("Claims"): ("one", "other", "said", "holder", "holder_unit", "claimant", "claimant_unit", "claim"),
            _("How it arose"): ("number", "way", "who", "created_at"),
            _("Decision"): ("outcome", "owner", "reason", "decided_by", "decided_at"),
        },
        state="state",
        actions=[
            Action(
                "decide",
                pgettext_lazy("collision case", "Decide"),
                cases.decide,
                "gavel",
                lambda row: row.state == CaseState.OPEN,
                primary=True,
                page="crm:collisioncase_decide",
            ),
            Action(
                "withdraw", _("Take the claim back"), cases.withdraw, "arrow-back-up",
                lambda row: row.state == CaseState.OPEN,
            ),
        ],
        find=Find(number="number", starts=("CC-",), shown=("claimant", "state")),
    )
)  # fmt: skip
MERGES = nouns.declare(
    Noun(
        model=Merge,
        slug="merges",
        empty=_("Merges of double records stand here, and can be undone."),
        icon="git-merge",
        list=lists.MERGES,
        fields=[
            _m("title"),
            _m("survivor", page="crm:customer_record"),
            _m("state", tones=lists.MERGE_TONES),
            _m("reason"),
            _m("moved"),
            _m("left"),
            _m("who"),
            _m("done_at"),
            _m("undone_by"),
            _m("undone_at"),
            _m("case", page="crm:collisioncase_record"),
            _m("version"),
        ],
        state="state",
        actions=[
            Action(
                "undo", _("Undo the merge"), unmerging.undo, "arrow-back-up",
                lambda row: row.state == MergeState.DONE, danger=True,
            )
        ],
    )
)  # fmt: skip
GROUPS = nouns.declare(
    Noun(
        model=DuplicateGroup,
        slug="duplicate-groups",
        empty=_(
            "The clean-up puts customers that are likely the same here, with its working. Start a search to "
            "find them."
        ),
        icon="copy",
        list=lists.GROUPS,
        fields=[
            _g("title"),
            _g("size"),
            _g("score", kind="number", digits=1),
            _g("chance", kind="percent", digits=1, reader=lambda row, actor: row.chance * 100),
            _g("state", tones=lists.GROUP_TONES),
            _g("who"),
            _g("created_at"),
            _g("version"),
        ],
        state="state",
        has_notes=False,
        actions=[
            Action(
                "merge", _("Merge them"), merging.merge, "git-merge",
                lambda row: row.state == GroupState.OPEN, primary=True, page="crm:duplicategroup_merge",
            ),
            Action(
                "apart", _("Not the same"), clean_up.not_the_same, "arrows-split",
                lambda row: row.state == GroupState.OPEN,
            ),
        ],
    )
)  # fmt: skip

nouns.relate(CASES.name, Panel("sides", _("Both sides"), "crm.view_collisioncase", panels.sides))
nouns.relate(MERGES.name, Panel("moves", _("What moved"), "crm.view_merge", panels.moves))
nouns.relate(GROUPS.name, Panel("working", _("Working"), "crm.view_duplicategroup", panels.working))
nouns.relate("crm.customer", Tab("merges", _("Merges"), "crm.merge", "survivor"), order=95)


def _offer(name: str, actor: Actor) -> list[dict[str, Any]]:
    """The way to a new clean-up, in the menu of its groups."""
    if name != GROUPS.name or not actor.can("crm.merge_customers"):
        return []
    return [{"label": str(_("Look for duplicates")), "url": reverse("crm:duplicategroup_search"), "icon": "search"}]


listing.offers.append(_offer)
CARE = pgettext_lazy("navigation", "Customer care")
navigation.add(
    navigation.Place(
        45, _("Collision cases"), "gavel", "crm:collisioncase_list", "crm.view_collisioncase", section=CARE
    )
)
navigation.add(
    navigation.Place(
        44, _("Duplicate customers"), "copy", "crm:duplicategroup_list", "crm.view_duplicategroup", section=CARE
    )
)
