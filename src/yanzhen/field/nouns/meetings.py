"""Meetings by declaration."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.field.enums.coaching import MeetingState
from yanzhen.field.forms import coaching as forms
from yanzhen.field.lists import coaching as lists
from yanzhen.field.models import Meeting, MeetingGuest
from yanzhen.field.nouns.coaching import VISITS_SECTION
from yanzhen.field.queries import meetings as queries
from yanzhen.field.services import meetings
from yanzhen.platform.pages import navigation, nouns
from yanzhen.platform.pages.fields import describe
from yanzhen.platform.pages.nouns import Action, Lines, Noun
from yanzhen.platform.search import Find


def _in(state: str) -> Any:
    return lambda row: row.state == state


MEETINGS = nouns.declare(
    Noun(
        model=Meeting,
        slug="meetings",
        icon="presentation",
        list=lists.MEETINGS,
        fields=[
            lists.of_meeting("number"),
            lists.of_meeting("kind"),
            lists.of_meeting("unit", page=lists.UNIT),
            lists.of_meeting("day"),
            lists.of_meeting("starts_at", reader=lists.hour, sort=None),
            lists.of_meeting("place"),
            lists.of_meeting("leader", page=lists.PERSON),
            lists.of_meeting("state", tones=lists.MEETING_TONES),
            lists.of_meeting("previous", page="field:meeting_record"),
            lists.of_meeting("minutes"),
            lists.of_meeting("held_at"),
            lists.of_meeting("version"),
        ],
        state="state",
        form=forms.MeetingForm,
        services=meetings,
        lines=Lines(
            name="guests",
            label=_("Invited"),
            fields=[
                describe(MeetingGuest, "employee", page=lists.PERSON, card="title"),
                describe(MeetingGuest, "was_there", card="badge"),
            ],
            query=queries.guests,
            form=forms.GuestForm,
        ),
        actions=[
            Action(
                "hold", pgettext_lazy("button", "Begin the meeting"), meetings.hold, "player-play",
                _in(MeetingState.PREPARED), primary=True,
            ),
            Action(
                "close", pgettext_lazy("button", "Close the meeting"), meetings.close, "circle-check",
                _in(MeetingState.HELD), primary=True,
            ),
            Action(
                "unhold", pgettext_lazy("button", "Back to preparing"), meetings.unhold, "arrow-back-up",
                _in(MeetingState.HELD),
            ),
            Action(
                "reopen", pgettext_lazy("button", "Open again"), meetings.reopen, "refresh", _in(MeetingState.CLOSED)
            ),
        ],
        may_change=lambda row: row.state != MeetingState.CLOSED,
        may_remove=_in(MeetingState.PREPARED),
        is_led=queries.led,
        find=Find(number="number", starts=("MT-",), rank="day", shown=("day", "state")),
    )
)  # fmt: skip
navigation.add(
    navigation.Place(
        39, _("Meetings"), "presentation", "field:meeting_list", "field.view_meeting", section=VISITS_SECTION
    )
)
navigation.add_creator(navigation.Place(76, _("Meeting"), "presentation", "field:meeting_add", "field.add_meeting"))
