"""The words of joint visits, day reports, findings about time, and meetings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class JointState(TextChoices):
    """How far a joint visit is."""

    PLANNED = "planned", pgettext_lazy("joint visit", "planned")
    OBSERVED = "observed", pgettext_lazy("joint visit", "observed")
    CHECKED = "checked", pgettext_lazy("joint visit", "checked")


class Outcome(TextChoices):
    """What came of something that was agreed."""

    DONE = "done", pgettext_lazy("what was agreed", "done")
    PARTLY = "partly", pgettext_lazy("what was agreed", "partly")
    NOT = "not", pgettext_lazy("what was agreed", "not done")


class MeetingKind(TextChoices):
    """How often a meeting comes round."""

    MORNING = "morning", _("Morning meeting")
    WEEKLY = "weekly", _("Weekly meeting")


class MeetingState(TextChoices):
    """How far a meeting is."""

    PREPARED = "prepared", pgettext_lazy("meeting", "prepared")
    HELD = "held", pgettext_lazy("meeting", "held")
    CLOSED = "closed", pgettext_lazy("meeting", "closed")


MEETING_STEPS: dict[str, frozenset[str]] = {
    MeetingState.PREPARED: frozenset({MeetingState.HELD}),
    MeetingState.HELD: frozenset({MeetingState.CLOSED, MeetingState.PREPARED}),
    MeetingState.CLOSED: frozenset({MeetingState.HELD}),
}
"""From which state a meeting may go to which: each step can be taken back, a closed one to correct its minutes."""


class ItemKind(TextChoices):
    """What stands on the page of a meeting."""

    TOPIC = "topic", pgettext_lazy("of a meeting", "Topic")
    DECISION = "decision", pgettext_lazy("of a meeting", "Decision")
    ACTION = "action", pgettext_lazy("of a meeting", "Action")


class Answer(TextChoices):
    """What the figures say to one of the findings about time."""

    YES = "yes", pgettext_lazy("finding", "Yes")
    PARTLY = "partly", pgettext_lazy("finding", "Partly")
    NO = "no", pgettext_lazy("finding", "No")
    UNKNOWN = "unknown", pgettext_lazy("finding", "Not known")


class TimePart(TextChoices):
    """Where time goes."""

    SELLING = "selling", pgettext_lazy("time", "Selling")
    TRAVEL = "travel", pgettext_lazy("time", "Travel")
    WAITING = "waiting", pgettext_lazy("time", "Waiting")
    ADMINISTRATION = "administration", pgettext_lazy("time", "Administration")
    UNKNOWN = "unknown", pgettext_lazy("time", "Not measured")
