"""Who may do what with agreements, stores, plans and reviews of key accounts."""

from django.utils.translation import gettext_lazy as _

from yanzhen.platform import functions, roles

LEADERS = (roles.DIRECTOR, roles.MANAGER)
KEEPERS = (*LEADERS, roles.KA)
READERS = (*KEEPERS, roles.CLERK, roles.FINANCE, roles.AUDITOR)
functions.declare_noun("keyaccounts.agreement", view=READERS, edit=KEEPERS, export=LEADERS)
functions.declare("keyaccounts.sign_agreement", _("put agreements and supplements in force"), KEEPERS)
functions.declare("keyaccounts.view_agreementcheck", _("see self-checks of agreements"), READERS)
functions.declare("keyaccounts.add_agreementcheck", _("check agreements"), KEEPERS)
functions.declare("keyaccounts.export_agreementcheck", _("export self-checks of agreements"), LEADERS)
functions.declare_noun(
    "keyaccounts.accountdelivery",
    view=READERS,
    edit=(*KEEPERS, roles.CLERK),
    export=LEADERS,
)
functions.declare_noun("keyaccounts.store", view=READERS, edit=KEEPERS, export=LEADERS)
functions.declare_noun("keyaccounts.storeopportunity", view=READERS, edit=KEEPERS, export=LEADERS)
functions.declare_noun("keyaccounts.monthlyreview", view=READERS, edit=KEEPERS, export=LEADERS)
functions.declare_noun("keyaccounts.rollingplan", view=READERS, edit=KEEPERS, export=LEADERS)
functions.declare("keyaccounts.accept_rollingplan", _("accept rolling plans"), LEADERS)
functions.declare_noun("keyaccounts.accountkpi", view=READERS, edit=KEEPERS, export=LEADERS)
