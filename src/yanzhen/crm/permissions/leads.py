from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

KEEPERS = (roles.MANAGER, roles.REP, roles.KA, roles.CLERK)
SETTERS = (roles.DIRECTOR, roles.MANAGER)
WATCHERS = (*roles.SALES, roles.CLERK, roles.AUDITOR)

functions.declare_noun(
    "crm.lead",
    view=(*WATCHERS, roles.SERVICE),
    edit=(*KEEPERS, roles.SERVICE),
    remove=(roles.MANAGER, roles.CLERK),
    export=(roles.DIRECTOR, roles.MANAGER, roles.CLERK),
)
CLAIM = functions.declare("crm.claim_lead", _("take leads from the pool"), (roles.MANAGER, roles.REP, roles.KA))
QUALIFY = functions.declare("crm.qualify_lead", _("make leads opportunities"), (roles.MANAGER, roles.REP, roles.KA))
SET_POOL = functions.declare("crm.set_lead_pool", _("set the bounds of the pool of leads"), SETTERS)
TRAIN = functions.declare("crm.train_lead_score", _("train the model score of leads"), SETTERS)
for noun in ("crm.leadrule", "crm.leadpoint", "crm.leadform"):
    functions.declare_noun(noun, view=WATCHERS, edit=SETTERS)
