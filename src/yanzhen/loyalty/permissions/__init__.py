"""Who may do what with evaluations, next purchases and loyalty."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
READERS = (*roles.SALES, roles.FINANCE, roles.AUDITOR)
KEEPERS = (*roles.SALES, roles.CLERK)
functions.declare_noun("loyalty.evaluationscheme", view=READERS, edit=(roles.DIRECTOR,), export=LEADERS)
functions.declare("loyalty.view_evaluationrun", _("see when customers were graded"), READERS)
functions.declare("loyalty.add_evaluationrun", _("grade all customers for a period"), LEADERS)
functions.declare("loyalty.export_evaluationrun", _("export the list of evaluation runs"), LEADERS)
functions.declare("loyalty.view_evaluation", _("see grades of customers"), READERS)
functions.declare("loyalty.export_evaluation", _("export grades of customers"), LEADERS)
functions.declare_noun("loyalty.causeanalysis", view=READERS, edit=roles.SALES, remove=LEADERS, export=LEADERS)
functions.declare("loyalty.view_nextpurchase", _("see next purchases"), (*KEEPERS, roles.SERVICE, roles.AUDITOR))
functions.declare("loyalty.add_nextpurchase", _("work next purchases out anew"), LEADERS)
functions.declare("loyalty.export_nextpurchase", _("export next purchases"), LEADERS)
functions.declare_noun(
    "loyalty.referral", view=(*KEEPERS, roles.SERVICE, roles.AUDITOR), edit=KEEPERS, remove=LEADERS, export=LEADERS
)
functions.declare("loyalty.view_rewardentry", _("see rewards"), (*KEEPERS, roles.FINANCE, roles.AUDITOR))
functions.declare("loyalty.add_rewardentry", _("book rewards"), KEEPERS)
functions.declare("loyalty.approve_rewardentry", _("consent to rewards"), (roles.DIRECTOR, roles.FINANCE))
functions.declare("loyalty.export_rewardentry", _("export rewards"), (*LEADERS, roles.FINANCE))
functions.declare_noun("loyalty.thanksrule", view=KEEPERS, edit=LEADERS, export=LEADERS)
functions.declare_noun(
    "loyalty.rememberedday", view=(*KEEPERS, roles.SERVICE), edit=(*KEEPERS, roles.SERVICE), export=LEADERS
)
