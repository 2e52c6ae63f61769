"""How the acts of planning read in the history of a record and on the audit trail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yanzhen.planning.queries import board_cells
from yanzhen.platform import timeline

timeline.VERBS.update(
    {
        "move_plan": _("moved the plan on"),
        "plan_step": _("set the day of a step"),
        "set_figures": _("set the figures"),
        "open_talk": _("showed the quota"),
        "accept_quota": _("accepted the quota"),
        "counter_quota": _("named another figure"),
        "note_talk": _("noted on the talk"),
        "fix_quota": _("fixed the quota"),
        "sign_quota": _("signed the quota"),
        "set_inputs": _("typed inputs of a method"),
        "refill": _("filled the inputs again from the sources"),
        "weigh": _("weighed a method"),
        "replace": _("put a new edition in its place"),
        "correct": _("corrected the figure"),
        "made_forecast": _("made the forecast"),
        "stop_forecast": _("stopped the forecast"),
        "end_forecast": _("ended the forecast"),
        "rename": pgettext_lazy("timeline", "gave it another name"),
        "choose": _("took the draft into the plan"),
        **{f"board_{kind}": words for kind, words in board_cells.WORDS.items()},
    }
)
timeline.LABELS.update(
    {
        "cells": _("cells"),
        "cells_typed": _("cells typed"),
        "act": _("act"),
        "rate": _("change"),
        "of": _("share of"),
        "copy_of": _("copy of"),
        "series": _("series"),
        "figures": _("figures"),
    }
)
