"""Words of collision cases: how one arose, where it stands, how it may end."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class CaseState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a collision case", "Open")
    DECIDED = "decided", pgettext_lazy("state of a collision case", "Decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a collision case", "Withdrawn")


class CaseWay(TextChoices):
    PANEL = "panel", pgettext_lazy("how a collision case arose", "Claimed while entering")
    ENTRY = "entry", pgettext_lazy("how a collision case arose", "Entered in spite of the warning")
    CLEAN_UP = "clean_up", pgettext_lazy("how a collision case arose", "Found by the clean-up")


class CaseOutcome(TextChoices):
    OWNER = "owner", pgettext_lazy("outcome of a collision case", "One owner")
    SPLIT = "split", pgettext_lazy("outcome of a collision case", "One owner, shared credit")
    APART = "apart", pgettext_lazy("outcome of a collision case", "Two different firms")


TRANSITIONS: dict[str, frozenset[str]] = {
    CaseState.OPEN: frozenset({CaseState.DECIDED, CaseState.WITHDRAWN}),
    CaseState.DECIDED: frozenset(),
    CaseState.WITHDRAWN: frozenset(),
}
"""From which state a case may move to which."""
