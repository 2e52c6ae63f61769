"""What people do to records, in words: the timeline and the news tell it. Higher floors add their own."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

NOTED, PRIVATELY = "note", "private_note"
"""A note, and every act on a private note: the trail holds that there was one, never what it says."""
VERBS: dict[str, Any] = {
    "create": gettext_lazy("created this"),
    "change": gettext_lazy("changed this"),
    "remove": gettext_lazy("removed this"),
    NOTED: gettext_lazy("wrote a note"),
    "note_edit": gettext_lazy("changed a note"),
    "note_remove": gettext_lazy("took back a note"),
    PRIVATELY: gettext_lazy("wrote or changed a private note"),
    "file": gettext_lazy("added a file"),
    "file_remove": gettext_lazy("removed a file"),
    "download": gettext_lazy("downloaded a file"),
    "task": gettext_lazy("gave a task"),
    "task_change": gettext_lazy("changed a task"),
    "task_done": gettext_lazy("finished a task"),
    "task_reopen": gettext_lazy("opened a task again"),
    "task_remove": gettext_lazy("took back a task"),
    "deliver_again": gettext_lazy("had a message delivered again"),
    "import": gettext_lazy("imported this"),
    "upload": gettext_lazy("uploaded a file"),
    "undo_import": gettext_lazy("took an import back"),
    "merge": gettext_lazy("merged other records into this"),
    "merged_away": gettext_lazy("merged this into another record"),
    "unmerge": gettext_lazy("undid a merge"),
    "unmerge_fields": gettext_lazy("gave fields back by undoing a merge"),
    "decide_collision": gettext_lazy("decided whose this is"),
    "withdraw_claim": gettext_lazy("took a claim back"),
    "tell_apart": gettext_lazy("said that it is a customer of its own"),
    "confirm": pgettext_lazy("timeline", "confirmed the order"),
    "complete": pgettext_lazy("timeline", "completed the order"),
    "cancel": pgettext_lazy("timeline", "cancelled the order"),
    "export": gettext_lazy("exported a list"),
    "bulk_change": gettext_lazy("changed many records"),
    "bulk_undo": gettext_lazy("undid a bulk change"),
    "sample_company": gettext_lazy("founded the sample company"),
}
