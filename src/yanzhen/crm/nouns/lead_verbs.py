"""How the acts on leads read in the history of a record and on the audit trail."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import nouns as platform_nouns
from yanzhen.platform import timeline

timeline.VERBS.update(
    {
        "assign_lead": _("gave the lead by a rule"),
        "hand_lead": _("handed the lead on"),
        "claim_lead": _("took the lead from the pool"),
        "release_lead": _("gave the lead back to the pool"),
        "reclaim_lead": _("took the lead back into the pool"),
        "pool_lead": _("put the lead into the pool"),
        "follow_up": _("followed the lead up"),
        "form_again": _("filled in the web form again"),
        "lose_lead": _("closed the lead as lost"),
        "reopen_lead": _("opened the lead again"),
        "qualify_lead": _("made the lead an opportunity"),
        "train_lead_score": _("had the model score trained"),
    }
)
platform_nouns.JOB_KINDS["lead_score"] = _("Model score of leads")
