"""Joint visits, observation forms and day reports by declaration."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.coaching import JointState
from yanzhen.field.forms import coaching as forms
from yanzhen.field.lists import coaching as lists
from yanzhen.field.models import DayReport, JointVisit, ObservationForm, ObservationPoint
from yanzhen.field.queries import coaching
from yanzhen.field.services import day_reports, joint_visits, observation_forms
from yanzhen.platform import timeline
from yanzhen.platform.actor import Actor
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun, Tab
from yanzhen.platform.search import Find

VISITS_SECTION = pgettext_lazy("navigation", "Visits")


def _is_planned(row: JointVisit) -> bool:
    return bool(row.state == JointState.PLANNED)


def _is_unanswered(row: JointVisit) -> bool:
    return bool(row.state == JointState.OBSERVED and row.acknowledged_at is None)


def _is_checked(row: JointVisit) -> bool:
    return bool(row.state == JointState.CHECKED)


FORMS = nouns.declare(
    Noun(
        model=ObservationForm,
        slug="observation-forms",
        icon="checklist",
        list=lists.FORMS,
        fields=[
            lists.of_form(name) for name in ("name", "name_en", "top", "low_words", "top_words", "is_active", "version")
        ],
        form=forms.ObservationFormForm,
        services=observation_forms,
        lines=Lines(
            name="points",
            label=_("Points to watch"),
            fields=[
                describe(ObservationPoint, "position", card="meta"),
                describe(ObservationPoint, "text", card="title"),
                describe(ObservationPoint, "text_en", card="sub"),
            ],
            query=coaching.points,
            form=forms.PointForm,
        ),
    )
)
JOINT_VISITS = nouns.declare(
    Noun(
        model=JointVisit,
        slug="joint-visits",
        icon="users",
        list=lists.JOINT_VISITS,
        fields=[
            lists.of_joint("number"),
            lists.of_joint("visit", page=lists.VISIT),
            lists.of_joint("visit__day"),
            lists.of_joint("visit__customer", page=lists.CUSTOMER),
            lists.of_joint("seller", page=lists.PERSON),
            lists.of_joint("manager", page=lists.PERSON),
            lists.of_joint("unit", page=lists.UNIT),
            lists.of_joint("form", page="field:observationform_record"),
            lists.of_joint("aim"),
            lists.of_joint("state", tones=lists.JOINT_TONES),
            lists.of_joint("strengths"),
            lists.of_joint("improvements"),
            lists.of_joint("observed_at"),
            lists.of_joint("own_view"),
            lists.of_joint("acknowledged_at"),
            lists.of_joint("acknowledged_by"),
            lists.of_joint("check_on"),
            lists.of_joint("checked_on"),
            lists.of_joint("outcome", tones=lists.OUTCOME_TONES),
            lists.of_joint("follow_up"),
            lists.of_joint("version"),
        ],
        state="state",
        form=forms.JointVisitForm,
        services=joint_visits,
        actions=[
            Action(
                "observe", pgettext_lazy("button", "Write it down"), joint_visits.observe, "edit", _is_planned,
                primary=True, page="field:jointvisit_ride",
            ),
            Action(
                "resume", pgettext_lazy("button", "Go on writing"), joint_visits.resume, "arrow-back-up",
                _is_unanswered,
            ),
            Action(
                "recheck", pgettext_lazy("button", "Take the check back"), joint_visits.recheck, "arrow-back-up",
                _is_checked,
            ),
        ],
        may_change=lambda row: row.state != JointState.CHECKED,
        may_remove=_is_planned,
        find=Find(number="number", starts=("JV-",), rank="check_on", shown=("state",)),
    )
)  # fmt: skip
REPORTS = nouns.declare(
    Noun(
        model=DayReport,
        slug="day-reports",
        icon="note",
        list=lists.REPORTS,
        fields=[
            lists.of_report("day"),
            lists.of_report("person", page=lists.PERSON),
            lists.of_report("unit", page=lists.UNIT),
            lists.of_report("remark"),
            *(lists.of_report(name) for name in ("selling", "travel", "waiting", "administration")),
            lists.of_report("version"),
        ],
        form=forms.DayReportForm,
        services=day_reports,
    )
)


def _joint(visit: Any, actor: Actor) -> list[dict[str, Any]]:
    """That somebody rides along, at the head of a visit."""
    if not actor.can("field.view_jointvisit"):
        return []
    row = coaching.of_visits([visit.pk], actor).get(visit.pk)
    if row is None:
        return []
    url = JOINT_VISITS.url("record", row.pk)
    return [{"label": _("joint visit"), "value": row.get_state_display(), "hint": str(row.manager), "url": url}]


nouns.relate("field.visit", Tab("joint", _("Joint visit"), "field.jointvisit", "visit"), figures=_joint, order=70)
timeline.VERBS.update({
    "observe": _("wrote down what was seen"), "observed": _("finished the observation"),
    "agree": _("agreed on something"), "drop_agreed": _("took back what was agreed"),
    "resume_joint_visit": _("went on writing the observation"),
    "recheck_joint_visit": _("took the check back"),
    "unhold_meeting": _("took the beginning of the meeting back"),
    "answer_joint_visit": _("answered to the joint visit"), "check_joint_visit": _("checked what was agreed"),
    "hold_meeting": _("held the meeting"), "close_meeting": _("closed the meeting"),
    "reopen_meeting": _("opened the meeting again"), "invite": _("changed who is invited"),
    "add_item": _("noted an item"), "drop_item": _("took an item back"),
    "settle_action": _("followed an action up"), "attend": _("noted who was there"),
})  # fmt: skip
timeline.LABELS.update({
    "points": _("points to watch"), "guests": _("invited"), "text": _("what"), "due_on": _("until"),
    "was_there": _("were there"), "outcome": _("what came of it"),
})  # fmt: skip
REPORTED = _("Field reports")
for _label, _tab, _icon, _page, _code in (
    (REPORTED, pgettext_lazy("of a report", "Week"), "report-analytics", "field:week", "field.view_dayreport"),
    (_("Day report"), pgettext_lazy("of a report", "Day"), "note", "field:day", "field.view_dayreport"),
    (_("Joint visits"), "", "users", "field:jointvisit_list", "field.view_jointvisit"),
    (
        _("Eleven findings about time"), pgettext_lazy("use of time", "Findings"), "checklist", "field:findings",
        "field.view_findings",
    ),
):  # fmt: skip
    navigation.add(navigation.Place(39, _label, _icon, _page, _code, section=VISITS_SECTION, group=REPORTED, tab=_tab))
navigation.add_setting(
    navigation.Place(
        350, _("Observation forms"), "checklist", "field:observationform_list", "field.change_observationform",
        section=_("Catalogue"),
    )
)  # fmt: skip
navigation.add_creator(navigation.Place(75, _("Joint visit"), "users", "field:jointvisit_add", "field.add_jointvisit"))
