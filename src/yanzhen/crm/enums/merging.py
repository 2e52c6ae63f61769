"""Words of merges of customers and of the groups that the clean-up found."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class MergeState(TextChoices):
    WAITING = "waiting", pgettext_lazy("state of a merge", "Being merged")
    DONE = "done", pgettext_lazy("state of a merge", "Merged")
    FAILED = "failed", pgettext_lazy("state of a merge", "Not merged")
    UNDOING = "undoing", pgettext_lazy("state of a merge", "Being undone")
    UNDONE = "undone", pgettext_lazy("state of a merge", "Undone")


TRANSITIONS: dict[str, frozenset[str]] = {
    MergeState.WAITING: frozenset({MergeState.DONE, MergeState.FAILED}),
    MergeState.DONE: frozenset({MergeState.UNDOING, MergeState.UNDONE}),
    MergeState.UNDOING: frozenset({MergeState.UNDONE, MergeState.DONE}),
    MergeState.FAILED: frozenset(),
    MergeState.UNDONE: frozenset(),
}
"""From which state a merge may move to which; an undoing that fails leaves it merged."""


class GroupState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a group of duplicates", "To look at")
    MERGED = "merged", pgettext_lazy("state of a group of duplicates", "Merged")
    APART = "apart", pgettext_lazy("state of a group of duplicates", "Not the same")
